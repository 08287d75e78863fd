"""What comes back from the web, whole and bounded."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rag.errors import DocumentError, FetchError
from rag.sources.text import decode
from rag.web.addresses import shown


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """An answer with status 200, or 304 and then without content.

    ``url`` is the address after redirects, ``media_type`` in lower case without parameters, ``content`` decoded.
    ``etag`` and ``modified`` are to be given with the next request for the same address.
    """

    url: str
    status: int
    media_type: str
    content: bytes
    etag: str | None
    modified: str | None

    def json(self) -> Any:
        """The content as JSON. Raises FetchError ``web.not_json``: many a server gives a web page with status 200."""
        if not self.media_type.endswith("json"):
            raise self._unusable("not_json", f"gave {self.media_type or 'something unnamed'} instead of JSON")
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise self._unusable("not_json", f"gave JSON that cannot be read ({type(error).__name__})") from error

    def text(self) -> str:
        """The content as text. Raises FetchError ``web.not_text``."""
        try:
            return decode(self.content)
        except DocumentError as error:
            raise self._unusable("not_text", "gave bytes that are not a text") from error

    def _unusable(self, code: str, problem: str) -> FetchError:
        advice = "try again later, and if it stays so, look at the address under sync: in a browser"
        return FetchError(f"web.{code}", f"{shown(self.url)}: {problem}; {advice}", retryable=True)


class Cut(Exception):
    """The content stops halfway."""


def whole(parts: Iterable[bytes], encoding: str, bound: int) -> bytes | None:
    """The decoded content of an answer that comes in parts; None as soon as it is more than ``bound`` bytes.

    ``encoding`` is ``gzip`` or nothing. It is unpacked no further than the bound, however little was sent. Raises Cut.
    """
    content = bytearray()
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if encoding else None
    for part in parts:
        try:
            content += inflater.decompress(part, bound + 1 - len(content)) if inflater else part
        except zlib.error as error:
            raise Cut from error
        if len(content) > bound:
            return None
    if inflater and not inflater.eof:
        raise Cut
    return bytes(content)
