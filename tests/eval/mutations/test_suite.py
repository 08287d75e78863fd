"""The suite itself, with judges that are known to be bad, and over the demo corpus with the judge we have."""

from collections.abc import Sequence

import pytest

from eval.mutations.drawing import draw, draw_controls
from eval.mutations.field import Field
from eval.mutations.operators import OPERATORS
from eval.mutations.originals import originals
from eval.mutations.results import CRUCIAL, Results
from eval.mutations.suite import offline, run_suite
from rag.config import load_config
from rag.corpus import read_agreement, read_corpus
from rag.support.judge import Pair, Verdict
from rag.support.objections import Objection
from rag.support.sources import Source
from tests.conftest import ROOT
from tests.eval.mutations.fields import FOREST, SCHOOLS, field

MARKERS = {"dangling marker", "shifted markers", "broken marker"}


def blind(claim: str, sources: Sequence[Source]) -> Verdict:
    """Finds everything right."""
    return Verdict("full", 1.0, {source.document.id: Pair("full", 1.0) for source in sources})


def bitter(claim: str, sources: Sequence[Source]) -> Verdict:
    """Finds everything wrong, for a reason that names nothing."""
    pairs = {source.document.id: Pair("none", 0.0) for source in sources}
    return Verdict("none", 0.0, pairs, (Objection("fact.other", "Fout.", 0, 0),))


def test_a_judge_that_finds_all_right_catches_nothing_but_markers_and_raises_no_alarm() -> None:
    found = run_suite(field(), blind, limit=4, controls=40)
    assert found.mutants
    assert {trial.name for trial in found.mutants if trial.caught} == MARKERS
    assert found.false_alarms().value == 0


def test_a_judge_that_finds_all_wrong_fails_every_control_and_catches_nothing_new() -> None:
    found = run_suite(field(), bitter, limit=4, controls=40)
    assert found.false_alarms().value == 1
    caught = {trial.name for trial in found.mutants if trial.caught} - MARKERS
    assert caught <= {"padded citation", "question as decision"}, "the rest it said of the sound sentence as well"


def test_the_same_field_gives_the_same_trials() -> None:
    one, other = (run_suite(field(), offline(field()), limit=3, controls=20) for _ in range(2))
    assert one == other


def test_mutants_are_distinct_and_come_from_as_many_sentences_as_there_are() -> None:
    place = field(SCHOOLS, FOREST)
    for operator in OPERATORS:
        mutants = draw(operator, originals(place.documents), place, 50)
        assert len({(mutant.planted.claim, mutant.cited) for mutant in mutants}) == len(mutants), operator.name
        for mutant in mutants:
            start, end = mutant.planted.start, mutant.planted.end
            assert 0 <= start < end <= len(mutant.planted.claim), operator.name
            if mutant.original and operator.visible:
                assert mutant.planted.claim != mutant.original.text, operator.name


def test_controls_are_drawn_from_every_rule() -> None:
    controls = draw_controls(originals(field().documents), 60)
    assert {"verbatim", "quoted", "number", "date", "day added", "order", "two sources"} <= {c.rule for c in controls}


@pytest.fixture(scope="module")
def results() -> Results:
    config = load_config(ROOT / "config.yaml").corpus
    documents = read_corpus(config.documents, ROOT).documents.values()
    demo = Field.over(documents, read_agreement(ROOT / config.agreement).values())
    return run_suite(demo, offline(demo))


def test_the_demo_corpus_yields_enough_mutants_of_enough_kinds_and_enough_controls(results: Results) -> None:
    # The demo corpus holds few percentages, bounds and numbered laws; the real corpus yields sixty of each.
    few = {"percentage": 20, "bound left out": 20, "bound reversed": 20, "legal text": 25, "question as decision": 50}
    for name in results.operators:
        assert results.detection(name).n >= few.get(name, 60), name
    assert len(results.operators) >= 25
    assert results.false_alarms().n >= 300


@pytest.mark.parametrize("name", CRUCIAL)
def test_errors_in_hard_facts_are_caught(results: Results, name: str) -> None:
    assert (results.detection(name).value or 0) >= 0.90, [t.claim for t in results.mutants if t.name == name][:5]


def test_nearly_all_errors_are_caught_and_placed_and_nearly_no_sound_sentence_is_objected_to(results: Results) -> None:
    missed = [f"{trial.name}: {trial.claim}" for trial in results.mutants if not trial.caught]
    alarms = [f"{trial.name}: {trial.claim}: {trial.said}" for trial in results.controls if trial.caught]
    assert (results.detection().value or 0) >= 0.94, missed
    assert (results.localisation().value or 0) >= 0.93
    assert (results.false_alarms().value or 0) <= 0.03, alarms
