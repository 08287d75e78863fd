from rag.drafting.doubts import most_doubtful
from rag.sidecar import AccountedClaim, Sidecar
from rag.support.findings import Finding


def sidecar(section: str, *claims: AccountedClaim) -> Sidecar:
    return Sidecar(section={"id": section}, claims=claims)


def claim(text: str, score: float | None, *doubts: str) -> AccountedClaim:
    return AccountedClaim("c", text, score=score, doubts=tuple(Finding("x", doubt, "c") for doubt in doubts))


def test_what_a_check_objects_to_comes_first_then_the_lowest_score_over_all_sections() -> None:
    found = most_doubtful(
        [
            sidecar("a/1", claim("Half.", 0.5), claim("Heel.", 0.9), claim("Bezwaar.", 0.95, "ander bedrag")),
            sidecar("b/2", claim("Niets.", 0.1), claim("Bijna.", 0.6)),
        ]
    )
    assert [(item.section, item.sentence) for item in found] == [
        ("a/1", "Bezwaar."),
        ("b/2", "Niets."),
        ("a/1", "Half."),
    ]
    assert found[0].reason == "ander bedrag"
    assert found[1].reason == "de bron lijkt dit niet te zeggen (score 0,10)"
    assert found[2].reason == "de bron zegt dit maar ten dele (score 0,50)"


def test_a_claim_that_is_carried_or_was_not_judged_is_not_in_doubt() -> None:
    assert most_doubtful([sidecar("a/1", claim("Heel.", 0.7), claim("Inleiding.", None))]) == []


def test_every_reason_is_told() -> None:
    (found,) = most_doubtful([sidecar("a/1", claim("Zin.", 0.4, "ander bedrag", "latere fase"))])
    assert found.reason == "ander bedrag; latere fase; de bron zegt dit maar ten dele (score 0,40)"
