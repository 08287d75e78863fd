"""``verantwoord index``: every corpus, good or bad, has a clear outcome."""

import re
import signal
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from rag.catalogue import Catalogue
from tests import pdfs
from tests.commands.workplace import BODIES, CYCLING, HOUSING, Outcome, Workplace
from tests.openai_server import Answer, OpenAIServer, Request


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)


def pdf(workplace: Workplace, name: str, pages: int = 1, **options: Any) -> Path:
    """A PDF in the corpus with its sidecar."""
    path = workplace.root / "corpus" / f"{name}.pdf"
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".yaml").write_text(f"id: {name}\nkind: nota\ntitle: Beslissing {name}\ndate: 2022-01-02\n")
    text = ["De Vlaamse Regering kent 12 miljoen euro toe", f"voor het project {name}."]
    return pdfs.write_pdf(path, [[*text, f"Blad {n}."] for n in range(pages)], **options)


def skipped(outcome: Outcome) -> dict[str, str]:
    """Code by file of everything reported as skipped."""
    return dict(re.findall(r"^skipped corpus/(\S+?): .*\[([a-z_.0-9]+)\]$", outcome.err, re.MULTILINE))


def test_it_says_what_was_added_changed_and_removed(workplace: Workplace) -> None:
    workplace.small()
    assert workplace.run("index", "--json").json["added"] == sorted(BODIES)
    workplace.document(CYCLING, "De Vlaamse Regering trekt de subsidie in.")
    workplace.document(HOUSING).unlink()
    workplace.document("nieuw-1", "De Vlaamse Regering richt een fonds op.")
    outcome = workplace.run("index")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "4 documents, 4 chunks: 1 added, 1 changed, 1 removed, 0 skipped\n"
    assert set(workplace.documents()) == BODIES.keys() - {HOUSING} | {"nieuw-1"}


def test_an_empty_corpus_is_a_mistake_in_the_configuration(workplace: Workplace) -> None:
    (workplace.root / "corpus").mkdir()
    outcome = workplace.run("index")
    assert (outcome.code, outcome.out) == (4, "")
    advice = "put documents there, change 'corpus: documents', or fetch some with 'verantwoord sync'"
    assert f"no readable document in corpus; {advice}" in outcome.told


def test_a_corpus_that_is_not_there_is_named(workplace: Workplace) -> None:
    outcome = workplace.run("index")
    assert outcome.code == 4
    assert f"skipped corpus: nothing there; paths are relative to {workplace.root}" in outcome.told


def test_an_emptied_corpus_leaves_the_index_as_it_was(workplace: Workplace) -> None:
    path = workplace.document(CYCLING)
    workplace.run("index")
    path.unlink()
    assert workplace.run("index").code == 4
    assert set(workplace.documents()) == {CYCLING}


def test_a_corpus_of_one_is_enough_for_a_report(workplace: Workplace) -> None:
    workplace.document(CYCLING)
    workplace.agreement()
    assert workplace.run("index").out.startswith("1 documents, 1 chunks")
    assert workplace.run("draft", "mobiliteit/1.3").code == 0
    assert "150 miljoen euro" in workplace.report("mobiliteit/1.3")
    assert "Doorzocht: 1 document tot en met 12 maart 2021." in workplace.report("mobiliteit/1.3")


def test_bad_pdfs_are_named_and_the_good_ones_beside_them_indexed(workplace: Workplace) -> None:
    workplace.document(CYCLING)
    pdf(workplace, "goed")
    pdf(workplace, "lang", pages=2000)
    pdf(workplace, "versleuteld", password="geheim")  # noqa: S106
    pdfs.truncate(pdf(workplace, "afgebroken", pages=5), 0.5)
    pdfs.write_image_pdf(pdf(workplace, "scan"))
    pdf(workplace, "pagina").write_bytes(b"<!doctype html><html><body>404</body></html>")
    pdf(workplace, "te-lang", pages=2001)
    outcome = workplace.run("index")
    assert skipped(outcome) == {
        "versleuteld.pdf": "pdf.encrypted",
        "afgebroken.pdf": "pdf.damaged",
        "scan.pdf": "pdf.no_text",
        "pagina.pdf": "pdf.not_pdf",
        "te-lang.pdf": "pdf.pages",
    }
    assert outcome.code == 2
    assert "3 added, 0 changed, 0 removed, 5 skipped" in outcome.out
    documents = workplace.documents()
    assert documents.keys() == {CYCLING, "goed", "lang"}
    last = documents["lang"].page_at(len(documents["lang"].text) - 1)
    assert last
    assert last.number == 2000


def test_western_and_unicode_files_are_read_and_other_encodings_named(workplace: Workplace) -> None:
    text = "De Vlaamse Regering steunt cafés en crèches in financiële nood."
    for name, encoding in {"a1": "utf-8-sig", "a2": "cp1252", "a3": "utf-16"}.items():
        path = workplace.document(name, text)
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    (workplace.root / "corpus" / "b1.md").write_bytes("---\nid: b1\n---\nСкрытый текст\n".encode("cp1251"))
    (workplace.root / "corpus" / "b2.md").write_bytes(b"---\nid: b2\n---\n\x00\x01\x02\x03binair\n")
    (workplace.root / "corpus" / "b3.md").write_bytes("---\nid: b3\n---\ncafé en crèche".encode()[:-4] + b"\xff\xc3")
    outcome = workplace.run("index")
    assert outcome.code == 2
    assert skipped(outcome) == dict.fromkeys(("b1.md", "b2.md", "b3.md"), "encoding")
    assert {document.text.split("\n")[-1] for document in workplace.documents().values()} == {text}


def test_a_megabyte_without_a_full_stop_is_indexed_found_and_told_in_few_words(workplace: Workplace) -> None:
    workplace.agreement()
    workplace.document("lang-1", "De Vlaamse Regering investeert in veilige fietspaden langs gewestwegen " * 14_000)
    assert workplace.run("index").code == 0
    (document,) = workplace.documents().values()
    assert len(document.text) > 900_000
    assert workplace.run("draft", "mobiliteit/1.3").code == 0
    assert len(workplace.report("mobiliteit/1.3")) < 10_000


def test_of_two_documents_with_one_id_the_first_counts_and_the_second_is_named(workplace: Workplace) -> None:
    first = workplace.document("zelfde", "De eerste tekst.")
    (first.parent / "zz.md").write_text(first.read_text().replace("eerste", "tweede"))
    outcome = workplace.run("index")
    assert (outcome.code, skipped(outcome)) == (2, {"zz.md": "id.duplicate"})
    assert "id 'zelfde' is already that of corpus/zelfde.md; give this document another id" in outcome.told
    assert "eerste" in workplace.documents()["zelfde"].text


def test_failures_are_also_in_the_json_and_never_on_standard_output_as_text(workplace: Workplace) -> None:
    workplace.document(CYCLING)
    pdf(workplace, "kapot").write_bytes(b"")
    outcome = workplace.run("index", "--json")
    assert outcome.code == 2
    assert [(row["source"], row["code"]) for row in outcome.json["failures"]] == [("corpus/kapot.pdf", "pdf.not_pdf")]
    assert outcome.json["documents"] == 1


def test_ids_in_capitals_and_small_letters_are_two_documents(workplace: Workplace) -> None:
    identity = "CF82FBD2-0B5B-11EA-BB35-EE395168DCF7"
    workplace.document(identity)
    workplace.document(identity.lower())
    assert workplace.run("index").code == 0
    assert workplace.documents().keys() == {identity, identity.lower()}


def test_a_failing_embedding_endpoint_is_an_error_that_names_the_block(workplace: Workplace) -> None:
    with OpenAIServer() as server:
        address = server.base_url
    workplace.configure(embedding={"provider": "openai", "base_url": address, "model": "m", "timeout": 2.0})
    workplace.document(CYCLING)
    outcome = workplace.run("index")
    assert outcome.code == 3
    assert "check the 'embedding:' block of the config and run the command again" in outcome.told


def test_a_full_disk_under_the_catalogue_is_an_error_without_traceback(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    workplace.document(CYCLING)
    monkeypatch.setattr(Catalogue, "replace", full)
    outcome = workplace.run("index")
    assert outcome.code == 3
    assert "database or disk is full; make room on the disk, then run it again" in outcome.told
    monkeypatch.undo()
    assert workplace.run("index").code == 0


class GatedServer(OpenAIServer):
    """Embeds the first ``free`` texts at once and then hangs until ``gate`` is opened."""

    def __init__(self, free: int) -> None:
        super().__init__()
        self.reached, self.gate = threading.Event(), threading.Event()
        self._free = free

    @property
    def texts(self) -> list[str]:
        return [text for request in self.requests for text in request.json["input"]]

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if len(self.requests) > self._free and not self.gate.is_set():
            self.reached.set()
            self.gate.wait(60)
        return answer


def test_a_second_index_is_told_and_a_killed_one_is_finished_by_the_next(workplace: Workplace) -> None:
    for number in range(8):
        workplace.document(f"document-{number}", f"De Vlaamse Regering kent subsidie nummer {number} toe.")
    with GatedServer(free=3) as server:
        address = server.base_url
        workplace.configure(embedding={"provider": "openai", "base_url": address, "model": "m", "batch": 1})
        running = workplace.start("index")
        try:
            assert server.reached.wait(60)
            second = workplace.run("index")
            assert second.code == 3
            assert "another process is using the index" in second.told
            assert "wait until it has finished and try again" in second.told
        finally:
            running.send_signal(signal.SIGKILL)
            running.communicate()
        assert running.returncode == -signal.SIGKILL
        assert workplace.run("draft", "--all").code == 3  # there is no whole index yet
        server.gate.set()
        before = len(server.texts)
        assert before == 4
        third = workplace.run("index", "--json")
        assert (third.code, len(third.json["added"])) == (0, 8)
        # Three were embedded and kept, the fourth was never answered.
        assert len(server.texts) - before == 5
        assert len(set(server.texts)) == 8
        assert workplace.run("index", "--json").json["added"] == []
        assert len(server.texts) - before == 5
