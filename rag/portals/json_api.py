"""JSON:API as the decisions portal and Themis speak it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from rag.errors import FetchError
from rag.web.client import WebClient

# Anything with "html" in it gets the web page of the site, with status 200.
ACCEPT = "application/vnd.api+json"
DEEPEST = 10_000
"""As far as Elasticsearch pages; beyond it every request fails."""

Parameters = Sequence[tuple[str, str]]


class Key(NamedTuple):
    """What a relation points to."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource; ``related`` has only the relations that were asked for with ``include``."""

    key: Key
    attributes: Mapping[str, Any]
    related: Mapping[str, tuple[Key, ...]]

    @property
    def id(self) -> str:
        """Opaque and case-sensitive."""
        return self.key.id


@dataclass(frozen=True, slots=True)
class Reply:
    """Resources in the order given; ``count`` says how many there are over all pages."""

    resources: Sequence[Resource]
    count: int
    included: Mapping[Key, Resource] = field(default_factory=dict)

    def related(self, resource: Resource, relation: str) -> list[Resource]:
        """The included resources that a relation points to."""
        keys = resource.related.get(relation, ())
        return [self.included[key] for key in keys if key in self.included]


class JsonApi:
    """One host. Every method raises FetchError: ``portal.html`` for a web page, ``portal.shape`` for other JSON."""

    def __init__(self, client: WebClient, base: str) -> None:
        self.base = base.rstrip("/")
        self._client = client

    def get(self, path: str, parameters: Parameters) -> Reply:
        """One page."""
        url = f"{self.base}{path}?{urlencode(parameters, quote_via=quote)}"
        answer = self._client.get(url, accept=ACCEPT)
        if "json" not in answer.media_type:
            raise FetchError("portal.html", f"{url}: answers {answer.media_type or 'something'} instead of JSON")
        try:
            return _reply(answer.json())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise FetchError("portal.shape", f"{url}: not the JSON that was expected ({error!r})") from error

    def everything(self, path: str, parameters: Parameters, size: int) -> Reply:
        """All pages of ``size``. Raises FetchError ``portal.partial`` if they hold more or less than was promised.

        The number of pages follows from ``count``: the link to the next page never ends.
        """
        resources: list[Resource] = []
        included: dict[Key, Resource] = {}
        for page in count():
            reply = self.get(path, [*parameters, ("page[size]", str(size)), ("page[number]", str(page))])
            if reply.count > DEEPEST:
                raise FetchError("portal.window", f"{self.base}{path}: {reply.count:,} at once; ask for less")
            resources += reply.resources
            included.update(reply.included)
            if not reply.resources or (page + 1) * size >= reply.count:
                break
        if len(resources) != reply.count:
            message = f"{self.base}{path}: {len(resources)} of {reply.count}; run sync again later"
            raise FetchError("portal.partial", message, retryable=True)
        return Reply(resources, reply.count, included)


def _reply(payload: Any) -> Reply:
    # The search counts at the top, all else under "meta".
    total = payload["count"] if "count" in payload else payload["meta"]["count"]
    return Reply([_resource(data) for data in payload["data"]], int(total), _included(payload.get("included", ())))


def _included(items: Iterable[Any]) -> dict[Key, Resource]:
    return {resource.key: resource for resource in map(_resource, items)}


def _resource(data: Any) -> Resource:
    related: dict[str, tuple[Key, ...]] = {}
    for name, relation in data.get("relationships", {}).items():
        target = relation.get("data")
        targets = target if isinstance(target, list) else [target] * bool(target)
        related[name] = tuple(Key(one["type"], one["id"]) for one in targets)
    return Resource(Key(str(data["type"]), str(data["id"])), dict(data.get("attributes", {})), related)
