"""Bytes to text, and text to the one form in which it is stored, quoted and compared."""

import re
import unicodedata
from pathlib import Path

from rag.errors import DocumentError

MAX_BYTES = 50_000_000

# What a reader cannot see: controls, soft hyphen, joiners, bidi marks, variation selectors, tags, surrogates,
# private use and noncharacters. Left in, they would make equal sentences differ, or hide text from a reviewer.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000e0000-\U0010ffff]"
)
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile("\n{3,}")
# Word writes its bullets as private-use characters of the Symbol and Wingdings fonts.
_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•"})

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_WESTERN = frozenset("€‚„…†‰‹‘’“”•–—™›œŒŸ\xa0¡§©«°±²³´µ·»¼½¾¿×÷") | {chr(n) for n in range(0xC0, 0x100)}


def normalise(text: str) -> str:
    """``text`` in NFC without invisible characters, single spaces, trimmed lines and at most one blank line in a row.

    Normalising twice changes nothing.
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _NEWLINE.sub("\n", text).translate(_BULLETS)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def normalise_line(text: str) -> str:
    """``normalise`` for what must stay on one line, such as a title."""
    return " ".join(normalise(text).split())


def decode(data: bytes) -> str:
    """The text in ``data``: Unicode with or without a byte order mark, or else plausible Windows-1252.

    Raises DocumentError ``encoding`` for anything that would come out as gibberish.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or (western := _windows_1252(data)) is None:
            message = f"not readable as {encoding} (byte {error.start}); save the file as UTF-8"
            raise DocumentError("encoding", message) from error
        text = western
    if _BINARY.search(text):
        raise DocumentError("encoding", "holds binary data or an unknown encoding; save the file as UTF-8 text")
    return text


def _windows_1252(data: bytes) -> str | None:
    """``data`` as Windows-1252 if that gives western text; None for damaged UTF-8 and other code pages."""
    if _UTF8_SEQUENCE.search(data):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    special = [character for character in text if character > "\x7f"]
    letters = sum(map(str.isalpha, text))
    accented = sum(map(str.isalpha, special))
    return text if _WESTERN.issuperset(special) and accented <= 0.5 * letters else None


def read_bytes(path: Path) -> bytes:
    """All of a file. Raises DocumentError ``file.large`` above MAX_BYTES, OSError where it cannot be read."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DocumentError("file.large", f"larger than {MAX_BYTES // 1_000_000} MB; split it")
    return data
