"""What Themis has: datasets, each with a Turtle file of one publication of a meeting and the files with it."""

import uuid
from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, XSD, Namespace

from tests.portals.publisher import Attachment, Item, Publisher, Release
from tests.portals.resource_replies import Thing, concept_id

# Written out again, so that a wrong one in the program is noticed.
_RESOURCE = "http://themis.vlaanderen.be/id/"
_CONCEPT = f"{_RESOURCE}concept/"
_NEWS_DATASET = f"{_CONCEPT}dataset-type/9119805f-9ee6-4ef1-9ef7-ad8dccc2bf2d"
_TURTLE = f"{_CONCEPT}distribution-type/dd5bfc23-8f88-4df5-80f6-a9f72e08d7c4"
_ATTACHMENT = f"{_CONCEPT}distribution-type/c4d99dde-3df9-4da1-8136-9a3b2de82de4"
_NEWS_ITEM = URIRef(f"{_CONCEPT}document-type/63d628cb-a594-4166-8b4e-880b4214fc5b")
_KIND_URIS: Mapping[str | None, URIRef] = {
    "Nota": URIRef(f"{_CONCEPT}agendapunt-type/dd47a8f8-3ad2-4d5a-8318-66fc02fe80fd"),
    "Mededeling": URIRef(f"{_CONCEPT}agendapunt-type/8f8adcf0-58ef-4edc-9e36-0c9095fd76b0"),
}
MU = Namespace("http://mu.semte.ch/vocabularies/core/")
BESLUIT = Namespace("http://data.vlaanderen.be/ns/besluit#")
BESLUITVORMING = Namespace("https://data.vlaanderen.be/ns/besluitvorming#")
DOSSIER = Namespace("https://data.vlaanderen.be/ns/dossier#")
NFO = Namespace("http://www.semanticdesktop.org/ontologies/2007/03/22/nfo#")
NIE = Namespace("http://www.semanticdesktop.org/ontologies/2007/01/19/nie#")
SCHEMA = Namespace("http://schema.org/")


def datasets(publisher: Publisher, base: str) -> list[Thing]:
    """A dataset for each release; the files of one that was replaced are gone."""
    with publisher.lock:
        latest = {release.meeting.id: release.id for release in publisher.releases}
        return [_dataset(release, base, release.id in latest.values()) for release in publisher.releases]


def turtle(publisher: Publisher, dataset: str) -> str | None:
    """The Turtle file of a dataset, as long as no other replaced it."""
    with publisher.lock:
        latest = {release.meeting.id: release for release in publisher.releases}
        release = next((one for one in latest.values() if one.id == dataset), None)
        return _graph(publisher, release).serialize(format="turtle") if release else None


def _dataset(release: Release, base: str, current: bool) -> Thing:
    meeting = release.meeting
    moment = release.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    files = [(f"{_RESOURCE}file/{release.id}", _TURTLE, "text/turtle", release.id)]
    for item in meeting.items:
        files += [(_file_uri(one), _ATTACHMENT, one.file.media_type, one.file.id) for one in item.attachments]
    distributions = [
        Thing(
            "distributions",
            str(uuid.uuid5(uuid.NAMESPACE_URL, f"{release.id}{id_}")),
            {
                "type": kind,
                "format": media_type,
                "subject": subject,
                "download-url": f"{base}/files/{id_}/download" if current else None,
            },
        )
        for subject, kind, media_type, id_ in files
    ]
    attributes = {
        "uri": f"{_RESOURCE}dataset/{release.id}",
        "release-date": moment,
        "modified": moment,
        "type": _NEWS_DATASET,
        "subject": meeting.uri,
    }
    relations: dict[str, Thing | list[Thing] | None] = {
        "distributions": list(distributions),
        "previous-version": None,
        "next-version": None,
    }
    return Thing("datasets", release.id, attributes, relations)


def _graph(publisher: Publisher, release: Release) -> Graph:
    graph = Graph()
    meeting = URIRef(release.meeting.uri)
    start = release.meeting.start.strftime("%Y-%m-%dT%H:%M:%SZ")
    graph.add((meeting, RDF.type, BESLUIT.Vergaderactiviteit))
    graph.add((meeting, MU.uuid, Literal(release.meeting.id)))
    graph.add((meeting, BESLUIT.geplandeStart, Literal(start, datatype=XSD.dateTime)))
    if release.meeting.kind:
        kind = f"{_RESOURCE}concept/vergaderactiviteit-type/{concept_id(release.meeting.kind)}"
        graph.add((meeting, DCTERMS.type, URIRef(kind)))
    if release.meeting.items:
        agenda = URIRef(f"{_RESOURCE}agenda/{release.id}")
        graph.add((agenda, RDF.type, BESLUITVORMING.Agenda))
        graph.add((agenda, BESLUITVORMING.isAgendaVoor, meeting))
        for number, item in enumerate(publisher.meetings[release.meeting.id].items, 1):
            agenda_item = URIRef(f"{_RESOURCE}agendapunt/{release.id}-{number}")
            graph.add((agenda, DCTERMS.hasPart, agenda_item))
            _add_item(graph, publisher, item, agenda_item, number)
    return graph


def _add_item(graph: Graph, publisher: Publisher, item: Item, agenda_item: URIRef, number: int) -> None:
    graph.add((agenda_item, RDF.type, BESLUIT.Agendapunt))
    if item.kind in _KIND_URIS:
        graph.add((agenda_item, BESLUIT["Agendapunt.type"], _KIND_URIS[item.kind]))
    subject = URIRef(item.uri)
    issued = publisher.published[item.id].strftime("%Y-%m-%dT%H:%M:%S.000Z")
    graph.add((subject, RDF.type, DOSSIER.Stuk))
    graph.add((subject, DCTERMS.type, _NEWS_ITEM))
    graph.add((subject, MU.uuid, Literal(item.id)))
    graph.add((subject, DCTERMS.issued, Literal(issued, datatype=XSD.dateTime)))
    graph.add((subject, SCHEMA.position, Literal(number)))
    graph.add((subject, PROV.wasDerivedFrom, agenda_item))
    for predicate, text in (
        (DCTERMS.title, item.title),
        (DCTERMS.alternative, item.long_title),
        (NIE.htmlContent, item.html),
        (PROV.value, item.text),
    ):
        if text is not None:
            graph.add((subject, predicate, Literal(text)))
    for theme in item.themes:
        graph.add((subject, DCTERMS.subject, URIRef(f"{_RESOURCE}concept/thema/{theme}")))
    for mandatee in item.mandatees:
        graph.add((subject, PROV.qualifiedAssociation, URIRef(f"{_RESOURCE}mandataris/{mandatee}")))
    for attachment in item.attachments:
        _add_attachment(graph, subject, attachment)


def _add_attachment(graph: Graph, item: URIRef, attachment: Attachment) -> None:
    piece, file = URIRef(f"{_RESOURCE}stuk/{attachment.id}"), URIRef(_file_uri(attachment))
    graph.add((item, BESLUITVORMING.heeftBijlage, piece))
    graph.add((piece, RDF.type, DOSSIER.Stuk))
    graph.add((piece, MU.uuid, Literal(attachment.id)))
    graph.add((piece, DCTERMS.title, Literal(attachment.title)))
    graph.add((piece, PROV.value, file))
    graph.add((file, RDF.type, NFO.FileDataObject))
    graph.add((file, MU.uuid, Literal(attachment.file.id)))
    graph.add((file, NFO.fileName, Literal(attachment.file.name)))
    graph.add((file, NFO.fileSize, Literal(len(attachment.file.content or b""))))
    graph.add((file, DCTERMS.format, Literal(attachment.file.media_type)))


def _file_uri(attachment: Attachment) -> str:
    return f"{_RESOURCE}bestand/{attachment.file.id}"
