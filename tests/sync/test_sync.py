"""The files of the corpus become equal to what a publisher has, whatever happened before."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import FetchError
from rag.faults import inject
from tests.sync.publisher import SINCE, Desk, decision, pdf, told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_new_and_changed_documents_are_fetched_and_nothing_else(desk: Desk) -> None:
    desk.publisher.publish(decision("A1"), decision("a1", month=2))
    assert desk.run() == {"new": ["A1", "a1"]}
    assert {document.text.split("\n")[0] for document in desk.corpus().values()} == {"Beslissing A1", "Beslissing a1"}
    desk.publisher.publish(decision("a1", "De Vlaamse Regering keurt dit niet goed.", month=2))
    assert desk.run() == {"changed": ["a1"]}
    assert desk.publisher.asked == ["list 01", "list 02", "list 03", "list 04", "list 05", "fetch a1"]
    assert "niet goed" in desk.corpus()["a1"].text


def test_a_second_run_fetches_and_writes_nothing(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    before = {path: path.stat().st_mtime_ns for path in (desk.root / "synced").rglob("*.json")}
    assert desk.run() == {}
    assert {path: path.stat().st_mtime_ns for path in (desk.root / "synced").rglob("*.json")} == before
    assert desk.publisher.asked == [f"list 0{month}" for month in range(1, 6)]


def test_what_is_published_again_with_the_same_words_is_not_written_again(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    before = desk.contents()
    desk.publisher.publish(decision("een"))
    assert desk.run() == {}
    assert desk.publisher.asked[-1] == "fetch een"
    assert desk.contents() == before
    assert desk.run() == {}
    assert "fetch een" not in desk.publisher.asked


def test_a_document_tells_where_it_came_from(desk: Desk) -> None:
    desk.publisher.publish(replace(decision("een"), about={"ministers": ("Jo Brouns",)}))
    desk.run()
    origin = desk.synced("een").provenance
    assert (origin.portal, origin.version, origin.source) == ("decisions", "1", "https://publisher.example/3")
    assert (origin.fetched, origin.start.date()) == (desk.now, SINCE)
    assert json.loads(desk.path("een").read_text(encoding="utf-8"))["about"] == {"ministers": ["Jo Brouns"]}


def test_what_is_not_listed_is_withdrawn_in_the_second_run_that_misses_it_and_comes_back(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"))
    desk.run()
    desk.publisher.withdraw("een")
    assert desk.run() == {"missing": ["een"]}
    assert desk.synced("een").withdrawn is None
    assert desk.run() == {"withdrawn": ["een"]}
    assert desk.synced("een").withdrawn == desk.now.date()
    assert desk.corpus()["een"].withdrawn == desk.now.date()
    assert desk.run() == {}
    desk.publisher.publish(decision("een"))
    assert desk.run() == {"returned": ["een"]}
    assert desk.corpus()["een"].withdrawn is None


def test_the_day_of_a_withdrawal_stays_though_the_run_was_killed_on_it(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    desk.publisher.withdraw("een")
    desk.run()
    written = False

    def trap(name: str) -> None:
        nonlocal written
        if written and name == "ledger.commit":
            raise KeyboardInterrupt
        written = written or name == "file.rename"

    with inject(trap), pytest.raises(KeyboardInterrupt):
        desk.diff()
    day = desk.synced("een").withdrawn
    assert day == desk.now.date()
    desk.now += dt.timedelta(hours=13)
    assert told(desk.again()) == {"withdrawn": ["een"]}
    assert desk.synced("een").withdrawn == day != desk.now.date()


def test_what_was_gone_for_a_moment_is_not_withdrawn(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"))
    desk.run()
    one = desk.publisher.documents.pop("een")
    assert desk.run() == {"missing": ["een"]}
    desk.publisher.documents["een"] = one
    assert desk.run() == {}
    desk.publisher.withdraw("een")
    assert desk.run() == {"missing": ["een"]}


def test_a_whole_meeting_that_is_unpublished_is_withdrawn(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"), decision("drie", month=2))
    desk.run()
    desk.publisher.withdraw("een")
    desk.publisher.withdraw("twee")
    assert desk.run() == {"missing": ["een", "twee"]}
    assert desk.run() == {"withdrawn": ["een", "twee"]}


def test_nothing_in_a_window_that_cannot_be_listed_is_missing(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee", month=2))
    desk.run()
    desk.publisher.documents.clear()
    desk.publisher.break_down("list 01", "portal.partial")
    assert desk.run() == {"missing": ["twee"], "unlisted": ["2021-01-01..2021-02-01"]}
    assert desk.run() == {"withdrawn": ["twee"], "unlisted": ["2021-01-01..2021-02-01"]}
    assert desk.synced("een").withdrawn is None


def test_a_document_that_moves_to_another_meeting_is_not_missing(desk: Desk) -> None:
    desk.publisher.publish(decision("een", month=3))
    desk.run()
    desk.publisher.publish(decision("een", month=1))
    assert desk.run() == {"changed": ["een"]}
    desk.publisher.publish(decision("een", month=4))
    assert desk.run() == {"changed": ["een"]}
    desk.publisher.withdraw("een")
    assert desk.run() == {"missing": ["een"]}


def test_one_document_that_fails_does_not_stop_the_others_and_is_tried_again(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"))
    desk.publisher.break_down("fetch een")
    diff = desk.diff()
    assert told(diff) == {"new": ["twee"], "failed": ["een"]}
    assert diff.of("failed")[0].code == "web.server"
    assert diff.code == 2
    desk.publisher.errors.clear()
    assert desk.run() == {"new": ["een"]}


def test_what_failed_is_tried_again_though_its_window_is_not_asked_for_until_it_is_gone(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee", month=4))
    desk.publisher.break_down("fetch een")
    desk.run()
    assert desk.run(dt.date(2021, 4, 1)) == {"failed": ["een"]}
    desk.publisher.withdraw("een")
    assert desk.run() == {}


def test_what_failed_as_it_was_listed_is_asked_for_anew(desk: Desk) -> None:
    desk.publisher.whole = True
    desk.publisher.publish(replace(decision("een"), url="geen adres"))
    assert [news.code for news in desk.diff().of("failed")] == ["url.invalid"]
    desk.publisher.publish(decision("een", "Verbeterd."))
    assert desk.run(dt.date(2021, 4, 1)) == {"new": ["een"]}
    assert "Verbeterd." in desk.corpus()["een"].text


@pytest.mark.parametrize("identity", ["met spatie", "onzicht\u200bbaar", "\ud800"])
def test_a_document_that_no_corpus_could_hold_is_named_and_not_written(desk: Desk, identity: str) -> None:
    desk.publisher.publish(decision(identity))
    diff = desk.diff()
    assert [news.code for news in diff.of("failed")] == ["id.invalid"]
    assert desk.contents() == {}


@pytest.mark.parametrize("whole", [False, True])
def test_half_a_character_in_a_text_is_left_out(desk: Desk, whole: bool) -> None:
    desk.publisher.whole = whole
    desk.publisher.publish(decision("een", "Een half \ud83d teken."))
    assert desk.run() == {"new": ["een"]}
    assert "Een half teken." in desk.corpus()["een"].text


def test_another_document_than_was_asked_for_is_an_error(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.publisher.documents["een"] = decision("een")
    desk.publisher.fetch = lambda entry: decision("ander")  # type: ignore[method-assign]
    assert [news.code for news in desk.diff().of("failed")] == ["portal.other"]


def test_where_nobody_answers_the_rest_is_left_for_the_next_run(desk: Desk) -> None:
    names = [f"nr-{number}" for number in range(9)]
    desk.publisher.publish(*map(decision, names))
    for name in names:
        desk.publisher.break_down(f"fetch {name}", "web.down")
    diff = desk.diff()
    assert [news.code for news in diff.of("failed")] == ["sync.stopped", *["web.down"] * 4]
    assert len([line for line in desk.publisher.asked if line.startswith("fetch")]) == 4
    desk.publisher.errors.clear()
    assert desk.run() == {"new": names}


def test_where_nothing_can_be_listed_the_run_says_so_and_asks_no_more(desk: Desk) -> None:
    for month in range(1, 6):
        desk.publisher.break_down(f"list 0{month}", "web.down")
    diff = desk.diff()
    assert (diff.code, len(diff.of("unlisted"))) == (3, 4)
    assert len(desk.publisher.asked) == 4


def test_windows_that_cannot_be_told_are_an_error_of_the_run(desk: Desk) -> None:
    def broken(since: dt.date, until: dt.date) -> list[object]:
        raise FetchError("web.down", "nobody there")

    desk.publisher.windows = broken  # type: ignore[assignment, method-assign]
    assert desk.diff().code == 3


def test_a_full_run_fetches_everything_and_writes_only_what_differs(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"))
    desk.run()
    desk.publisher.documents["een"] = decision("een", "Stil verbeterd.")
    assert desk.run() == {}
    before = desk.path("twee").stat().st_mtime_ns
    assert desk.run(full=True) == {"changed": ["een"]}
    assert desk.path("twee").stat().st_mtime_ns == before


def test_a_shorter_run_leaves_what_is_older_alone(desk: Desk) -> None:
    desk.publisher.publish(decision("oud"), decision("nieuw", month=4))
    desk.run()
    desk.publisher.documents.clear()
    assert desk.run(dt.date(2021, 4, 1)) == {"missing": ["nieuw"]}
    assert desk.run(dt.date(2021, 4, 1)) == {"withdrawn": ["nieuw"]}
    assert desk.run() == {"missing": ["oud"]}


def test_what_is_pending_is_fetched_in_every_run_even_where_nothing_is_listed_anew(desk: Desk) -> None:
    question = replace(decision("vraag"), kind="schriftelijke vraag")
    desk.publisher.publish(question)
    desk.publisher.pending.add("vraag")
    assert desk.run() == {"new": ["vraag"]}
    assert desk.run() == {}
    assert desk.publisher.asked[-1] == "fetch vraag"
    desk.publisher.documents["vraag"] = replace(question, body="Vraag\n1. Waarom?\nANTWOORD\n1. Daarom is dat zo.")
    assert desk.run(dt.date(2021, 4, 1)) == {"changed": ["vraag"]}
    assert desk.synced("vraag").pending
    desk.publisher.pending.clear()
    assert desk.run() == {}
    assert not desk.synced("vraag").pending
    desk.run()
    assert "fetch vraag" not in desk.publisher.asked


def test_listings_with_content_need_no_second_request(desk: Desk) -> None:
    desk.publisher.whole = True
    desk.publisher.publish(replace(decision("een"), files=(desk.publisher.file("a.txt", b"x"),)))
    desk.run()
    assert [line for line in desk.publisher.asked if not line.startswith("list")] == ["get a.txt"]


# --- files


def test_attachments_are_read_page_by_page_and_not_downloaded_again(desk: Desk) -> None:
    sheet = desk.publisher.file("nota.pdf", pdf("Eerste blad.", "Tweede blad."))
    desk.publisher.publish(replace(decision("een"), files=(sheet,)))
    assert desk.run() == {"new": ["een"]}
    document = desk.corpus()["een"]
    start = document.text.index("Tweede")
    assert [segment.role for segment in document.segments] == ["title", "body", "attachment"]
    page = document.page_at(start)
    assert page is not None
    assert (page.number, page.file) == (2, "Bijlage nota.pdf")
    assert document.page_at(0) is None
    desk.publisher.publish(replace(decision("een", "Andere tekst."), files=(sheet,)))
    assert desk.run() == {"changed": ["een"]}
    assert desk.publisher.asked[-1] == "get nota.pdf 304"
    assert "Tweede blad." in desk.corpus()["een"].text


def test_documents_that_appear_later_come_along(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    desk.publisher.publish(replace(decision("een"), files=(desk.publisher.file("nota.pdf", pdf("Een bedrag.")),)))
    assert desk.run() == {"changed": ["een"]}
    assert "Een bedrag." in desk.corpus()["een"].text


def test_a_file_that_was_replaced_is_read_anew_though_it_is_as_large_and_its_server_has_no_tags(desk: Desk) -> None:
    get = desk.publisher.get
    desk.publisher.get = lambda url, **more: replace(get(url, accept="*/*"), etag=None)  # type: ignore[method-assign]
    for words in ("Een bedrag.", "Ander geld."):
        sheet = desk.publisher.file("nota.pdf", pdf(words), size=True)
        desk.publisher.publish(replace(decision("een"), files=(sheet,)))
        desk.run()
        assert words in desk.corpus()["een"].text


def test_a_file_at_another_address_is_asked_for_without_the_tag_of_the_old_one(desk: Desk) -> None:
    sheet = desk.publisher.file("a.txt", b"x")
    desk.publisher.publish(replace(decision("een"), files=(sheet,)))
    desk.run()
    moved = replace(desk.publisher.file("b.txt", b"x"), id=sheet.id)
    desk.publisher.publish(replace(decision("een"), files=(moved,)))
    desk.run()
    assert desk.publisher.asked[-1] == "get b.txt"


def test_a_file_that_cannot_be_read_is_named_once_and_the_document_is_there(desk: Desk) -> None:
    desk.publisher.publish(replace(decision("een"), files=(desk.publisher.file("tabel.xyz", b"\x00\x01"),)))
    diff = desk.diff()
    assert told(diff) == {"new": ["een"], "skipped": ["een"]}
    assert (diff.of("skipped")[0].file, diff.code) == ("Bijlage tabel.xyz", 2)
    (file,) = desk.synced("een").files
    assert file.skipped is not None
    assert (file.bytes, file.pages) == (2, ())
    assert desk.run() == {}
    assert "get tabel.xyz" not in desk.publisher.asked


def test_a_file_that_the_server_does_not_have_is_asked_for_in_every_run_until_it_does(desk: Desk) -> None:
    desk.publisher.publish(replace(decision("een"), files=(desk.publisher.file("nota.pdf", pdf("Er staat iets.")),)))
    desk.publisher.break_down("get nota.pdf")
    assert desk.run() == {"new": ["een"], "skipped": ["een"]}
    before = desk.contents()
    # Another reason is no news about the document.
    desk.publisher.break_down("get nota.pdf", "web.busy")
    assert desk.run() == {"skipped": ["een"]}
    assert desk.contents() == before
    desk.publisher.errors.clear()
    assert desk.run() == {"changed": ["een"]}
    assert "Er staat iets." in desk.corpus()["een"].text


def test_the_text_of_a_file_is_kept_where_it_cannot_be_fetched_again(desk: Desk) -> None:
    sheet = desk.publisher.file("nota.pdf", pdf("Er staat iets."))
    desk.publisher.publish(replace(decision("een"), files=(sheet,)))
    desk.run()
    desk.publisher.publish(replace(decision("een", "Andere tekst."), files=(sheet,)))
    desk.publisher.break_down("get nota.pdf", "web.refused", retryable=False)
    assert desk.run() == {"changed": ["een"], "skipped": ["een"]}
    assert "Er staat iets." in desk.corpus()["een"].text
    desk.publisher.errors.clear()
    assert desk.run() == {}
    assert desk.publisher.asked[-1] == "get nota.pdf"
    assert desk.run() == {}
    assert "get nota.pdf" not in desk.publisher.asked


def test_files_that_are_not_asked_for_come_when_they_are(desk: Desk) -> None:
    desk.attachments = False
    desk.publisher.publish(replace(decision("een"), files=(desk.publisher.file("nota.pdf", pdf("Er staat iets.")),)))
    assert desk.run() == {"new": ["een"]}
    assert desk.run() == {}
    desk.attachments = True
    assert desk.run() == {"changed": ["een"]}
    assert "Er staat iets." in desk.corpus()["een"].text


def test_the_sheet_of_a_question_is_fetched_even_without_attachments(desk: Desk) -> None:
    desk.attachments = False
    sheet = desk.publisher.file("vraag.pdf", pdf("1. Waarom?\nANTWOORD\n1. Daarom is dat zo."))
    annex = desk.publisher.file("bijlage.pdf", pdf("Een tabel."))
    desk.publisher.publish(replace(decision("vraag"), kind="schriftelijke vraag", files=(sheet, annex)))
    desk.run()
    assert [segment.role for segment in desk.corpus()["vraag"].segments] == ["title", "question", "answer"]
    assert "get bijlage.pdf" not in desk.publisher.asked


# --- what people do


def test_a_file_that_is_deleted_comes_back(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"))
    desk.run()
    before = desk.contents()
    desk.path("een").unlink()
    desk.now -= dt.timedelta(days=1)
    assert desk.run() == {"new": ["een"]}
    assert desk.contents() == before


def test_without_its_ledger_a_run_knows_all_that_the_files_tell(desk: Desk) -> None:
    desk.publisher.publish(decision("een"), decision("twee"), decision("drie"))
    desk.run()
    desk.publisher.withdraw("een")
    desk.run()
    desk.run()
    before = desk.contents()
    (desk.root / "ledger.sqlite").unlink()
    desk.publisher.withdraw("drie")
    assert desk.run() == {"missing": ["drie"]}
    assert not [line for line in desk.publisher.asked if line.startswith("fetch")]
    assert desk.contents() == before
    assert desk.run() == {"withdrawn": ["drie"]}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_somebody_edited_is_kept_and_told_of_until_it_is_deleted(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    edit(desk.path("een"), "keurt dit goed", "keurt dit gót")
    assert desk.run() == {}
    desk.publisher.publish(decision("een", "De Vlaamse Regering wijzigt dit."))
    for _ in range(2):
        diff = desk.diff()
        assert told(diff) == {"kept": ["een"]}
        assert diff.code == 2
        assert "gót" in desk.corpus()["een"].text
    desk.path("een").unlink()
    assert desk.run() == {"new": ["een"]}
    assert "wijzigt dit" in desk.corpus()["een"].text


def test_what_somebody_edited_is_withdrawn_and_returns_as_it_was_edited(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    edit(desk.path("een"), "keurt dit goed", "keurt dit gót")
    one = desk.publisher.documents.pop("een")
    desk.run()
    assert desk.run() == {"withdrawn": ["een"]}
    assert "gót" in desk.corpus()["een"].text
    desk.publisher.documents["een"] = one
    assert desk.run() == {"returned": ["een"]}
    assert "gót" in desk.corpus()["een"].text


def test_a_file_that_can_no_longer_be_read_is_named_and_left_as_it_is(desk: Desk) -> None:
    desk.publisher.publish(decision("een"))
    desk.run()
    desk.path("een").write_text("{ stuk", encoding="utf-8")
    desk.publisher.publish(decision("een", "Nieuw."))
    assert [news.code for news in desk.diff().of("failed")] == ["synced.invalid"]
    assert desk.path("een").read_text(encoding="utf-8") == "{ stuk"
