"""A stand-in server with a client that may ask it, in time that passes at once; and decisions to fill it with."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rag.config import SyncConfig
from rag.portals.decisions import DecisionsPortal
from rag.portals.remote import Entry, Portal, RemoteDocument
from rag.portals.standby import Standby
from rag.portals.themis import Themis
from rag.web.client import WebClient
from tests.llm.time import Time
from tests.portals.portal_server import PortalServer
from tests.portals.publisher import Attachment, File, Item, Mandatee, Meeting, Publisher

FROM, UNTIL = dt.date(2021, 1, 1), dt.date(2021, 12, 31)
DEMIR, WEYTS = Mandatee("m-demir", "Zuhal", "Demir", 3), Mandatee("m-weyts", "Ben", "Weyts", 2)
THEMES = {"t-energie": "Energie", "t-wonen": "Wonen"}


@dataclass(frozen=True)
class Desk:
    """The server and the three portals that ask it; ``time`` has passed by waiting."""

    server: PortalServer
    config: SyncConfig
    client: WebClient
    decisions: DecisionsPortal
    themis: Themis
    standby: Standby
    time: Time

    @property
    def publisher(self) -> Publisher:
        """What the server has."""
        return self.server.publisher


@contextmanager
def desk(*meetings: Meeting, retries: int = 0, timeout: float = 10.0) -> Iterator[Desk]:
    """A desk for these meetings, with two ministers and two themes."""
    time = Time()
    publisher = Publisher(*meetings, people=(DEMIR, WEYTS), themes=THEMES)
    with PortalServer(publisher) as server:
        config = SyncConfig(
            decisions_url=server.decisions_url,
            themis_url=server.themis_url,
            requests_per_second=1000.0,
            retries=retries,
            timeout=timeout,
        )
        with WebClient(config, server.hosts, clock=time, sleep=time.sleep) as client:
            decisions, themis = DecisionsPortal(client, config), Themis(client, config)
            standby = Standby(DecisionsPortal(client, config), Themis(client, config))
            yield Desk(server, config, client, decisions, themis, standby, time)


def utc(text: str) -> dt.datetime:
    """A moment in UTC, from ``2021-10-01 08:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def meeting(*items: Item, start: str = "2021-10-01 08:00", kind: str | None = "Ministerraad") -> Meeting:
    """A meeting; its id follows from its start."""
    return Meeting(f"V{start:-<23}".replace(" ", "-"), utc(start), items, kind)


def item(id_: str = "6152C345364ED90008000367", title: str | None = "Renovatieplicht", **more: object) -> Item:
    """A decision."""
    return Item(id_, title, **{"html": "<p>De Vlaamse Regering keurt het besluit goed.</p>", **more})  # type: ignore[arg-type]


def attachment(number: int = 1, content: bytes | None = b"%PDF-1.7", name: str = "") -> Attachment:
    """A public document."""
    file = File(f"file-{number}", name or f"VR 2021 0110 DOC.1074-{number}.pdf", content)
    return Attachment(f"stuk-{number}", f"VR 2021 0110 DOC.1074/{number}", file)


def entries(portal: Portal, since: dt.date = FROM, until: dt.date = UNTIL) -> dict[str, Entry]:
    """Everything listed from a day up to and with another, by id."""
    listed = [entry for window in portal.windows(since, until) for entry in portal.listing(window)]
    assert len({entry.id for entry in listed}) == len(listed)
    return {entry.id: entry for entry in listed}


def documents(portal: Portal, since: dt.date = FROM, until: dt.date = UNTIL) -> list[RemoteDocument]:
    """The documents of ``entries``, in the order of the listing."""
    return [portal.fetch(entry) for entry in entries(portal, since, until).values()]


def only(portal: Portal) -> RemoteDocument:
    """The one document there is."""
    (document,) = documents(portal)
    return document
