import datetime as dt
import http.client
import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import FetchError
from rag.portals.parliament import ParliamentPortal
from rag.portals.remote import Entry, RemoteDocument
from rag.sources.composition import Composition
from rag.sources.metadata import check_metadata
from rag.sources.pdf_file import pdf_pages
from rag.sources.questions import compose_question
from rag.web.client import WebClient
from tests.portals import parliament_samples as samples
from tests.portals.parliament_server import ParliamentServer
from tests.portals.parliament_shapes import PAGE

SINCE, UNTIL = dt.date(2023, 10, 1), dt.date(2024, 10, 1)
ROOT = Path(__file__).parents[2]


def listed(portal: ParliamentPortal) -> list[Entry]:
    """Everything from SINCE to UNTIL."""
    return [entry for window in portal.windows(SINCE, UNTIL) for entry in portal.listing(window)]


def fetched(portal: ParliamentPortal) -> RemoteDocument:
    """The only question there is."""
    [entry] = listed(portal)
    return portal.fetch(entry)


def composed(server: ParliamentServer, document: RemoteDocument, folder: Path) -> Composition:
    """The first file of a question, downloaded and split in passages."""
    with WebClient(server.config(), {server.host}) as client:
        answer = client.get(document.files[0].url, accept="*/*")
    path = folder / "sheet.pdf"
    path.write_bytes(answer.content)
    return compose_question(pdf_pages(path), document.title, document.long_title)


def test_a_question_with_an_annex_is_two_hits_and_one_entry(server: ParliamentServer, portal: ParliamentPortal) -> None:
    question = server.ask("Fietspaden")
    server.answer(question.id, ["Tien."])
    server.add_annex(question.id, samples.workbook("10"))
    [entry] = listed(portal)
    assert entry.id == f"vraag-{question.id}"
    assert not entry.pending
    assert [file.id for file in portal.fetch(entry).files] == ["2229635", "2229636"]


def test_an_annex_first_in_the_search_does_not_come_first_in_the_document(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    question = server.ask("Fietspaden")
    server.answer(question.id, ["Zie bijlage."])
    server.add_annex(question.id, samples.word("Tien."), "cijfers.docx", published=dt.date(2024, 6, 1))
    sheet, annex = fetched(portal).files
    assert (sheet.title, annex.title, annex.name) == ("Vraag en antwoord", "Bijlage bij het antwoord", "cijfers.docx")


def test_other_kinds_of_papers_are_left_out(server: ParliamentServer, portal: ParliamentPortal) -> None:
    server.ask("Fietspaden").soort = "VI"
    assert listed(portal) == []


def test_repeated_metatags_and_lists_of_themes_are_kept_whole(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    server.ask("Fietspaden", themes=["Mobiliteit", "Openbare werken", "Sport"])
    assert fetched(portal).about == {
        "minister": ("Lydia Peeters",),
        "vraagsteller": ("Kurt De Loor",),
        "zittingsjaar": ("2023-2024",),
        "nummer": ("15",),
        "thema": ("Mobiliteit", "Openbare werken", "Sport"),
    }


@pytest.mark.parametrize("left", [{"id"}, {"id", "opendata"}, {"id", "opendata", "displayurl"}])
def test_a_hit_without_an_id_is_known_by_its_addresses(
    server: ParliamentServer, portal: ParliamentPortal, left: set[str]
) -> None:
    question = server.ask("Fietspaden")
    question.without = frozenset(left)
    assert [entry.id for entry in listed(portal)] == [f"vraag-{question.id}"]


def test_of_a_hit_hardly_anything_need_be_there(server: ParliamentServer, portal: ParliamentPortal) -> None:
    question = server.ask("Fietspaden")
    server.answer(question.id, ["Tien."])
    needed = {"aggregaattype", "zittingsjaar"}  # without these nobody finds it
    names = "soort opendata displayurl document documenttype mimetype status thema minister title url publicatiedatum"
    question.without = frozenset(names.split()) - needed
    [entry] = listed(portal)
    assert not entry.pending
    assert entry.url is None
    document = portal.fetch(Entry(entry.id, entry.version))
    assert document.url == f"https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/{question.id}"
    assert len(document.files) == 1


def test_an_entity_that_tells_only_its_subject_is_a_document(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    names = "id vraagnummer titel zittingsjaar vraagsteller minister procedureverloop link"
    server.ask("Fietspaden", themes=[]).without = frozenset(names.split()) | {"thema"}
    document = portal.fetch(Entry("vraag-1947140", "1"))
    assert (document.title, document.date, document.files, document.about) == ("Fietspaden", None, (), {})


def test_xml_and_lists_of_one_taken_apart_tell_the_same_as_json() -> None:
    documents = []
    for form, unwrap in (("json", False), ("json", True), ("xml", False), ("xml", True)):
        with ParliamentServer(form=form, unwrap=unwrap) as server, WebClient(server.config(), {server.host}) as client:
            question = server.ask("Fietspaden &  <onderhoud>", themes=["Mobiliteit"])
            server.answer(question.id, ["Tien."])
            document = fetched(ParliamentPortal(client, server.config()))
            [file] = document.files
            documents.append((document.title, document.date, document.url, document.about, file.id, file.title))
    assert documents == [documents[0]] * 4
    assert documents[0][0] == "Fietspaden & <onderhoud>"


def test_a_day_is_that_of_brussels_whatever_its_offset(server: ParliamentServer, portal: ParliamentPortal) -> None:
    question = server.ask("Fietspaden", asked=dt.date(2024, 7, 1))
    assert fetched(portal).date == dt.date(2024, 7, 1)
    server.answer(question.id, ["Tien."], day=dt.date(2024, 12, 1))
    assert fetched(portal).date == dt.date(2024, 12, 1)


def test_the_date_is_the_day_of_the_answer_and_not_that_of_its_publication(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    question = server.ask("Fietspaden", asked=dt.date(2024, 2, 26))
    server.answer(question.id, ["Tien."], day=dt.date(2024, 3, 28), status="Laattijdig beantwoord")
    assert question.steps[-1] == ("Antwoord gepubliceerd", dt.date(2024, 4, 12))
    assert fetched(portal).date == dt.date(2024, 3, 28)


def test_one_number_for_three_ministers_is_three_questions(server: ParliamentServer, portal: ParliamentPortal) -> None:
    for minister in (("Benjamin", "Dalle"), ("Gwendolyn", "Rutten"), ("Lydia", "Peeters")):
        server.ask("Kabinetten - Diversiteitsbeleid", number=79, minister=minister)
    entries = listed(portal)
    assert len({entry.id for entry in entries}) == 3
    documents = [portal.fetch(entry) for entry in entries]
    assert [document.about["minister"] for document in documents] == [
        ("Benjamin Dalle",),
        ("Gwendolyn Rutten",),
        ("Lydia Peeters",),
    ]
    assert len({document.url for document in documents}) == 3


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [(samples.old_word(), "antw.088.doc", samples.DOC), (samples.word("ANTWOORD"), "antw.088.docx", samples.DOCX)],
)
def test_a_sheet_may_be_a_word_file_and_comes_with_its_own_media_type(
    server: ParliamentServer, portal: ParliamentPortal, data: bytes, name: str, media_type: str
) -> None:
    question = server.ask("Fietspaden")
    server.answer(question.id, data=data, name=name, media_type=media_type)
    [file] = fetched(portal).files
    with WebClient(server.config(), {server.host}) as client:
        answer = client.get(file.url, accept="*/*")
        older = client.get(file.url.replace("/files/pfile", "/pfile"), accept="*/*")
        assert client.get(file.url, accept="*/*", etag=answer.etag).status == 304
    assert (answer.content, answer.media_type) == (data, media_type)
    assert older.content == data


def test_an_answer_to_two_questions_at_once_shares_their_passage(
    server: ParliamentServer, portal: ParliamentPortal, tmp_path: Path
) -> None:
    question = server.ask("Fietspaden", asks=["1. Hoeveel kilometer?", "2. Hoeveel euro?", "3. Wanneer?"])
    server.answer(question.id, ["1-2. Tien kilometer voor een miljoen euro.", "3. In de lente van 2025."])
    composition = composed(server, fetched(portal), tmp_path)
    together = [
        (segment.role, composition.text[segment.start : segment.end])
        for segment in composition.segments
        if segment.passage == composition.segments[-3].passage
    ]
    assert [role for role, _ in together] == ["question", "question", "answer"]
    assert together[2][1] == "1-2. Tien kilometer voor een miljoen euro."


def test_a_question_without_an_answer_is_pending_and_nothing_in_it_is_an_answer(
    server: ParliamentServer, portal: ParliamentPortal, tmp_path: Path
) -> None:
    server.ask("Fietspaden", introduction="De fietspaden zijn oud.", asks=["1. Hoeveel?", "2. Wanneer?"], sheet=True)
    [entry] = listed(portal)
    assert entry.pending
    document = portal.fetch(entry)
    assert (document.kind, document.date) == ("schriftelijke vraag", dt.date(2024, 2, 26))
    assert {segment.role for segment in composed(server, document, tmp_path).segments} == {"title", "question"}


def test_an_answer_that_is_not_on_the_site_yet_keeps_a_question_pending(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    question = server.ask("Fietspaden", sheet=True)
    server.answer(question.id, publish=False)
    [waiting] = listed(portal)
    assert waiting.pending
    server.answer(question.id, ["Tien."])
    [finished] = listed(portal)
    assert not finished.pending
    assert finished.version != waiting.version


def test_the_version_changes_with_an_annex_and_not_otherwise(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    question = server.ask("Fietspaden")
    server.answer(question.id, ["Tien."])
    before = listed(portal)
    server.ask("Iets anders")
    assert listed(portal)[:1] == before
    server.add_annex(question.id, samples.workbook("10"))
    assert listed(portal)[0].version != before[0].version


def test_the_address_of_a_page_is_kept_as_the_parliament_gives_it_and_passes_the_check_of_metadata(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    server.ask("Fietspaden")
    [entry] = listed(portal)
    document = portal.fetch(entry)
    assert document.url == f"{PAGE}1947140"
    assert document.source.endswith("/e/opendata/schv/1947140")
    checked = check_metadata({"id": document.id, "url": document.url, "kind": document.kind, "title": document.title})
    assert (checked.id, checked.url) == (document.id, document.url)


def test_an_address_that_is_no_link_gives_way_to_the_permalink(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    server.ask("Fietspaden").address = "/parlementaire-documenten/schriftelijke-vragen/1947140"
    expected = "https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/1947140"
    assert fetched(portal).url == expected


def test_an_unknown_question_and_a_busy_parliament_are_errors_of_one_entry(
    server: ParliamentServer, portal: ParliamentPortal
) -> None:
    server.ask("Fietspaden")
    [entry] = listed(portal)
    with pytest.raises(FetchError) as unknown:
        portal.fetch(Entry("vraag-1", "1"))
    assert unknown.value.code == "web.missing"
    server.busy("/schv/")
    with pytest.raises(FetchError) as busy:
        portal.fetch(entry)
    assert busy.value.retryable
    assert portal.fetch(entry).title == "Fietspaden"


@pytest.mark.parametrize("identity", ["5DEF571D5084E70008000374", "vraag-lijst", "vraag-1/2", "vraag-"])
def test_what_is_no_number_is_never_asked(server: ParliamentServer, portal: ParliamentPortal, identity: str) -> None:
    with pytest.raises(FetchError, match="not the id of a question"):
        portal.fetch(Entry(identity, "1"))
    assert server.requests == []


def test_the_entity_of_another_question_is_refused(server: ParliamentServer, portal: ParliamentPortal) -> None:
    server.questions[7] = server.ask("Fietspaden")
    with pytest.raises(FetchError, match="gave question 1947140"):
        portal.fetch(Entry("vraag-7", "1"))


def test_an_entity_with_nothing_in_it_is_an_error(server: ParliamentServer, portal: ParliamentPortal) -> None:
    server.ask("Fietspaden").without = frozenset({"titel", "onderwerp"})
    with pytest.raises(FetchError, match="nothing of a question"):
        portal.fetch(Entry("vraag-1947140", "1"))


def test_the_open_data_give_several_questions_at_once_and_drop_what_they_do_not_know(server: ParliamentServer) -> None:
    first, second = server.ask("Fietspaden"), server.ask("Voetpaden")
    with WebClient(server.config(), {server.host}) as client:
        address = f"{server.config().entities_url}/schv/lijst?id="
        items = client.get(f"{address}{first.id},1,{second.id}", accept="application/json").json()["items"]
        assert [item["schriftelijke-vraag"]["id"] for item in items] == [first.id, second.id]
        with pytest.raises(FetchError) as caught:
            client.get(f"{address}x", accept="application/json")
    assert caught.value.code == "web.refused"


def test_the_demo_corpus_comes_back_from_the_parliament_as_it_is_on_disk(
    server: ParliamentServer, portal: ParliamentPortal, tmp_path: Path
) -> None:
    server.fill()
    windows = portal.windows(dt.date(2021, 10, 1), UNTIL)
    documents = [portal.fetch(entry) for window in windows for entry in portal.listing(window)]
    assert len(documents) == 10
    [bicycles] = [document for document in documents if (document.title or "").startswith("Kopenhagenplan")]
    assert bicycles.date == dt.date(2023, 2, 20)
    path = ROOT / "corpus" / "questions" / "demo-vraag-01.pdf"
    on_disk, fetched_again = (
        compose_question(pdf_pages(path), bicycles.title, None),
        composed(server, bicycles, tmp_path),
    )
    assert (fetched_again.text, fetched_again.segments) == (on_disk.text, on_disk.segments)
    assert "answer" in {segment.role for segment in fetched_again.segments}


def test_the_stand_in_runs_as_a_process_and_changes_when_told() -> None:
    command = [sys.executable, "-m", "tests.portals.parliament_server", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            connection = http.client.HTTPConnection(process.stdout.readline().strip().removeprefix("http://"))

            def change(action: str, **arguments: object) -> dict[str, int]:
                connection.request("POST", f"/-/{action}", json.dumps(arguments))
                made: dict[str, int] = json.loads(connection.getresponse().read())
                return made

            identity = change("ask", subject="Fietspaden", asked="2024-02-26", sheet=True)["id"]
            change("answer", identity=identity, answers=["Tien."], day="2024-03-20")
            change("add_annex", identity=identity, rows=["10"])
            connection.request("GET", f"/e/opendata/schv/{identity}")
            told = connection.getresponse().read().decode()
            connection.close()
        finally:
            process.terminate()
    assert told.startswith("<?xml")
    assert told.count("<bestand-ordered>") == 2
