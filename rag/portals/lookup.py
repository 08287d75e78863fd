"""Names behind ids: of ministers, themes and kinds of meeting."""

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from rag.errors import FetchError
from rag.portals.json_api import JsonApi, Reply, Resource

BATCH = 100
# What the portal's own pages say of a meeting without a kind.
USUAL_MEETING = "Ministerraad"

T = TypeVar("T")


class Minister(NamedTuple):
    """Sorts in the order of the government."""

    rank: float
    name: str


class Lookup(Generic[T]):
    """What ``read`` makes of the resources under a path, asked in batches and for each id once.

    What the host cannot tell is left out: all this is shown beside a decision, and no reason to do without it. After
    a failure it is not asked again.
    """

    def __init__(self, api: JsonApi, path: str, include: str, read: Callable[[Reply, Resource], T | None]) -> None:
        self._api = api
        self._path = path
        self._include = [("include", include)] * bool(include)
        self._read = read
        self._known: dict[str, T | None] = {}
        self._failed = False

    def __call__(self, ids: Iterable[str]) -> dict[str, T]:
        """What is known of these ids."""
        wanted = set(ids)
        unknown = [] if self._failed else sorted(wanted - self._known.keys())
        for start in range(0, len(unknown), BATCH):
            self._learn(unknown[start : start + BATCH])
        return {one: value for one in wanted if (value := self._known.get(one)) is not None}

    def _learn(self, ids: list[str]) -> None:
        try:
            reply = self._api.get(self._path, by_id(ids) + self._include)
        except FetchError:
            self._failed = True
            return
        found = {resource.id: self._read(reply, resource) for resource in reply.resources}
        self._known.update({one: found.get(one) for one in ids})


class Names:
    """The lookups of one host, kept for a run. To give them many ids at once first saves requests."""

    def __init__(self, api: JsonApi) -> None:
        self.ministers = Lookup(api, "/mandatees", "person", _minister)
        self.concepts = Lookup(api, "/concepts", "", _label)
        self.meetings = Lookup(api, "/meetings", "type", _kind_of_meeting)

    def minister_names(self, mandatees: Iterable[str]) -> tuple[str, ...]:
        """The people behind mandates, each once, in the order of the government."""
        return tuple(dict.fromkeys(minister.name for minister in sorted(self.ministers(mandatees).values())))

    def labels(self, concepts: Iterable[str]) -> tuple[str, ...]:
        """The labels of concepts such as themes, in alphabetical order."""
        return tuple(sorted(self.concepts(concepts).values()))


def by_id(ids: list[str]) -> list[tuple[str, str]]:
    """Parameters that ask for resources by id, all on one page."""
    return [("filter[:id:]", ",".join(ids)), ("page[size]", str(len(ids)))]


def _minister(reply: Reply, mandatee: Resource) -> Minister | None:
    attributes = mandatee.attributes
    for person in reply.related(mandatee, "person"):
        # The portal calls it a last name, Themis a family name.
        family = person.attributes.get("last-name") or person.attributes.get("family-name")
        name = " ".join(filter(None, (person.attributes.get("first-name"), family)))
        if name:
            return Minister(float(attributes.get("position") or attributes.get("priority") or 99), name)
    return None


def _label(_: Reply, concept: Resource) -> str | None:
    return concept.attributes.get("label")


def _kind_of_meeting(reply: Reply, meeting: Resource) -> str:
    return next((label for kind in reply.related(meeting, "type") if (label := _label(reply, kind))), USUAL_MEETING)
