"""Verdicts on claims and their sources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Document, Standing
from rag.support.judge import GRADES, grade, judge_claim
from tests.samples import CYCLING, HOUSING, PREMIUM, document
from tests.support.test_coverage import DOCUMENTS, WORDS, idf


def test_a_literal_sentence_is_fully_supported_without_reasons() -> None:
    verdict = judge_claim("De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden.", (CYCLING,), idf)
    assert verdict.support == "full"
    assert verdict.pairs[CYCLING.id].reasons == ()


def test_another_subject_is_not_supported_and_the_reason_names_what_is_missing() -> None:
    verdict = judge_claim("Vissers vangen kabeljauw.", (CYCLING,), idf)
    (reason,) = verdict.pairs[CYCLING.id].reasons
    assert verdict.support == "none"
    assert reason.code == "support.none"
    assert reason.message == "De bron gaat over iets anders: “Vissers vangen kabeljauw” komt er niet in voor."


def test_of_a_bare_title_is_not_said_that_it_is_about_something_else() -> None:
    title = document("t", ("title", "Strategisch kader voor cultuur"))
    reasons = judge_claim("Vissers vangen kabeljauw.", (title,), idf).pairs["t"].reasons
    (told,) = [reason.message for reason in reasons if reason.code == "support.none"]
    assert told.startswith("Van de bron is alleen de titel bekend: “Vissers vangen kabeljauw”")


def test_a_wrong_amount_is_partial_at_most_however_literal_the_rest() -> None:
    verdict = judge_claim("De Vlaamse Regering kent 15 miljoen euro toe voor fietspaden.", (CYCLING,), idf)
    pair = verdict.pairs[CYCLING.id]
    assert (verdict.support, pair.support) == ("partial", "partial")
    assert pair.reasons[0].code == "fact.number"
    assert pair.reasons[0].quote == "150 miljoen euro"
    assert CYCLING.text[pair.reasons[0].start : pair.reasons[0].end] == "150 miljoen euro"
    assert [fact.code for fact in verdict.objections] == ["fact.number"]


def test_two_sources_together_carry_what_neither_does_alone() -> None:
    claim = "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden en verhoogt de premie tot 5.000 euro."
    verdict = judge_claim(claim, (CYCLING, PREMIUM), idf)
    assert [pair.support for pair in verdict.pairs.values()] == ["partial", "partial"]
    assert verdict.support == "full"
    assert verdict.objections == ()


def test_a_title_alone_carries_content_in_part_only() -> None:
    title = document("x", ("title", "Wijziging van de Vlaamse Codex Wonen"))
    claim = "De wijziging van de Vlaamse Codex Wonen verlaagt huurprijzen."
    pair = judge_claim(claim, (title,), idf).pairs["x"]
    assert pair.support == "partial"
    assert pair.reasons[0].code == "source.title_only"
    assert judge_claim("Wijziging van de Vlaamse Codex Wonen.", (title,), idf).support == "full"


def test_a_sentence_of_the_source_is_full_with_the_right_day_behind_it_and_not_with_another() -> None:
    said = "De Vlaamse Regering keurt principieel een wijziging van de Vlaamse Codex Wonen goed"
    right = judge_claim(f"{said} (1 juli 2022).", (HOUSING,), idf).pairs[HOUSING.id]
    wrong = judge_claim(f"{said} (2 juli 2022).", (HOUSING,), idf).pairs[HOUSING.id]
    assert (right.support, right.score, right.reasons, right.layer) == ("full", 1.0, (), "checks")
    assert (wrong.support, wrong.layer) == ("partial", "checks")
    assert [reason.code for reason in wrong.reasons] == ["fact.date"]


def test_told_as_done_what_was_approved_in_principle_is_no_more_than_partial_and_the_reason_says_so() -> None:
    claim = "De wijziging van de Vlaamse Codex Wonen werd doorgevoerd."
    pair = judge_claim(claim, (HOUSING,), idf).pairs[HOUSING.id]
    assert pair.support in ("none", "partial")
    assert any("principiële goedkeuring" in reason.message for reason in pair.reasons)


def test_a_low_standing_among_all_documents_lowers_the_score_and_a_high_one_raises_it() -> None:
    claim = "Gemeenten krijgen steun voor fietspaden."

    def scored(standing: Standing | None) -> float:
        given = {CYCLING.id: standing} if standing else {}
        return judge_claim(claim, (CYCLING,), idf, lambda asked, ids: given).pairs[CYCLING.id].score

    assert scored(Standing(0.1)) < scored(Standing(1.0))
    assert scored(Standing(0.1, -0.5, 0.2)) < scored(Standing(1.0, 0.1, 1.0))
    assert scored(None) == judge_claim(claim, (CYCLING,), idf).pairs[CYCLING.id].score


def test_the_layer_tells_who_decided() -> None:
    wrong = judge_claim("De Vlaamse Regering kent 15 miljoen euro toe voor fietspaden.", (CYCLING,), idf)
    weighed = judge_claim("Vissers vangen kabeljauw.", (CYCLING,), idf)
    assert wrong.pairs[CYCLING.id].layer == "checks"
    assert weighed.pairs[CYCLING.id].layer == "judge"


def test_without_sources_there_is_no_verdict() -> None:
    verdict = judge_claim("Vissers vangen kabeljauw.", (), idf)
    assert (verdict.support, verdict.score, dict(verdict.pairs)) == (None, None, {})


def test_a_source_cited_twice_counts_once() -> None:
    claim = "De premie stijgt."
    assert judge_claim(claim, (PREMIUM, PREMIUM), idf) == judge_claim(claim, (PREMIUM,), idf)


@pytest.mark.parametrize(
    ("score", "expected"), [(0.0, "none"), (0.33, "none"), (0.34, "partial"), (0.67, "full"), (1.0, "full")]
)
def test_grades_follow_the_score(score: float, expected: str) -> None:
    assert grade(score) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=10), st.permutations(DOCUMENTS))
def test_grade_and_score_agree_and_the_whole_is_never_less_than_its_best_part(
    words: list[str], documents: list[Document]
) -> None:
    verdict = judge_claim(" ".join(words), documents, idf)
    assert verdict.score is not None
    assert verdict.support is not None
    assert verdict.score >= max(pair.score for pair in verdict.pairs.values())
    for pair in verdict.pairs.values():
        assert pair.support == grade(pair.score)
        assert GRADES.index(verdict.support) >= GRADES.index(pair.support)
        assert pair.reasons or pair.support == "full" or pair.layer == "checks"


def test_the_order_of_sources_does_not_matter() -> None:
    claim = "Nieuwe fietspaden en een hogere premie voor woningen."
    first, second = judge_claim(claim, (CYCLING, HOUSING), idf), judge_claim(claim, (HOUSING, CYCLING), idf)
    assert (first.support, first.score) == (second.support, second.score)
    assert dict(first.pairs) == dict(second.pairs)
