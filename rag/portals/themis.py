"""Themis, where the Flemish government publishes decisions as linked data: what the decisions portal itself reads.

Every publication of a meeting is a dataset that replaces the one before. One without news items takes them all back.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, Namespace
from rdflib.term import Node

from rag.config import SyncConfig
from rag.errors import FetchError
from rag.portals.json_api import JsonApi, Reply, Resource
from rag.portals.lookup import USUAL_MEETING, Names
from rag.portals.news_item import NewsItem
from rag.portals.quarters import quarters
from rag.portals.remote import Entry, RemoteDocument, RemoteFile, Window
from rag.portals.values import moment, size, stamp
from rag.web.client import WebClient

_ID = "http://themis.vlaanderen.be/id/concept/"
NEWS_DATASET = f"{_ID}dataset-type/9119805f-9ee6-4ef1-9ef7-ad8dccc2bf2d"
TURTLE = f"{_ID}distribution-type/dd5bfc23-8f88-4df5-80f6-a9f72e08d7c4"
NEWS_ITEM = URIRef(f"{_ID}document-type/63d628cb-a594-4166-8b4e-880b4214fc5b")
KINDS: dict[Node, str] = {
    URIRef(f"{_ID}agendapunt-type/dd47a8f8-3ad2-4d5a-8318-66fc02fe80fd"): "Nota",
    URIRef(f"{_ID}agendapunt-type/8f8adcf0-58ef-4edc-9e36-0c9095fd76b0"): "Mededeling",
}
MU = Namespace("http://mu.semte.ch/vocabularies/core/")
BESLUIT = Namespace("http://data.vlaanderen.be/ns/besluit#")
BESLUITVORMING = Namespace("https://data.vlaanderen.be/ns/besluitvorming#")
NIE = Namespace("http://www.semanticdesktop.org/ontologies/2007/01/19/nie#")
NFO = Namespace("http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#")
# What the portal asks for; all files of the datasets come along.
PAGE = 20


@dataclass(frozen=True, slots=True)
class Publication:
    """A meeting as last published: ``uri`` of the meeting, moments of its release and start, and its decisions.

    Without decisions it was taken back; the start is then None if not even that is told.
    """

    uri: str
    released: dt.datetime
    start: dt.datetime | None = None
    entries: tuple[Entry, ...] = ()


class Themis:
    """The same decisions as ``DecisionsPortal``, with the same versions, from the source of that portal.

    It can only be asked what was published since a moment. As nothing is published before its meeting, that is enough
    to list the meetings since that moment. What is read is kept for the run.
    """

    name = "decisions"

    def __init__(self, client: WebClient, config: SyncConfig) -> None:
        self._client = client
        self._api = JsonApi(client, config.themis_url)
        self._names = Names(self._api)
        self._read: dict[str, Publication] = {}
        self._since: dt.datetime | None = None
        self._publications: list[Publication] = []

    def windows(self, since: dt.date, until: dt.date) -> Sequence[Window]:
        """Quarters of a year."""
        return quarters(since, until)

    def listing(self, window: Window) -> Sequence[Entry]:
        """All decisions of the meetings in a window. One meeting that cannot be read makes every listing an error."""
        if self._since is None or window.start < self._since:
            self._publications = self.publications(window.start)
            self._since = window.start
        meetings = [one for one in self._publications if one.start and window.start <= one.start < window.end]
        return list({entry.id: entry for meeting in meetings for entry in meeting.entries}.values())

    def fetch(self, entry: Entry) -> RemoteDocument:
        """The document of an entry. Raises FetchError ``portal.unreadable``."""
        if entry.content is None:
            raise FetchError("portal.unreadable", f"decision {entry.id}: has no text at present", retryable=True)
        return entry.content

    def publications(self, since: dt.datetime) -> list[Publication]:
        """Every meeting of which something was published or taken back after ``since``, in the order of release."""
        released = ("filter[:gt:release-date]", stamp(since))
        asked = [("filter[type]", NEWS_DATASET), released, ("sort", "release-date"), ("include", "distributions")]
        reply = self._api.everything("/datasets", asked, PAGE)
        latest: dict[str, Resource] = {}
        for dataset in reply.resources:
            meeting = str(dataset.attributes.get("subject") or dataset.id)
            latest.pop(meeting, None)
            latest[meeting] = dataset
        return [self._publication(meeting, dataset, reply) for meeting, dataset in latest.items()]

    def _publication(self, meeting: str, dataset: Resource, reply: Reply) -> Publication:
        """What a dataset holds: read once, for it never changes; a new one comes instead."""
        if dataset.id not in self._read:
            released = _moment(dataset.attributes.get("release-date"), dataset.id)
            # Superseded files lose their address.
            files = [one for d in reply.related(dataset, "distributions") if "download-url" in (one := d.attributes)]
            addresses = {str(one.get("subject")): str(one["download-url"]) for one in files}
            turtle = next((str(one["download-url"]) for one in files if one.get("type") == TURTLE), None)
            publication = Publication(meeting, released)
            if turtle:
                publication = self._contents(meeting, released, turtle, addresses)
            self._read[dataset.id] = publication
        return self._read[dataset.id]

    def _contents(self, meeting: str, released: dt.datetime, url: str, addresses: dict[str, str]) -> Publication:
        text = self._client.get(url, accept="text/turtle, */*;q=0.1").text()
        try:
            graph = Graph().parse(data=text, format="turtle")
        except (SyntaxError, ValueError) as error:
            raise FetchError("portal.shape", f"{url}: not Turtle ({error!r:.200})", retryable=True) from error
        node = graph.value(predicate=RDF.type, object=BESLUIT.Vergaderactiviteit)
        start = _text(graph, node, BESLUIT.geplandeStart)
        kind = self._kind(graph, node)
        # All names at once.
        self._names.ministers(_ids(graph, None, PROV.qualifiedAssociation))
        self._names.concepts(_ids(graph, None, DCTERMS.subject))
        entries = tuple(
            _entry(self._item(graph, item, start, kind, url, addresses))
            for item in sorted(graph.subjects(DCTERMS.type, NEWS_ITEM), key=str)
        )
        return Publication(meeting, released, _moment(start, url) if start else None, entries)

    def _kind(self, graph: Graph, meeting: Node | None) -> tuple[str, ...]:
        """The kind of a meeting, if it can be told."""
        kind = graph.value(meeting, DCTERMS.type) if meeting else None
        return self._names.labels([_last_part(kind)]) if kind else (USUAL_MEETING,)

    def _item(
        self, graph: Graph, node: Node, start: str | None, kind: tuple[str, ...], url: str, addresses: dict[str, str]
    ) -> NewsItem:
        agenda_item = graph.value(node, PROV.wasDerivedFrom)
        return NewsItem(
            id=_text(graph, node, MU.uuid) or _last_part(node),
            uri=str(node),
            kind=next(
                (KINDS[one] for one in graph.objects(agenda_item, BESLUIT["Agendapunt.type"]) if one in KINDS), None
            ),
            title=_text(graph, node, DCTERMS.title),
            long_title=_text(graph, node, DCTERMS.alternative),
            html=_text(graph, node, NIE.htmlContent),
            text=_text(graph, node, PROV.value),
            meeting=start,
            published=_text(graph, node, DCTERMS.issued),
            files=self._files(graph, node, addresses),
            source=url,
            about={
                "ministers": self._names.minister_names(_ids(graph, node, PROV.qualifiedAssociation)),
                "themes": self._names.labels(_ids(graph, node, DCTERMS.subject)),
                "meeting": kind,
            },
        )

    def _files(self, graph: Graph, node: Node, addresses: dict[str, str]) -> Iterable[RemoteFile]:
        for piece in graph.objects(node, BESLUITVORMING.heeftBijlage):
            for file in graph.objects(piece, PROV.value):
                id_ = _text(graph, file, MU.uuid) or _last_part(file)
                name = _text(graph, file, NFO.fileName) or ""
                yield RemoteFile(
                    id=id_,
                    title=_text(graph, piece, DCTERMS.title) or name,
                    url=addresses.get(str(file), f"{self._api.base}/files/{id_}/download"),
                    name=name,
                    media_type=_text(graph, file, DCTERMS.format) or "",
                    size=size(_text(graph, file, NFO.fileSize)),
                )


def _entry(item: NewsItem) -> Entry:
    """What is wrong with one item does not keep the others back."""
    try:
        return item.entry()
    except FetchError:
        return Entry(item.id, "")


def _moment(value: object, where: str) -> dt.datetime:
    try:
        return moment(str(value))
    except ValueError as error:
        raise FetchError("portal.shape", f"{where}: {value!r} is not a moment") from error


def _text(graph: Graph, node: Node | None, predicate: URIRef) -> str | None:
    value = graph.value(node, predicate) if node else None
    return None if value is None else str(value)


def _ids(graph: Graph, node: Node | None, predicate: URIRef) -> list[str]:
    """The ids of what a node, or without one any node, points to."""
    return [_last_part(one) for one in graph.objects(node, predicate)]


def _last_part(node: Node) -> str:
    """The id at the end of a uri."""
    return str(node).rpartition("/")[2]
