"""Running text inside a report's Markdown: citation markers, and escaping that keeps any text mere text."""

import re
from collections.abc import Callable, Iterator
from html import unescape as _html_unescape
from html.entities import html5

from rag.report import Marker

_WIDEST_RANGE = 200
_NUMBERS = r"\s*[0-9]{1,3}(?:\s*[,;–-]\s*[0-9]{1,3})*\s*"
# Without backslashes, what a "(" follows is a Markdown link and no marker.
MARKER = rf"(?:\\\[{_NUMBERS}\\?\]|\[{_NUMBERS}\\?\](?!\())"
_LITERAL = (
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|&(?P<entity>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_LITERALS = re.compile(_LITERAL)
_TOKENS = re.compile(rf"(?P<marker>{MARKER})|{_LITERAL}")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3})(?=[^\s*])((?:\\.|[^*\\])+?)(?<=[^\s*])\1(?!\*)")
# White space, control characters, what turns the reading direction, and lone surrogates, which no file can hold.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_SPECIAL = re.compile(
    r"(?P<entity>\[(?=\s*[0-9])|<|&(?=\#|[A-Za-z][A-Za-z0-9]*;)|:(?=//)|@|(?<=www)\.)|[\\`*_{}\[\]#|~]",
    re.IGNORECASE,
)
_LINE_START = re.compile(r"^(?:(?=[-+>=])|(?P<number>[0-9]+)(?=[.)](?:\s|$)))")


def collapse(text: str) -> str:
    """``text`` with every run of white space and control characters made one space."""
    return _BLANKS.sub(" ", text)


def fold(text: str) -> str:
    """``collapse``, trimmed: how any text appears in a report."""
    return collapse(text).strip()


def escape(text: str) -> str:
    """``text`` as Markdown that shows exactly these characters: no markup, HTML, link, autolink or marker."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};" if match["entity"] else f"\\{match[0]}", collapse(text))


def guard(markdown: str) -> str:
    """``markdown`` so that, at the start of a line, it begins no list, quote, rule or underlined heading."""
    return _LINE_START.sub(lambda match: f"{match['number'] or ''}\\", markdown)


def unescape(markdown: str) -> str:
    """The text that escaped Markdown stands for: the inverse of ``escape`` and ``guard``, folded."""
    return fold(_LITERALS.sub(_literal, markdown))


def plain(markdown: str) -> str:
    """``unescape``, without the asterisks of bold and italics."""
    return unescape(_without_emphasis(markdown))


def read_marked(markdown: str) -> tuple[str, tuple[Marker, ...]]:
    """The folded text of a stretch of Markdown and the markers in it, which are taken out with the space before."""
    text, pending, markers = "", "", []
    source = collapse(_without_emphasis(markdown))
    end = 0
    for token in _TOKENS.finditer(source):
        pending += source[end : token.start()]
        end = token.end()
        raw = token["marker"] and token["marker"].replace("\\", "")
        if not raw:
            pending += _literal(token)
        elif numbers := marker_numbers(raw):
            text, pending = _join(text, pending).rstrip(), ""
            markers.append(Marker(raw, numbers, len(text)))
        else:
            pending += raw
    return _join(text, pending + source[end:]).rstrip(), tuple(markers)


def replace_markers(markdown: str, write: Callable[[str, tuple[int, ...]], str]) -> str:
    """``markdown`` with each sound marker as ``write`` has it, which is given the marker as written and its numbers."""

    def written(token: re.Match[str]) -> str:
        numbers = token["marker"] and marker_numbers(token["marker"].replace("\\", ""))
        return write(token[0], numbers) if numbers else token[0]

    return _TOKENS.sub(written, markdown)


def visible(markdown: str) -> Iterator[tuple[str, int, int]]:
    """Every character outside markers that may be shown, and the stretch of ``markdown`` it is written in.

    Asterisks of bold and italics are among them.
    """
    end = 0
    for token in (*_TOKENS.finditer(markdown), None):
        start = token.start() if token else len(markdown)
        yield from ((markdown[place], place, place + 1) for place in range(end, start))
        if token:
            end = token.end()
            yield from ((each, *token.span()) for each in (() if token["marker"] else _literal(token)))


def marker_numbers(raw: str) -> tuple[int, ...] | None:
    """The numbers of a marker without backslashes (``[0, 2-4]`` → 0, 2, 3, 4); None if it is not a sound one."""
    if not re.fullmatch(rf"\[{_NUMBERS}\]", raw):
        return None
    numbers: list[int] = []
    for part in re.split(r"[,;]", raw[1:-1]):
        first, *last = [int(number) for number in re.split(r"[–-]", part)]
        if last and not (len(last) == 1 and first < last[0] <= first + _WIDEST_RANGE):
            return None
        numbers += range(first, last[0] + 1) if last else [first]
    return tuple(numbers)


def _join(text: str, more: str) -> str:
    """``more`` appended to a folded ``text``, itself collapsed, with no space at the start or two in a row."""
    more = collapse(more)
    return text + (more.lstrip() if not text or text.endswith(" ") else more)


def _literal(match: re.Match[str]) -> str:
    """The character an escape stands for; an entity HTML does not know stands for itself."""
    if match["escaped"]:
        return match["escaped"]
    name = match["entity"]
    return _html_unescape(match[0]) if name.startswith("#") else html5.get(f"{name};", match[0])


def _without_emphasis(markdown: str) -> str:
    """Drop paired asterisks, bold and italics inside one another included; an asterisk without its pair stays."""
    return _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", markdown))
