"""The agreement as the only proof."""

import pytest

from rag.support.agreement import check_agreement


def test_a_promise_told_as_done_is_reported_where_it_leans_on_the_agreement() -> None:
    claim = "Zoals afgesproken in het regeerakkoord werd de premie verhoogd."
    (found,) = check_agreement(claim)
    assert (found.code, claim[found.start : found.end]) == (
        "source.agreement",
        "Zoals afgesproken in het regeerakkoord",
    )


@pytest.mark.parametrize(
    "claim",
    [
        "Het regeerakkoord wil meer fietspaden.",
        "De premie werd verhoogd.",
        "Volgens het regeerakkoord moet dit loket er nog komen.",
    ],
)
def test_a_promise_told_as_a_promise_passes(claim: str) -> None:
    assert list(check_agreement(claim)) == []
