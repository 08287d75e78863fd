"""Finding and reading reports."""

from pathlib import Path

import pytest

from eval.reading import find_reports, read_report
from rag.errors import ReportError
from tests.eval.reports import GOOD, WRONG_AMOUNT, accounted, entry, written
from tests.samples import CYCLING


def test_folders_are_searched_at_any_depth_in_a_fixed_order_and_nothing_is_read_twice(tmp_path: Path) -> None:
    second = written(tmp_path / "b" / "c" / "1.md", [GOOD], [])
    first = written(tmp_path / "a" / "2.md", [GOOD], [])
    written(tmp_path / ".hidden" / "3.md", [GOOD], [])
    (tmp_path / "README.md").write_text("# Wat hier staat\n", encoding="utf-8")
    assert find_reports([tmp_path, first]) == (first, second)


def test_a_hidden_folder_above_the_one_that_was_named_does_not_matter(tmp_path: Path) -> None:
    path = written(tmp_path / ".cache" / "reports" / "1.md", [GOOD], [])
    assert find_reports([path.parent]) == (path,)


def test_a_report_without_sidecar_knows_no_section_and_no_quotes(tmp_path: Path) -> None:
    loaded = read_report(written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)]))
    assert loaded.section is None
    assert [claim.citations for claim in loaded.report.claims()] == [()]


def test_a_sidecar_gives_quotes_and_documents(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    accounted(path, CYCLING, GOOD)
    loaded = read_report(path)
    (claim,) = loaded.report.claims()
    assert loaded.section == "mobiliteit/1.4"
    assert [citation.quote for citation in claim.citations] == [GOOD]
    assert [reference.document for reference in loaded.report.references] == [CYCLING.id]


def test_a_sentence_an_editor_rewrote_no_longer_rests_on_the_old_quote(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    accounted(path, CYCLING, GOOD)
    path.write_text(path.read_text(encoding="utf-8").replace("kent 150", "geeft 150"), encoding="utf-8")
    (claim,) = read_report(path).report.claims()
    assert claim.citations == ()


def test_two_sentences_an_editor_joined_keep_the_quotes_of_both(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [f"{GOOD} [0]", f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    accounted(path, CYCLING, GOOD)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("fietspaden. \\[0\\]\n\nDe", "fietspaden.; De"), encoding="utf-8")
    (claim,) = read_report(path).report.claims()
    assert len(claim.citations) == 2


@pytest.mark.parametrize(("content", "problem"), [(b"", "not a report"), (b"# \xff", "not UTF-8 at byte 2")])
def test_what_is_no_report_is_an_error_that_says_why(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "1.md"
    path.write_bytes(content)
    with pytest.raises(ReportError, match=problem):
        read_report(path)


def test_a_broken_sidecar_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = written(tmp_path / "1.md", [GOOD], [])
    path.with_suffix(".json").write_text("{", encoding="utf-8")
    with pytest.raises(ReportError, match=r"1\.json"):
        read_report(path)
