"""The published form of a report: a ``Report`` to Markdown and back.

The form is the website's own. Whatever a document or a model wrote comes out as plain text, never as markup, and
``parse(render(report))`` has the same blocks, claims, markers and references, white space folded, as long as the
claims of ``report`` are sentences to ``split_sentences``.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rag.documents import Span
from rag.dutch.sentences import split_sentences
from rag.errors import ReportError
from rag.inline import MARKER, collapse, escape, fold, guard, marker_numbers, plain, read_marked, unescape
from rag.links import HOSTS, safe_url
from rag.report import Block, Claim, Marker, Reference, Report

UNKNOWN_DATE = "datum onbekend"

_LONGEST_BOLD_LINE = 12  # words; what is longer is a sentence in bold, not a heading
_LONGEST_LABEL = 8  # words

_HEADING = re.compile(r"(#{1,6})(?:\s+(.*?))?(?:\s+#+)?")
_RULE = re.compile(r"-{3,}|\*{3,}|_{3,}")
_ITEM = re.compile(r"([-*+]|[0-9]{1,3}[.)])(?:\s+(.*))?")
_LABEL = re.compile(r"(?:Samenvatting|Inleiding|Conclusie)\s?:?")
_LEAD = re.compile(rf"\*\*((?:\\.|[^*\\])+)\*\*((?:\s*{MARKER})*)\s*(:?)\s*(.*)")
_PREFIXES = {
    "heading": re.compile(r"\s*(#{1,6} |\*\*|)"),
    "item": re.compile(r"\s*([-*+] |[0-9]{1,3}[.)] )"),
    "paragraph": re.compile(r"\s*(---|)"),
}
_OWN_PREFIX = {"heading": "### ", "item": "- ", "paragraph": ""}
_SECTION = re.compile(
    r"\s*<details>\s*<summary>\s*Regeerakkoord Sectie\s*</summary>\s*(?:<p>)?(.*?)(?:</p>)?\s*</details>",
    re.DOTALL | re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"<details>\s*<summary>\s*Referenties\s*</summary>(.*?)(?:</details>|\Z)", re.DOTALL | re.IGNORECASE
)
_REFERENCE = re.compile(
    r"(?:[-*+]\s+)?(?:\*\*)?\[?\\?\[(?P<number>[0-9]{1,4})\\?\]\]?"
    r"(?:\((?P<url>\S*?)\)(?=\*\*|\s|$))?(?:\*\*)?\s*:?\s*"
    r"(?:\*\*\((?P<date>.*?)\)\*\*|\((?P<plain_date>[0-9]{4}-[0-9]{2}-[0-9]{2})\))?(?P<title>.*)"
)


def render(report: Report, hosts: Collection[str] = HOSTS) -> str:
    """The Markdown of a report. A reference whose url is not http(s) to one of ``hosts`` is shown without a link."""
    section = html.escape(fold(report.section_text), quote=False)
    parts = [
        f"# {escape(fold(report.title))}",
        f"<details>\n        <summary>Regeerakkoord Sectie </summary>\n        <p>{section} </p>\n        </details> ",
        *_rendered_blocks(report.blocks),
        "<details>\n        <summary> Referenties</summary>\n        "
        + "".join(f"{gap}{_rendered_reference(item, hosts)}" for gap, item in _spaced(report.references))
        # With no reference, an empty line would end the HTML and make its last line a code block.
        + ("\n        </details> " if report.references else "</details> "),
    ]
    return "\n\n".join(parts) + "\n\n"


def parse(text: str) -> Report:
    """The report a Markdown text holds. Claims are numbered ``c1``, ``c2`` … in reading order.

    Lenient: whatever is not understood as structure is kept as text. Raises ReportError only where the first line is
    not a heading.
    """
    parts = anatomy(text)
    listed = _REFERENCES.fullmatch(parts.references)
    references, stray = _parsed_references(listed[1]) if listed else ((), [])
    body = "\n\n".join([parts.body, *stray, parts.rest]) if listed else parts.body
    return Report(parts.title, parts.section_text, parse_blocks(body), references)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The four parts of a report's Markdown, which together are all of it, and what its head says.

    ``references`` is empty where there is no list of them.
    """

    head: str
    body: str
    references: str
    rest: str
    title: str
    section_text: str


def anatomy(text: str) -> Anatomy:
    """Where the parts of a report's Markdown lie, its line ends made newlines. Raises ReportError as ``parse`` does."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = re.match(r"[\ufeff \n\t]*([^\n]*)\n?", text)
    title = _HEADING.fullmatch(first[1].strip()) if first else None
    if first is None or title is None:
        raise ReportError("this is not a report: its first line must be '# ' and a title")
    section = _SECTION.match(text, first.end())
    start = section.end() if section else first.end()
    lists = [match.span() for match in _REFERENCES.finditer(text, start)]
    end, behind = lists[-1] if lists else (len(text), len(text))
    cuts = text[:start], text[start:end], text[end:behind], text[behind:]
    return Anatomy(*cuts, plain(title[2] or ""), _section_text(section))


def block_spans(text: str) -> Iterator[tuple[Span, Block]]:
    """The lines of every block of a report's body as offsets into it, the line break behind the last left out."""
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    for lines in _grouped(text):
        start, end = starts[lines.first], starts[lines.first + max(len(lines.lines), 1)] - 1
        yield Span(start, end), lines.block()


def parse_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a report's body, its claims numbered ``c1``, ``c2`` …"""
    blocks = []
    count = 0
    for _, block in block_spans(text):
        if not (block.claims or block.heading or block.kind == "item" or block.prefix == "---"):
            continue
        claims = tuple(replace(claim, id=f"c{count + n}") for n, claim in enumerate(block.claims, 1))
        count += len(claims)
        blocks.append(replace(block, claims=claims))
    return tuple(blocks)


def _section_text(match: re.Match[str] | None) -> str:
    return fold(html.unescape(match[1])) if match else ""


# --- rendering


def _spaced(references: Iterable[Reference]) -> Iterator[tuple[str, Reference]]:
    """Each reference with the line breaks before it."""
    for position, reference in enumerate(references):
        yield ("\n\n" if position else "\n"), reference


def _rendered_reference(reference: Reference, hosts: Collection[str]) -> str:
    url = safe_url(reference.url, hosts)
    link = f"({url})" if url else ""
    date = escape(fold(reference.date)) or UNKNOWN_DATE
    return f"**[\\[{reference.number}\\]]{link}** : **({date})** {escape(fold(reference.title))} "


def _rendered_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    content = 0
    for block in blocks:
        prefix, content = _placed(block, content)
        if line := _rendered_block(block, prefix):
            yield line


def _placed(block: Block, content: int) -> tuple[str, int]:
    """A sound prefix for a block, and the column at which the text of the list item it stands in begins.

    Nothing is indented further than that column: it would become a code block.
    """
    match = _PREFIXES[block.kind].fullmatch(block.prefix)
    lead = match[1] if match else _OWN_PREFIX[block.kind]
    indent = min(len(block.prefix) - len(block.prefix.lstrip()), content)
    if block.kind == "item":
        return " " * indent + lead, indent + len(lead)
    if lead.startswith(("#", "---")):
        return lead, 0
    return " " * indent + lead, content if indent else 0


def _rendered_block(block: Block, prefix: str) -> str:
    body = " ".join(filter(None, map(_rendered_claim, block.claims)))
    heading = fold(block.heading or "")
    if block.kind == "heading":
        return _rendered_heading(heading, body, prefix)
    if not heading:
        return (prefix + guard(body)).rstrip()
    if not body:
        return f"{prefix}**{escape(heading)}**"
    # A colon of the heading's own is escaped, so that it is told from the one that ends the lead.
    shown = escape(heading)
    bold = f"**{shown[:-1]}\\:**" if shown.endswith(":") else f"**{shown}**"
    markers = re.match(rf"(?:\s?{MARKER})+(?=\s|$)", body)
    if markers:
        return f"{prefix}{bold} {markers[0]}: {body[markers.end() :].lstrip()}".rstrip()
    return f"{prefix}{bold}: {body}"


def _rendered_heading(heading: str, body: str, prefix: str) -> str:
    """A heading in a form that is read back as one."""
    if body or not heading:
        return prefix.replace("**", "### ") + body if body else ""
    if not prefix.strip() and _LABEL.fullmatch(heading):
        return heading
    if prefix.lstrip().startswith("#"):
        return prefix + escape(heading)
    return f"{prefix.removesuffix('**')}**{escape(heading)}**" if _is_title(heading) else f"### {escape(heading)}"


def _rendered_claim(claim: Claim) -> str:
    """The claim with its markers, each run of them after a space."""
    text = fold(claim.text)
    out, start = "", 0
    for marker in sorted(claim.markers, key=lambda marker: marker.offset):
        offset = len(fold(claim.text[: marker.offset]))
        gap = " " if out and not start else ""
        if piece := text[start:offset]:
            out += gap + escape(piece) + ("" if piece.endswith(("(", "[")) else " ")
        out += _rendered_marker(marker)
        start = offset
    gap = " " if out and not start else ""
    return (out + gap + escape(text[start:])).strip()


def _rendered_marker(marker: Marker) -> str:
    raws = [marker.raw] if marker_numbers(marker.raw) == marker.numbers else [f"[{n}]" for n in marker.numbers]
    return "".join(f"\\{raw[:-1]}\\]" for raw in raws)


# --- parsing


@dataclass
class _Lines:
    """The lines of one block, stripped, its prefix taken off."""

    kind: Literal["paragraph", "item", "heading"]
    prefix: str
    lines: list[str]
    first: int

    def block(self) -> Block:
        """The block, its claims not yet numbered."""
        text = " ".join(self.lines)
        if self.kind == "heading":
            claims = parse_claims(text)
            cites = any(claim.markers for claim in claims)
            return Block("heading", claims, self.prefix) if cites else Block("heading", (), self.prefix, plain(text))
        if self.kind == "paragraph" and not self.prefix and _LABEL.fullmatch(text):
            return Block("heading", (), "", text)
        return self._led() or Block(self.kind, parse_claims(text), self.prefix)

    def _led(self) -> Block | None:
        """The block if it begins with a bold lead: bold up to a colon or to the end of the line, without markers."""
        lines = list(filter(None, self.lines))
        match = _LEAD.fullmatch(lines[0]) if lines else None
        if match is None or read_marked(match[1])[1]:
            return None
        bold, markers, colon, rest = match.groups()
        own_colon = re.search(r"(?<!\\):\s*$", bold)
        more = " ".join([rest, *lines[1:]]).strip()
        if more and (colon or own_colon or not rest):
            heading = plain(bold[: own_colon.start()] if own_colon else bold)
            claims = parse_claims(f"{markers} {more}")
            # A lead needs a text to lead to: bold with nothing but markers behind it is itself what they carry.
            led = heading and any(claim.text for claim in claims)
            return Block(self.kind, claims, self.prefix, heading) if led else None
        heading = plain(bold + colon)
        if more or markers or not heading:
            return None
        if self.kind == "item":
            return Block("item", (), self.prefix, heading)
        return Block("heading", (), f"{self.prefix}**", heading) if _is_title(heading) else None


def _grouped(text: str) -> Iterator[_Lines]:
    """The lines of a body by block. A line break alone ends no paragraph, unless what went before is a label."""
    groups: list[_Lines] = []
    open_, content = False, 0
    for number, line in enumerate(text.expandtabs(4).split("\n")):
        body = fold(line)
        indent = min(len(line) - len(line.lstrip(" ")), content)
        if not body:
            open_ = False
        elif heading := _HEADING.fullmatch(body):
            groups.append(_Lines("heading", f"{heading[1]} ", [heading[2] or ""], number))
            open_, content = False, 0
        elif _RULE.fullmatch(body):
            groups.append(_Lines("paragraph", "---", [], number))
            open_, content = False, 0
        elif (item := _ITEM.fullmatch(body)) and not (open_ and _continues(groups[-1], item[1])):
            groups.append(_Lines("item", f"{' ' * indent}{item[1]} ", [item[2] or ""], number))
            open_, content = True, len(groups[-1].prefix)
        elif open_ and not _is_label(groups[-1], body):
            groups[-1].lines.append(body)
        else:
            if open_:
                groups[-1].kind, groups[-1].prefix = "heading", f"{groups[-1].prefix}**"
            groups.append(_Lines("paragraph", " " * indent, [body], number))
            open_, content = True, content if indent else 0
    return iter(groups)


def _continues(lines: _Lines, marker: str) -> bool:
    """True for a number at the start of a line inside a paragraph, where a list can only begin with 1."""
    return lines.kind == "paragraph" and marker[0].isdigit() and marker[:-1] != "1"


def _is_label(lines: _Lines, following: str) -> bool:
    """True for a short line without full stop right above a line that begins a sentence: a heading in all but form."""
    if lines.kind != "paragraph" or len(lines.lines) != 1:
        return False
    line = lines.lines[0]
    bare = len(line.split()) <= _LONGEST_LABEL and not line.endswith((".", "!", "?", ",", ";", "]"))
    bare = bare and not line.startswith("**") and not read_marked(line)[1]
    return bare and following.lstrip("*'\"‘“")[:1].isupper()


def _is_title(text: str) -> bool:
    return len(text.split()) <= _LONGEST_BOLD_LINE


def parse_claims(markdown: str) -> tuple[Claim, ...]:
    """The sentences of a block with the markers in them; a marker behind a full stop belongs to what it ends."""
    text, markers = read_marked(markdown)
    spans = split_sentences(text)
    if not spans:
        return (Claim("", "", markers),) if markers else ()
    owned: list[list[Marker]] = [[] for _ in spans]
    for marker in markers:
        owner = max((n for n, span in enumerate(spans) if span.start < marker.offset), default=0)
        offset = min(marker.offset, spans[owner].end) - spans[owner].start
        owned[owner].append(replace(marker, offset=max(offset, 0)))
    return tuple(Claim("", text[span.start : span.end], tuple(own)) for span, own in zip(spans, owned, strict=True))


def is_reference(line: str) -> bool:
    """Whether a line in the list of references begins one."""
    return _REFERENCE.fullmatch(collapse(line).strip()) is not None


def _parsed_references(text: str) -> tuple[tuple[Reference, ...], list[str]]:
    """The references, and the lines before the first; a line that begins no reference goes on with the title before."""
    stray: list[str] = []
    entries: list[tuple[re.Match[str], list[str]]] = []
    for line in filter(None, (collapse(line).strip() for line in text.split("\n"))):
        if match := _REFERENCE.fullmatch(line):
            entries.append((match, [match["title"]]))
        else:
            (entries[-1][1] if entries else stray).append(line)
    references = []
    for match, title in entries:
        date = unescape(match["date"] or match["plain_date"] or "")
        date = "" if date == UNKNOWN_DATE else date
        references.append(Reference(int(match["number"]), unescape(" ".join(title)), date, match["url"] or None))
    return tuple(references), stray
