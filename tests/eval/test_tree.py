"""The scorecard as one JSON tree."""

import json
from pathlib import Path
from typing import Any

from eval.evaluation import CheckedReport, Sources
from eval.excerpts import LONGEST
from eval.keys import sentence_key
from eval.overrules import Overrule, overrule
from eval.reading import Skipped
from eval.scorecard import make_scorecard
from eval.tree import as_tree, dumps
from rag.documents import Document
from tests.eval.reports import ELSEWHERE, GOOD, SOURCES, WRONG_AMOUNT, checked, entry, idf
from tests.samples import CYCLING, HOUSING, document

ENTRIES = [entry(0, CYCLING), entry(1, HOUSING)]


def tree_of(report: CheckedReport, folder: Path, sources: Sources = SOURCES) -> dict[str, Any]:
    """As it comes back from the file."""
    found: dict[str, Any] = json.loads(dumps(as_tree(make_scorecard([report], [], folder, sources.documents))))
    return found


def quoted(tree: dict[str, Any], identity: str, span: list[int]) -> str:
    """The text of a span of a document, from the excerpts."""
    start, text = next(item for item in tree["documents"][identity]["excerpts"] if item[0] <= span[0])
    return str(text[span[0] - start : span[1] - start])


def test_it_has_totals_findings_metrics_and_one_entry_a_report(tmp_path: Path) -> None:
    report = checked(tmp_path / "a" / "1.md", [f"{WRONG_AMOUNT} [0]", f"{ELSEWHERE} [1]"], ENTRIES)
    tree = as_tree(make_scorecard([report], [Skipped(tmp_path / "b.md", "not a report")], tmp_path))
    assert tree["schema"] == 2
    assert tree["totals"] == {"reports": 1, "claims": 2, "citations": 2, "references": 2}
    assert tree["findings"]["fact.number"] == 1
    assert all({"value", "n", "undefined"} <= metric.keys() for metric in tree["metrics"].values())
    assert tree["skipped"] == [{"path": "b.md", "message": "not a report"}]
    (shown,) = tree["reports"]
    assert (shown["path"], shown["key"]) == ("a/1.md", "a/1.md")
    assert [claim["support"] for claim in shown["claims"]] == ["partial", "none"]
    assert shown["metrics"]["weighted_precision"] == [0.25, 2]
    assert tree["worst"][0] == [0, shown["claims"][0]["id"]]


def test_a_sentence_has_its_findings_and_markers_at_their_places(tmp_path: Path) -> None:
    tree = tree_of(checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], ENTRIES[:1]), tmp_path)
    (claim,) = tree["reports"][0]["claims"]
    fact = next(finding for finding in claim["findings"] if finding["code"] == "fact.number")
    assert claim["text"][slice(*fact["span"])] == "15 miljoen euro"
    assert fact["severity"] == "warning"
    assert claim["key"] == sentence_key(WRONG_AMOUNT)
    ((offset, numbers),) = claim["markers"]
    assert numbers == [0]
    assert claim["text"][offset:] in ("", ".")


def test_passages_and_the_place_of_a_contradiction_are_found_in_the_excerpts(tmp_path: Path) -> None:
    tree = tree_of(checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], ENTRIES[:1]), tmp_path)
    (claim,) = tree["reports"][0]["claims"]
    (pair,) = claim["pairs"]
    assert quoted(tree, CYCLING.id, pair["passage"]) == GOOD
    assert GOOD in quoted(tree, CYCLING.id, pair["context"])
    fact = next(finding for finding in claim["findings"] if finding["code"] == "fact.number")
    assert quoted(tree, fact["document"], fact["passage"]) == "150 miljoen euro"


def test_a_document_is_told_once_and_a_reference_only_what_differs(tmp_path: Path) -> None:
    references = [entry(0, CYCLING), entry(1, CYCLING, "1999-01-01"), "**[\\[2\\]]** : **(2021-01-01)** Onbekend "]
    tree = tree_of(checked(tmp_path / "1.md", [f"{GOOD} [0][1][2]"], references), tmp_path)
    same, other, unknown = tree["reports"][0]["references"]
    assert same == {"number": 0, "document": CYCLING.id}
    assert other == {"number": 1, "document": CYCLING.id, "date": "1999-01-01"}
    assert unknown == {"number": 2, "title": "Onbekend", "date": "2021-01-01"}
    assert tree["documents"].keys() == {CYCLING.id}
    assert len(tree["documents"][CYCLING.id]["excerpts"]) == 1


def test_what_a_person_decided_stands_beside_what_the_judge_said(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{WRONG_AMOUNT} [0]"], ENTRIES[:1])
    decisions = [
        Overrule(report="1.md", claim=sentence_key(WRONG_AMOUNT), source=CYCLING.id, verdict="full", remark="Toch."),
        Overrule(report="1.md", claim="0" * 16, source=CYCLING.id, verdict="none"),
    ]
    overruled = overrule([report], decisions, {report.loaded.path: "1.md"})
    tree = as_tree(make_scorecard(overruled, [], tmp_path, SOURCES.documents))
    (pair,) = tree["reports"][0]["claims"][0]["pairs"]
    assert (pair["support"], pair["judge"]["support"], pair["remark"]) == ("full", "partial", "Toch.")
    assert (tree["overrules"]["applied"], tree["overrules"]["changed"]) == (1, 1)
    assert [item["claim"] for item in tree["overrules"]["stale"]] == ["0" * 16]
    assert tree["metrics"]["support_full"]["value"] == 1.0


def test_a_source_that_could_not_be_read_has_no_verdict(tmp_path: Path) -> None:
    report = checked(tmp_path / "1.md", [f"{GOOD} [0]"], ["**[\\[0\\]]** : **(2021-01-01)** Onbekend "])
    tree = tree_of(report, tmp_path)
    assert tree["reports"][0]["claims"][0]["pairs"] == [{"reference": 0, "support": None, "score": None}]


def test_where_nothing_comes_near_the_beginning_of_the_source_is_shown(tmp_path: Path) -> None:
    tree = tree_of(checked(tmp_path / "1.md", ["Xylofoon qwerty zxcvb asdfg. [0]"], ENTRIES[:1]), tmp_path)
    (pair,) = tree["reports"][0]["claims"][0]["pairs"]
    assert "passage" not in pair
    assert quoted(tree, CYCLING.id, pair["context"]).startswith(CYCLING.title or "?")


def test_markers_without_words_are_a_sentence_without_text(tmp_path: Path) -> None:
    tree = tree_of(checked(tmp_path / "1.md", [f"{GOOD} [0]", "[0]"], ENTRIES[:1]), tmp_path)
    assert [claim["text"] for claim in tree["reports"][0]["claims"]] == [GOOD, ""]


def test_a_sentence_of_a_megabyte_is_shown_in_part(tmp_path: Path) -> None:
    source: Document = document("x", ("title", "Visserij"), ("body", "vissers vangen kabeljauw " * 20_000))
    sources = Sources({"x": source}, idf)
    report = checked(tmp_path / "1.md", ["De Vlaamse vissers vangen kabeljauw. [0]"], [entry(0, source)], sources)
    tree = tree_of(report, tmp_path, sources)
    assert sum(len(text) for _, text in tree["documents"]["x"]["excerpts"]) < 3 * LONGEST


def test_it_is_the_same_wherever_the_reports_stand(tmp_path: Path) -> None:
    texts = []
    for folder in (tmp_path / "een", tmp_path / "twee"):
        report = checked(folder / "1.md", [f"{WRONG_AMOUNT} [0]"], ENTRIES)
        texts.append(dumps(as_tree(make_scorecard([report], [], folder, SOURCES.documents))))
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["comparison"] is None
