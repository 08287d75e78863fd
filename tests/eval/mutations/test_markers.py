"""Errors in the markers of a report."""

from random import Random

from eval.mutations.case import Original
from eval.mutations.markers import marker_mutants
from rag.support.references import check_references
from tests.eval.mutations.fields import ASKED, FOREST, ROUTES, SCHOOLS

SENTENCES = [Original(f"Zin over {document.id}.", document) for document in (SCHOOLS, ROUTES, FOREST, ASKED)]


def test_each_kind_is_broken_in_its_own_way_and_the_sound_report_is_sound() -> None:
    made = list(marker_mutants(SENTENCES, Random(1), 5))
    assert [mutant.operator for mutant in made[:3]] == ["dangling marker", "shifted markers", "broken marker"]
    assert len(made) == 15
    for mutant in made:
        listed = {reference.number for reference in mutant.report.references}
        cited = {number for claim in mutant.report.claims() for number in claim.numbers}
        assert (cited - listed != set()) == (mutant.operator != "broken marker")
        assert mutant.caught() == (True, True)
        assert check_references(mutant.report)
