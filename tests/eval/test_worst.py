"""Which sentences to look at first."""

from pathlib import Path

from eval.worst import worst_sentences
from tests.eval.reports import ELSEWHERE, GOOD, WRONG_AMOUNT, checked, entry
from tests.samples import CYCLING, HOUSING


def test_wrong_facts_come_before_wrong_sources_before_missing_ones(tmp_path: Path) -> None:
    claims = [GOOD, f"{GOOD} [0]", f"{ELSEWHERE} [1]", f"{WRONG_AMOUNT} [0]"]
    report = checked(tmp_path / "1.md", claims, [entry(0, CYCLING), entry(1, HOUSING)])
    worst = worst_sentences([report], 10)
    assert [item.item.claim.text for item in worst] == [WRONG_AMOUNT, ELSEWHERE, GOOD]
    assert worst[0].reasons == ("Het verslag zegt 15 miljoen euro; de bron zegt 150 miljoen euro.",)
    assert worst[0].number == 0
    assert worst[2].pair is None


def test_no_more_than_asked_for_and_none_where_all_is_well(tmp_path: Path) -> None:
    bad = checked(tmp_path / "1.md", [f"{ELSEWHERE} [0]", f"{WRONG_AMOUNT} [0]"], [entry(0, CYCLING)])
    good = checked(tmp_path / "2.md", [f"{GOOD} [0]"], [entry(0, CYCLING)])
    assert len(worst_sentences([bad], 1)) == 1
    assert worst_sentences([good], 10) == ()


def test_a_sentence_that_asserts_nothing_comes_after_one_that_does(tmp_path: Path) -> None:
    idle = "Deze maatregelen tonen dat de kabeljauw aandacht krijgt."
    report = checked(tmp_path / "1.md", [f"{idle} [0]", f"{ELSEWHERE} [0]"], [entry(0, CYCLING)])
    assert [item.needs_citation for item in report.claims] == [False, True]
    assert [item.item.claim.text for item in worst_sentences([report], 10)] == [ELSEWHERE, idle]
