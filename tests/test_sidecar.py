"""The sidecar: the same bytes for the same report, and a clear word on a file that is none."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.commitments import Commitment
from rag.documents import Hit
from rag.drafting.composing import compose
from rag.drafting.draft import Dropped
from rag.errors import ReportError
from rag.llm.usage import Usage
from rag.sidecar import Sidecar, dumps, load, make_sidecar
from rag.support.findings import Finding
from tests.drafting.test_composing import DRAFT, EVIDENCE, FIRST, FRAME, SECTION


def sidecar() -> Sidecar:
    """The account of the report of test_composing, with something in every field."""
    found = replace(FIRST, hit=Hit("a", 1 / 3, 1, trace={"stems": 2, "e5": 1}))
    made = (Commitment(21, 31, "We bouwen."), Commitment(0, 20, "2.1 Betaalbaar wonen"))
    both = (found, EVIDENCE.documents[1])
    evidence = replace(EVIDENCE, documents=both, cutoff=date(2024, 1, 26), commitments=made, served={0: "a"})
    draft = replace(
        DRAFT,
        findings=tuple(replace(finding, commitments=(0,)) for finding in DRAFT.findings),
        dropped=(Dropped("Een zin.", "geen steun"),),
        flags=("degraded",),
        model="m",
        usage=Usage(cached=1),
        cost=Usage(1, 0, 10, 5, 0.1),
    )
    report = compose(SECTION, draft, evidence, FRAME)
    doubt = Finding("fact.amount", "Bron zegt “5 euro”.", "c4", None, "5 euro", 21, 27)
    return make_sidecar(SECTION, report, evidence, draft, {"section": "ab", "code": "1"}, ("Wonen",), [doubt])


def test_a_sidecar_survives_a_file(tmp_path: Path) -> None:
    path = tmp_path / "2.1.json"
    path.write_text(dumps(sidecar()), encoding="utf-8")
    again = load(path)
    assert again.claims == sidecar().claims
    assert again.references == sidecar().references
    assert (again.cutoff, again.dropped, again.not_found) == (
        date(2024, 1, 26),
        (Dropped("Een zin.", "geen steun"),),
        ("Wonen",),
    )
    assert dumps(again) == dumps(sidecar())


def test_the_file_has_the_fields_others_read() -> None:
    tree = json.loads(dumps(sidecar()))
    assert tree["schema"] == 1
    assert tree["section"]["id"] == "wonen/2.1"
    claim = tree["claims"][3]
    quoted = {"document": "a", "quote": "Er komen woningen.", "start": 13, "end": 31, "page": 1, "file": ""}
    assert claim["citations"][0] == quoted
    assert [doubt["code"] for doubt in claim["doubts"]] == ["fact.amount"]
    assert tree["references"][0].keys() == {"number", "document", "title", "date", "url"}
    assert tree["commitments"] == [
        {"start": 21, "end": 31, "text": "We bouwen.", "found": True},
        {"start": 0, "end": 20, "text": "2.1 Betaalbaar wonen", "found": False},
    ]
    assert tree["trace"][0] == {
        "document": "a",
        "rank": 1,
        "score": 0.3333,
        "rankings": {"stems": 2, "e5": 1},
        "stage": "overig",
        "dossier": 1,
        "reasons": [{"commitment": 0, "start": 0, "end": 10, "score": 0.5, "terms": ["steun"], "key": "a1"}],
    }
    assert tree["usage"] == {"calls": 1, "prompt_tokens": 10, "completion_tokens": 5, "euros": 0.1}
    assert (tree["cutoff"], tree["searched"], tree["writer"], tree["model"]) == ("2024-01-26", 2, "extractive", "m")


def test_the_order_in_which_hashes_were_gathered_does_not_show() -> None:
    one = replace(sidecar(), inputs={"a": "1", "b": "2"})
    assert dumps(one) == dumps(replace(one, inputs={"b": "2", "a": "1"}))


def test_dutch_letters_are_written_as_they_are_and_the_file_ends_in_a_newline() -> None:
    text = dumps(replace(sidecar(), not_found=("financiële steun",)))
    assert "financiële steun" in text
    assert text.endswith("}\n")


def test_keys_of_a_later_version_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    tree = json.loads(dumps(sidecar()))
    path.write_text(json.dumps({**tree, "later": 1, "claims": [{**tree["claims"][0], "later": 2}]}))
    assert load(path).claims == sidecar().claims[:1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "not a sidecar"),
        (b"\xff\xfe", "not a sidecar"),
        (b"[]", "not a sidecar"),
        (b"{}", "section"),
        (b'{"section": {}, "claims": [{"id": "c1"}]}', r"claims\.0\.text"),
        (b'{"schema": 2, "section": {}}', "has schema 2"),
    ],
)
def test_a_file_that_is_no_sidecar_is_refused_by_name(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(ReportError, match=rf"x\.json: .*{problem}"):
        load(path)


def test_a_missing_sidecar_is_a_report_error(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be read"):
        load(tmp_path / "none.json")
