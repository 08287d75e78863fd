"""A second host for when the first one is gone."""

import datetime as dt
from collections.abc import Sequence

from rag.config import SyncConfig
from rag.errors import FetchError
from rag.portals.decisions import DecisionsPortal
from rag.portals.remote import Entry, Portal, RemoteDocument, Window
from rag.portals.themis import Themis
from rag.web.client import WebClient

GONE = frozenset(
    {
        *("web.down", "web.timeout", "web.server", "web.missing", "web.redirect", "web.not_json"),
        *("portal.html", "portal.shape"),
    }
)
"""What says that a host is not there, or is another one now. One that is only busy is asked again in a later run."""


def decisions_portal(client: WebClient, config: SyncConfig) -> Portal:
    """The decisions of the Flemish government: from their portal, or else from Themis."""
    return Standby(DecisionsPortal(client, config), Themis(client, config))


class Standby:
    """The first portal until a listing of it fails for one of the reasons in ``GONE``; from then on the second.

    For decisions this is safe halfway: what both hosts publish alike has the same id and version at both, so a switch
    makes nothing look changed. Only what is told beside a decision (names, the address of a file) may differ, and is
    left as it was until the decision is published anew. ``reason`` says why the second stands in.
    """

    def __init__(self, first: Portal, second: Portal) -> None:
        self._portal = first
        self._second: Portal | None = second
        self.name = first.name
        self.reason = ""

    def windows(self, since: dt.date, until: dt.date) -> Sequence[Window]:
        """As the first portal has them."""
        return self._portal.windows(since, until)

    def listing(self, window: Window) -> Sequence[Entry]:
        """Everything in a window; if neither has it, the error names both."""
        try:
            return self._portal.listing(window)
        except FetchError as error:
            if self._second is None or error.code not in GONE:
                raise
            try:
                entries = self._second.listing(window)
            except FetchError as other:
                raise FetchError(error.code, f"{error}; and {other}", retryable=error.retryable) from other
            self._portal, self._second, self.reason = self._second, None, str(error)
            return entries

    def fetch(self, entry: Entry) -> RemoteDocument:
        """The document of an entry."""
        return self._portal.fetch(entry)
