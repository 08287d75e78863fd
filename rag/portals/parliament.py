"""The Flemish Parliament: written questions, listed by session from its search and read from its open data."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from urllib.parse import quote

from rag.config import SyncConfig
from rag.dutch.calendar import midnight
from rag.errors import FetchError
from rag.portals.parliament_hits import PREFIX, Hit, as_list, as_mapping, day_range, entries, read_hit
from rag.portals.parliament_questions import brussels_day, read_question, read_tree
from rag.portals.remote import Entry, RemoteDocument, Window
from rag.web.client import WebClient

LIMIT = 10_000  # the search gives nothing beyond this many results
_PAGE = 100
_ATTEMPTS = 3
_YEAR = dt.timedelta(days=365)
_DAY = dt.timedelta(days=1)
_PERMALINK = "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/"


@dataclass(frozen=True, slots=True)
class Session:
    """A session of the parliament ("zittingsjaar"), named "2023-2024" or otherwise for an extraordinary one."""

    name: str
    start: dt.date


class ParliamentPortal:
    """Written questions with their answers and annexes.

    A window is a session, for that is the one thing of a question that never changes: whenever it is answered or
    published anew, it shows in the window in which it was asked.
    """

    name = "parliament"

    def __init__(self, client: WebClient, config: SyncConfig) -> None:
        self._client = client
        self._search_url = config.search_url.rstrip("/")
        self._entities_url = config.entities_url.rstrip("/")
        self._files_url = config.files_url.rstrip("/")

    def windows(self, since: dt.date, until: dt.date) -> Sequence[Window]:
        """The sessions that hold everything asked from ``since`` up to and with ``until``, whole. Raises FetchError."""
        starts = sorted({session.start for session in self._sessions})
        edges = [min(since, starts[0]), *starts[1:], max(starts[-1] + _YEAR, until + _DAY)]
        return [
            Window(midnight(start), midnight(end))
            for start, end in pairwise(edges)
            if start <= until and end > since and start < end
        ]

    def listing(self, window: Window) -> Sequence[Entry]:
        """Every question of the sessions in a window, once. Raises FetchError."""
        running = max((s.start for s in self._sessions if midnight(s.start) <= window.start), default=None)
        sessions = [s for s in self._sessions if s.start == running or window.start <= midnight(s.start) < window.end]
        return entries(hit for session in sessions for hit in self._hits(session))

    def fetch(self, entry: Entry) -> RemoteDocument:
        """The question of an entry. Raises FetchError."""
        number = entry.id.removeprefix(PREFIX)
        if not (number.isascii() and number.isdecimal()):
            raise FetchError("parliament.id", f"{entry.id!r}: not the id of a question; such an id is {PREFIX}1234567")
        address = f"{self._entities_url}/schv/{number}"
        tree = read_tree(self._client.get(address, accept="application/json"))
        if str(tree.get("id", number)) != number:
            raise FetchError(
                "parliament.id", f"{address}: gave question {tree['id']!r}; try again later", retryable=True
            )
        question = read_question(tree, self._files_url)
        if question.title is None and not question.files:
            raise FetchError("parliament.format", f"{address}: gave nothing of a question; see whether it has moved")
        return replace(question, id=entry.id, url=entry.url or f"{_PERMALINK}{number}", source=address)

    @cached_property
    def _sessions(self) -> tuple[Session, ...]:
        """All sessions, extraordinary ones too; the ordinary ones by the rule where no list of them is kept."""
        address = f"{self._entities_url}/zj/alle"
        try:
            tree = read_tree(self._client.get(address, accept="application/json"))
        except FetchError as error:
            if error.code not in ("web.missing", "web.refused"):
                raise
            return tuple(Session(f"{year}-{year + 1}", _fourth_monday(year)) for year in range(1995, 2100))
        found = []
        for item in as_list(tree.get("items")):
            for told in map(as_mapping, as_list(as_mapping(item).get("zittingsjaar"))):
                start = brussels_day(told.get("start-zittingsjaar"))
                if start and told.get("naam"):
                    found.append(Session(str(told["naam"]), start))
        if not found:
            raise FetchError("parliament.format", f"{address}: gave no sessions; see whether it has moved")
        return tuple(found)

    def _hits(self, session: Session, first: dt.date | None = None, last: dt.date | None = None) -> list[Hit]:
        """Everything of a session published from ``first`` up to and with ``last``; halved where that is too much."""
        terms = f"inmeta:zittingsjaar={quote(session.name)}"
        count, hits = self._search(terms + (f"+{day_range(first, last)}" if first or last else ""))
        if count < LIMIT:
            return hits
        begin = first or session.start
        end = last or begin + _YEAR
        if begin >= end:
            raise FetchError("parliament.too_many", f"{terms}: {count} results on {begin}, which cannot be read")
        middle = begin + (end - begin) // 2
        hits = [*self._hits(session, first, middle), *self._hits(session, middle + _DAY, last)]
        if len(hits) < count:
            raise _partial(terms, count, len(hits))
        return hits

    def _search(self, terms: str) -> tuple[int, list[Hit]]:
        """How many results there are, and all of them, if they are fewer than LIMIT.

        What is published or taken back meanwhile shifts the pages, so that one result is seen twice and another never:
        the pages are then read again.
        """
        for _ in range(_ATTEMPTS):
            count, hits = self._page(terms, 1)
            if count >= LIMIT:
                return count, []
            page = 1
            while len(hits) < count:
                page += 1
                now, more = self._page(terms, page)
                if now != count or not more:
                    break
                hits += more
            if count <= len(hits) == len({hit.address for hit in hits}):
                return count, hits
        raise _partial(terms, count, len(hits))

    def _page(self, terms: str, page: int) -> tuple[int, list[Hit]]:
        """How many results there are, and those on one page (from 1)."""
        # The query is one segment of the path, in the style of a search appliance: ":", "=" and "&" stay as they are.
        query = f"{terms}&requiredfields=aggregaattype:Schriftelijke%20vraag"
        address = f"{self._search_url}/query/{query}?collection=vp_collection&page={page}&max={_PAGE}&sort=date"
        answer = as_mapping(self._client.get(address, accept="application/json").json())
        try:
            count = int(answer["count"])
        except (KeyError, TypeError, ValueError) as error:
            message = f"{address}: no count of results; see whether the search has changed"
            raise FetchError("parliament.format", message, retryable=True) from error
        return count, [read_hit(as_mapping(result)) for result in as_list(answer.get("result"))]


def _partial(terms: str, count: int, got: int) -> FetchError:
    message = f"{terms}: the search gave {got} of {count} results; try again later"
    return FetchError("parliament.partial", message, retryable=True)


def _fourth_monday(year: int) -> dt.date:
    """Of September: the day on which an ordinary session begins."""
    return dt.date(year, 9, 22 + (calendar.MONDAY - dt.date(year, 9, 22).weekday()) % 7)
