"""The coalition agreement as one PDF: what its pages bear becomes sections with chapter, number, title, text and page.

The letters in which lines are set tell headings and footnotes from text; a table of contents, where there is one, tells
how many sections there must be. What it takes to read another agreement is in the configuration.
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path

from rag.config import AgreementPdfConfig
from rag.dutch.hyphenation import close_up
from rag.errors import ConfigError, DocumentError
from rag.files import sha256, write_whole
from rag.sources.contents import Contents, find_contents
from rag.sources.furniture import strip_furniture
from rag.sources.headings import Heading, HeadingFinder, Numbering, squash
from rag.sources.paragraphs import Line, paragraphs
from rag.sources.pdf_file import pdf_lines
from rag.sources.text import normalise_line, read_bytes
from rag.sources.typography import Style, StyledLine

# Raise it when the same file would be read otherwise: what was read before is kept under it.
PARSER_VERSION = 3
# A chapter's own text, before its first section.
CHAPTER_NUMBER = "0"
# Contents and text of one agreement differ in a heading or two; more, and headings were missed.
_MISSING = 0.1
_NAMED = 5  # in a message
# Where a word may be broken. Some fonts have the character for "not" in its place.
_SOFT_HYPHEN = re.compile(r"(?<=[^\W\d_])[\xad¬](?=[^\W\d_])")
_SOFT_BREAK = re.compile(r"[\xad¬]\s*$")
_ADVICE = "describe its headings under corpus.agreement_pdf in the configuration"


@dataclass(frozen=True, slots=True)
class PdfSection:
    """A section as read, and the page of its heading."""

    chapter: str
    number: str
    title: str
    text: str
    page: int


def read_agreement_pdf(path: Path, profile: AgreementPdfConfig, cache: Path | None = None) -> list[PdfSection]:
    """All sections in reading order; kept in the folder ``cache``, for reading 200 pages takes six seconds.

    Raises ConfigError that says what to do, or OSError.
    """
    try:
        key = sha256(f"{PARSER_VERSION} {profile.model_dump_json()} {sha256(read_bytes(path))}")
        kept = cache / "agreement" / f"{key}.json" if cache else None
        with suppress(OSError, ValueError, TypeError):
            if kept:
                return [PdfSection(**row) for row in json.loads(kept.read_text(encoding="utf-8"))]
        sections = parse_agreement(pdf_lines(path), profile)
    except DocumentError as error:
        raise ConfigError(f"{path}: {error}") from error
    if kept:
        with suppress(OSError):  # a cache that cannot be written only costs time
            write_whole(kept, json.dumps([asdict(section) for section in sections], ensure_ascii=False))
    return sections


def parse_agreement(lines: Sequence[StyledLine], profile: AgreementPdfConfig) -> list[PdfSection]:
    """The sections in the lines of all pages. Raises DocumentError ``agreement.…``."""
    numbering = Numbering(profile.chapter, profile.section)
    cleaned = list(_cleaned(lines))
    contents = find_contents(cleaned, numbering)
    first, last = profile.first_page or 1, profile.last_page or lines[-1].page
    text = [line for line in cleaned if first <= line.page <= last and line.page not in contents.pages]
    if not text:
        raise DocumentError("agreement.pages", f"has no text on the pages {first} to {last}; set the pages it is on")
    finder = HeadingFinder(numbering, _body(text), contents.titles, {squash(name) for name in profile.chapters})
    titles = {squash(found.title): text[found.end - 1].style for found in finder.find(text) if found.level != "section"}
    stripped = strip_furniture(text, finder.body, titles)
    if stripped.last_numbered and not profile.last_page:
        # A back cover has no number, and is not set as the text is.
        last = max(stripped.last_numbered, *(line.page for line in text if line.style == finder.body))
    text = [line for line in stripped.lines if line.page <= last]
    headings = finder.find(text)
    _check(headings, contents, profile)
    return list(_sections(text, headings, profile))


def _cleaned(lines: Iterable[StyledLine]) -> Iterator[StyledLine]:
    """Normalised lines, a soft hyphen at the end of one as one that is seen."""
    for line in lines:
        if text := normalise_line(_SOFT_HYPHEN.sub("", _SOFT_BREAK.sub("-", line.text))):
            yield line._replace(text=text)


def _body(lines: Iterable[StyledLine]) -> Style:
    """The style in which most of the text is set."""
    letters: Counter[Style] = Counter()
    for line in lines:
        letters[line.style] += len(line.text)
    return letters.most_common(1)[0][0]


def _check(headings: Sequence[Heading], contents: Contents, profile: AgreementPdfConfig) -> None:
    """Raise DocumentError where headings were missed: the reports would have a gap, and nobody would notice."""
    found = Counter(heading.number for heading in headings if heading.level == "section")
    if not found:
        message = f"no numbered headings of chapters and sections found, set in other letters than the text; {_ADVICE}"
        raise DocumentError("agreement.headings", message)
    chapters = {squash(heading.title): heading.title for heading in headings if heading.level == "chapter"}
    if unknown := [name for name in profile.chapters if squash(name) not in chapters]:
        message = f"corpus.agreement_pdf.chapters names {_listed(unknown)}, but its chapters are "
        raise DocumentError("agreement.chapters", message + _listed(list(chapters.values())))
    missed = sorted((Counter(contents.numbers) - found).elements())
    if len(missed) > _MISSING * len(contents.numbers):
        message = f"{len(missed)} of {len(contents.numbers)} sections in its table of contents were not found"
        raise DocumentError("agreement.contents", f"{message} ({_listed(missed[:_NAMED])} …); {_ADVICE}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _sections(
    lines: Sequence[StyledLine], headings: Sequence[Heading], profile: AgreementPdfConfig
) -> Iterator[PdfSection]:
    """Every chapter and section that has text of its own. What stands in a part but in no chapter is left out."""
    words = {word for line in lines for word in re.findall(r"\w+", line.text.lower())}
    names = {squash(name): wanted for name, wanted in profile.chapters.items()}
    chapter = ""
    for position, heading in enumerate(headings):
        end = headings[position + 1].start if position + 1 < len(headings) else len(lines)
        title, number = heading.title, heading.number
        if heading.level != "section":
            chapter = title = names.get(squash(title), title) if heading.level == "chapter" else ""
            number = CHAPTER_NUMBER
        content = paragraphs(_closed_up(lines[heading.end : end], words))
        if chapter and content:
            text = "\n\n".join(paragraph.text for paragraph in content)
            yield PdfSection(chapter, number, title, text, lines[heading.start].page)


def _closed_up(lines: Sequence[StyledLine], words: Container[str]) -> list[Line]:
    """Lines to make paragraphs of, where ``words`` are all words of the agreement."""
    return [
        Line(line.page, close_up(line.text, after.text, words) if after else line.text)
        for line, after in zip_longest(lines, lines[1:])
    ]
