"""The coalition agreement: sections from a JSON Lines file, a folder of Markdown files or a PDF."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from rag.config import AgreementPdfConfig, Config
from rag.documents import Section
from rag.errors import ConfigError, DocumentError
from rag.sources.agreement_pdf import read_agreement_pdf
from rag.sources.front_matter import split_front_matter
from rag.sources.jsonl import read_rows
from rag.sources.text import decode, normalise, normalise_line, read_bytes

_KEYS = ("id", "chapter", "number", "title")


def read_agreement(
    path: Path, profile: AgreementPdfConfig | None = None, cache: Path | None = None
) -> dict[str, Section]:
    """All sections by id, in reading order.

    ``profile`` says how a PDF is laid out; what was read of it is kept in the folder ``cache``.

    Raises ConfigError, naming file and line, if any section cannot be read: an agreement with a gap would make
    reports with a gap, and nobody would notice.
    """
    if path.is_dir():
        found = _from_folder(path)
    elif path.suffix.lower() == ".jsonl":
        found = _from_rows(path)
    elif path.suffix.lower() == ".pdf":
        found = _from_pdf(path, profile or AgreementPdfConfig(), cache)
    else:
        advice = "set 'corpus: agreement' to a JSONL file or a folder of Markdown, or to a PDF"
        raise ConfigError(f"{path}: no agreement there; {advice}")
    try:
        sections = _by_id(found)
    except OSError as error:
        raise ConfigError(f"{error.filename or path}: cannot be read ({error.strerror})") from error
    if not sections:
        raise ConfigError(f"{path}: holds no sections of an agreement")
    return sections


def configured_agreement(config: Config) -> dict[str, Section]:
    """The agreement the configuration names; raises ConfigError as ``read_agreement`` does."""
    corpus = config.corpus
    return read_agreement(config.resolve(corpus.agreement), corpus.agreement_pdf, config.resolve(config.cache.path))


def _by_id(found: Iterable[tuple[str, Section | DocumentError]]) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    sources: dict[str, str] = {}
    for source, section in found:
        if isinstance(section, DocumentError):
            raise ConfigError(f"{source}: {section}") from section
        if section.id in sections:
            raise ConfigError(f"{source}: section '{section.id}' is also in {sources[section.id]}; remove one")
        sections[section.id] = section
        sources[section.id] = source
    return sections


def _from_rows(path: Path) -> Iterator[tuple[str, Section | DocumentError]]:
    for row in read_rows(path):
        source = f"{path}:{row.number}"
        if isinstance(row.value, DocumentError):
            yield source, row.value
            continue
        values = {key: row.value.get(key) for key in (*_KEYS, "text")}
        wrong = next((key for key, value in values.items() if not isinstance(value, str | None)), None)
        if wrong:
            yield source, DocumentError("row.invalid", f"'{wrong}' must be a text")
        else:
            yield source, _section(values, values["text"] or "")


def _from_folder(folder: Path) -> Iterator[tuple[str, Section | DocumentError]]:
    names = (path.relative_to(folder) for path in folder.rglob("*.md") if path.is_file())
    for name in sorted(names, key=_reading_order):
        if name.name.lower() == "readme.md" or any(part.startswith(".") for part in name.parts):
            continue
        try:
            front, body = split_front_matter(decode(read_bytes(folder / name)), _KEYS)
            yield str(folder / name), _section(front.values, body)
        except DocumentError as error:
            yield str(folder / name), error


def _from_pdf(
    path: Path, profile: AgreementPdfConfig, cache: Path | None
) -> Iterator[tuple[str, Section | DocumentError]]:
    for row in read_agreement_pdf(path, profile, cache):
        values = {"chapter": row.chapter, "number": row.number, "title": row.title}
        section = _section(values, row.text)
        yield f"{path}, page {row.page}", replace(section, page=row.page) if isinstance(section, Section) else section


def _reading_order(path: Path) -> list[tuple[str, int]]:
    """Section 2.10 after 2.9: digits count as numbers."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d*)", path.as_posix())]


def _section(values: Mapping[str, str | None], text: str) -> Section | DocumentError:
    """A section from raw values; its id is ``chapter-slug/number`` unless given."""
    chapter, number, title = (normalise_line(values.get(key) or "") for key in ("chapter", "number", "title"))
    missing = [key for key, value in (("chapter", chapter), ("number", number), ("title", title)) if not value]
    if missing:
        return DocumentError("section.invalid", f"no {' and no '.join(missing)}")
    identity = normalise_line(values.get("id") or "") or f"{_slug(chapter)}/{number}"
    if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*", identity) or ".." in identity:
        # Reports are written to <id>.md, so an id must be a plain relative path.
        return DocumentError("section.invalid", f"id {identity[:60]!r}: use letters, digits, '-', '.' and '/'")
    content = normalise(text)
    if not content:
        return DocumentError("section.invalid", "no text")
    return Section(identity, chapter, number, title, content)


def _slug(name: str) -> str:
    """ "Energie en klimaat" → "energie-en-klimaat"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
