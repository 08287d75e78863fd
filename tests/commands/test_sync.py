"""``sync`` over real HTTP, against the stand-ins of both publishers, from the command line to the index."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.files import locked
from rag.sync.diff import WHAT
from tests.commands.workplace import Outcome, Workplace
from tests.portals.parliament_server import ParliamentServer
from tests.portals.portal_server import PortalServer
from tests.portals.publisher import Attachment, File, Item, Meeting, Publisher
from tests.sync.publisher import pdf

SINCE = dt.date(2024, 1, 1)
ROADS = "61AF8335364ED90009000648"
HOMES = "b1f7a4c2-9a44-4c7e-8c7d-0a3c1d2e4f50"
HEAT = "5f8a0001-museum"
START = dt.datetime(2024, 1, 12, 9, tzinfo=dt.UTC)


def item(identity: str, title: str, body: str) -> Item:
    return Item(identity, title, f"<p>{body}</p>")


@dataclass
class Publishers:
    """Both stand-ins, and a workplace that fetches from them."""

    decisions: PortalServer
    parliament: ParliamentServer
    workplace: Workplace

    @property
    def folder(self) -> Path:
        return self.workplace.root / "corpus" / "synced"

    def sync(self, *arguments: str) -> Outcome:
        """Run the command."""
        return self.workplace.run("sync", *arguments)

    def news(self, *arguments: str) -> dict[str, list[str]]:
        """The ids of each kind of news of a run, without kinds of which there is none."""
        tree = self.sync(*arguments, "--json").json["sync"]
        return {what: [one["id"] for one in tree[what]] for what in WHAT if tree[what]}


@pytest.fixture
def publishers(tmp_path: Path) -> Iterator[Publishers]:
    first = Meeting(
        "M1",
        START,
        (
            item(ROADS, "Fietspaden", "De Vlaamse Regering kent 150 miljoen euro toe voor veilige fietspaden."),
            item(HOMES, "Sociale leningen", "De Vlaamse Regering keurt het besluit over sociale leningen goed."),
        ),
    )
    second = Meeting("M2", START + dt.timedelta(days=7), (item(HEAT, "Warmte", "De Vlaamse Regering neemt akte."),))
    with ExitStack() as stack:
        decisions = stack.enter_context(PortalServer(Publisher(first, second)))
        parliament = stack.enter_context(ParliamentServer())
        addresses = {"decisions_url": decisions.decisions_url, "themis_url": decisions.themis_url}
        sync = {**addresses, **parliament.addresses, "since": SINCE, "requests_per_second": 1000.0, "retries": 0}
        workplace = Workplace(tmp_path, sync=sync, corpus={"documents": [], "agreement": "agreement.jsonl"})
        yield Publishers(decisions, parliament, workplace.agreement())


def ask(publishers: Publishers) -> int:
    """A question that waits for its answer: its number at the parliament."""
    question = publishers.parliament.ask("Fietspaden - Onderhoud", asks=["1. Hoeveel kilometer fietspad is er?"])
    return question.id


def test_a_first_run_fetches_both_publishers_and_indexes_them(publishers: Publishers) -> None:
    question = ask(publishers)
    publishers.parliament.answer(question, ["1. Er is tienduizend kilometer fietspad."])
    outcome = publishers.sync()
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith("sync: 4 new\n")
    assert "4 documents" in outcome.out
    documents = publishers.workplace.documents()
    assert documents.keys() == {ROADS, HOMES, HEAT, f"vraag-{question}"}
    assert documents[ROADS].meeting == START
    assert "answer" in {segment.role for segment in documents[f"vraag-{question}"].segments}
    publishers.workplace.run("draft", "mobiliteit/1.3")
    assert "150 miljoen euro" in publishers.workplace.report("mobiliteit/1.3")


def test_a_second_run_writes_no_byte(publishers: Publishers) -> None:
    publishers.sync()
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in publishers.folder.rglob("*.json")}
    outcome = publishers.sync("--json")
    assert outcome.code == 0
    assert not any(outcome.json["sync"][what] for what in WHAT)
    assert outcome.json["index"]["added"] == outcome.json["index"]["changed"] == []
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in publishers.folder.rglob("*.json")} == before


def test_an_edited_decision_is_told_of_and_indexed_anew(publishers: Publishers) -> None:
    publishers.sync()
    publishers.decisions.publisher.edit(ROADS, html="<p>De Vlaamse Regering kent 75 miljoen euro toe.</p>")
    assert publishers.news() == {"changed": [ROADS]}
    assert "75 miljoen" in publishers.workplace.documents()[ROADS].text


def test_documents_that_appear_later_are_read_with_their_pages(publishers: Publishers) -> None:
    publishers.sync()
    sheet = File("f-1", "VR 2024 1201 DOC.0001-1.pdf", pdf("Eerste blad.", "Er komt 80 kilometer fietspad bij."))
    publishers.decisions.publisher.attach(ROADS, Attachment("a-1", "VR 2024 1201 DOC.0001/1", sheet))
    assert publishers.news() == {"changed": [ROADS]}
    document = publishers.workplace.documents()[ROADS]
    start = document.text.index("80 kilometer")
    outcome = publishers.workplace.run("show", ROADS, "--span", str(start), str(start + 12))
    assert outcome.out == "80 kilometer\nblz. 2 van VR 2024 1201 DOC.0001/1\n"
    assert len(publishers.decisions.asked("/files/")) == 1
    publishers.decisions.publisher.edit(ROADS, title="Veilige fietspaden")
    assert publishers.news() == {"changed": [ROADS]}
    (again,) = publishers.decisions.asked("/files/")[1:]
    assert again.headers["If-Modified-Since"]


def test_a_file_that_is_not_on_the_server_is_named_and_fetched_when_it_is(publishers: Publishers) -> None:
    file = File("f-1", "nota.pdf", None)
    publishers.decisions.publisher.attach(ROADS, Attachment("a-1", "De nota", file))
    outcome = publishers.sync("--json")
    assert outcome.code == 2
    assert [(one["id"], one["file"]) for one in outcome.json["sync"]["skipped"]] == [(ROADS, "De nota")]
    assert publishers.workplace.documents().keys() == {ROADS, HOMES, HEAT}
    there = Attachment("a-1", "De nota", File("f-1", "nota.pdf", pdf("Het staat er nu.")))
    publishers.decisions.publisher.edit(ROADS, quietly=True, attachments=(there,))
    assert publishers.news() == {"changed": [ROADS]}
    assert "Het staat er nu." in publishers.workplace.documents()[ROADS].text


def test_a_withdrawn_decision_is_kept_and_no_longer_found_or_cited(publishers: Publishers) -> None:
    publishers.sync()
    publishers.workplace.run("draft", "mobiliteit/1.3")
    publishers.decisions.publisher.withdraw(ROADS)
    assert publishers.news() == {"missing": [ROADS]}
    assert publishers.workplace.documents().keys() == {ROADS, HOMES, HEAT}
    outcome = publishers.sync("--json")
    assert [one["id"] for one in outcome.json["sync"]["withdrawn"]] == [ROADS]
    assert outcome.json["index"]["withdrawn"] == [ROADS]
    assert publishers.workplace.documents().keys() == {HOMES, HEAT}
    assert "ingetrokken op" in publishers.workplace.run("show", ROADS).out
    assert "ingetrokken op" in publishers.workplace.run("explain", "mobiliteit/1.3", ROADS).out
    evaluated = publishers.workplace.run("evaluate", "--gate", str(publishers.workplace.reports))
    assert evaluated.code == 1
    scorecard = json.loads(next(publishers.workplace.root.rglob("scorecard.json")).read_text(encoding="utf-8"))
    found = [finding for report in scorecard["reports"] for finding in report["findings"]]
    assert [one["severity"] for one in found if one["code"] == "reference.withdrawn"] == ["hard"]
    publishers.workplace.run("draft", "mobiliteit/1.3")
    assert "Fietspaden" not in publishers.workplace.report("mobiliteit/1.3").partition("Referenties")[2]


def test_a_whole_meeting_that_is_unpublished_takes_two_runs(publishers: Publishers) -> None:
    publishers.sync()
    publishers.decisions.publisher.unpublish("M1")
    assert publishers.news() == {"missing": [ROADS, HOMES]}
    assert publishers.news() == {"withdrawn": [ROADS, HOMES]}
    publishers.decisions.publisher.publish(Meeting("M1", START, (item(ROADS, "Fietspaden", "Terug."),)))
    assert publishers.news() == {"returned": [ROADS]}
    assert publishers.workplace.documents().keys() == {ROADS, HEAT}


def test_a_listing_that_is_partial_for_a_moment_withdraws_nothing(publishers: Publishers) -> None:
    publishers.sync()
    publishers.decisions.partial(4)
    news = publishers.news()
    assert "withdrawn" not in news
    assert publishers.news() == {}
    assert publishers.workplace.documents().keys() == {ROADS, HOMES, HEAT}


def test_a_question_is_asked_for_again_until_it_is_answered(publishers: Publishers) -> None:
    question = ask(publishers)
    assert f"vraag-{question}" in publishers.news()["new"]
    assert publishers.news() == {}
    publishers.parliament.answer(question, ["1. Er is tienduizend kilometer fietspad."])
    publishers.parliament.add_annex(question, b"PK\x03\x04 geen werkblad")
    outcome = publishers.sync("--json")
    assert (outcome.code, [one["id"] for one in outcome.json["sync"]["changed"]]) == (2, [f"vraag-{question}"])
    assert [one["file"] for one in outcome.json["sync"]["skipped"]] == ["Bijlage bij het antwoord"]
    assert "tienduizend kilometer" in publishers.workplace.documents()[f"vraag-{question}"].text
    assert publishers.news() == {}


def test_themis_stands_in_for_a_portal_that_is_gone_and_says_so(publishers: Publishers) -> None:
    publishers.sync("--source", "decisions")
    publishers.decisions.web_page(10_000)
    outcome = publishers.sync("--source", "decisions")
    assert (outcome.code, outcome.out.splitlines()[0]) == (0, "sync: nothing new")
    assert "second address" in outcome.told


def test_where_nothing_can_be_listed_nothing_changes_and_the_code_says_so(publishers: Publishers) -> None:
    publishers.sync()
    before = sorted(publishers.folder.rglob("*.json"))
    for site in ("decisions", "themis"):
        publishers.decisions.fail(10_000, 500, site=site)
    outcome = publishers.sync("--source", "decisions")
    assert outcome.code == 3
    assert "could not be listed" in outcome.out
    assert sorted(publishers.folder.rglob("*.json")) == before


def test_one_publisher_that_is_gone_does_not_hold_up_the_other(publishers: Publishers) -> None:
    question = ask(publishers)
    for site in ("decisions", "themis"):
        publishers.decisions.fail(10_000, 500, site=site)
    outcome = publishers.sync("--json")
    assert outcome.code == 2
    assert [one["id"] for one in outcome.json["sync"]["new"]] == [f"vraag-{question}"]


def test_only_what_is_asked_for_is_fetched(publishers: Publishers) -> None:
    ask(publishers)
    outcome = publishers.sync("--since", "2024-01-15", "--source", "decisions", "--no-index", "--json")
    assert [one["id"] for one in outcome.json["sync"]["new"]] == [HEAT]
    assert outcome.json.keys() == {"sync"}
    assert not (publishers.workplace.root / "index").exists()
    assert publishers.parliament.requests == []


def test_of_two_at_once_one_runs_and_the_other_says_so(publishers: Publishers) -> None:
    with locked(publishers.folder / ".sync.lock", "never seen"):
        outcome = publishers.sync()
    assert outcome.code == 3
    assert "another process is synchronising" in outcome.told
    assert publishers.decisions.requests == []


@pytest.mark.parametrize("arguments", [("--since", "gisteren"), ("--source", "krant")])
def test_a_wrong_command_line_is_a_usage_error(publishers: Publishers, arguments: tuple[str, str]) -> None:
    assert publishers.sync(*arguments).code == 4


def test_it_tells_which_reports_are_touched_and_regenerates_them_when_asked(publishers: Publishers) -> None:
    publishers.sync()
    publishers.workplace.run("draft", "--all")
    publishers.decisions.publisher.edit(
        ROADS, html="<p>De Vlaamse Regering kent 160 miljoen euro toe voor veilige fietspaden.</p>"
    )
    told = publishers.sync("--json").json
    stale = [(row["id"], row["reasons"]) for row in told["status"]["sections"] if row["state"] == "stale"]
    assert stale == [("mobiliteit/1.3", ["evidence-changed"])]
    assert told["status"]["forecast"]["tokens"] == 0
    outcome = publishers.sync("--regenerate")
    assert outcome.code == 0
    assert "mobiliteit/1.3 (evidence-changed): written" in outcome.out
    assert "160 miljoen" in publishers.workplace.report("mobiliteit/1.3")
    assert "every report is fresh" in publishers.sync("--regenerate").out
