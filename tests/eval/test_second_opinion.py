"""A language model as a second judge: it decides what the rules leave open, if it can be trusted."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from eval.canaries import canaries
from eval.command import evaluate
from eval.second_opinion import SecondOpinion, second_opinion
from eval.tree import as_tree, dumps
from rag.config import Config
from rag.errors import ConfigError, ModelError
from rag.index import update_index
from rag.llm.cache import ReplyCache
from rag.support.rulings import GRADES
from tests import openai_server as server_of
from tests.conftest import ROOT
from tests.eval.reports import entry, written
from tests.openai_server import OpenAIServer, Request, Step, say
from tests.samples import CYCLING, corpus
from tests.support.judging import JudgeDesk, pairs_in, question

WORDS: dict[str, str] = {grade: word for word, grade in GRADES.items()}
KNOWN = {canary.question.claim: WORDS[canary.right[0]] for canary in canaries()}


def claim_of(pair: str) -> str:
    return pair.strip().splitlines()[0].removeprefix("Zin: ")


def honest(other: Callable[[str, int], str], wrong: Sequence[str] = ()) -> Step:
    """Right about known pairs but those in ``wrong``; ``other`` grades the rest by text and place in the batch."""

    def graded(request: Request) -> object:
        answers = []
        for place, (key, pair) in enumerate(pairs_in(request.prompt).items()):
            known = KNOWN.get(claim_of(pair))
            grade = known or other(pair, place)
            answers.append({"key": key, "grade": "deels" if claim_of(pair) in wrong else grade, "missing": ""})
        return {"answers": answers}

    return say(graded)


def consulted(cache: ReplyCache, step: Step, count: int = 8, repeat: int = 8) -> SecondOpinion | None:
    questions = [question(number) for number in range(count)]
    with JudgeDesk(cache, step) as desk:
        return second_opinion(questions, desk.judge(), "test-model", "hash", repeat)


def test_known_pairs_are_hidden_among_the_real_ones(cache: ReplyCache) -> None:
    with JudgeDesk(cache, honest(lambda pair, place: "volledig")) as desk:
        second_opinion([question(number) for number in range(8)], desk.judge(), "m", "h", 0)
        batches = [[claim_of(pair) in KNOWN for pair in pairs_in(prompt).values()] for prompt in desk.prompts]
    assert sum(map(sum, batches)) == 20
    assert sum(any(batch) and not all(batch) for batch in batches) >= 3


def test_a_steady_model_is_found_steady(cache: ReplyCache) -> None:
    opinion = consulted(cache, honest(lambda pair, place: "niet"))
    assert opinion
    health = opinion.health
    assert (health.asked, health.answered, health.canaries.right) == (8, 8, 20)
    assert (health.repeated, health.flipped, health.padded, health.raised, health.flags) == (8, 0, 8, 0, ())
    assert {ruling.grade for ruling in opinion.rulings.values()} == {"none"}


def test_a_model_that_goes_by_the_place_in_the_list_is_found_out(cache: ReplyCache) -> None:
    opinion = consulted(cache, honest(lambda pair, place: "volledig" if place == 0 else "niet"))
    assert opinion
    assert opinion.health.flipped > 0


def test_a_model_that_is_taken_in_by_length_is_found_out(cache: ReplyCache) -> None:
    opinion = consulted(cache, honest(lambda pair, place: "volledig" if len(pair) > 250 else "niet"))
    assert opinion
    assert (opinion.health.raised, opinion.health.padded) == (8, 8)


def test_a_model_that_is_wrong_about_a_known_pair_makes_the_run_invalid(cache: ReplyCache) -> None:
    wrong = [canaries()[0].question.claim]
    with pytest.raises(ModelError, match="1 of 20 pairs with a known answer") as caught:
        consulted(cache, honest(lambda pair, place: "volledig", wrong))
    assert (caught.value.code, caught.value.exit_code) == ("judge.canary", 3)


def test_where_the_model_fails_what_the_rules_said_stands(cache: ReplyCache) -> None:
    opinion = consulted(cache, server_of.refused(400))
    assert opinion
    assert (opinion.rulings, opinion.health.answered, opinion.health.repeated) == ({}, 0, 0)
    assert opinion.health.canaries.unanswered == 20
    assert opinion.health.flags == ("judge:model.request",)


def test_without_open_questions_nothing_is_asked(cache: ReplyCache) -> None:
    with JudgeDesk(cache, honest(lambda pair, place: "niet")) as desk:
        assert second_opinion([], desk.judge(), "m", "h", 5) is None
        assert desk.prompts == []


VAGUE = "De regering steunt gemeenten die investeren in nieuwe fietspaden."


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An index of three documents, and a model that is asked about everything."""
    config = Config.model_validate(
        {
            "embedding": {"provider": "none"},
            "prompts": {"path": str(ROOT / "prompts")},
            "judge": {"model": True, "band": 0.5, "repeat": 2},
            "root": tmp_path,
        }
    )
    update_index(config, None, corpus())
    written(tmp_path / "1.md", [f"{VAGUE} [0]"], [entry(0, CYCLING)])
    return config


def asking(config: Config, server: OpenAIServer) -> Config:
    llm = config.llm.model_copy(update={"model": "test-model", "base_url": server.base_url})
    return config.model_copy(update={"llm": llm})


def test_what_the_model_decides_stands_in_the_scorecard_and_is_the_same_without_a_call(config: Config) -> None:
    with OpenAIServer(honest(lambda pair, place: "niet")) as server:
        scorecard = evaluate([config.root / "1.md"], asking(config, server))
        calls = len(server.chats)
        again = evaluate([config.root / "1.md"], asking(config, server))
        assert len(server.chats) == calls > 0
    (claim,) = scorecard.reports[0].claims
    assert claim.verdict.support == "none"
    assert [pair.layer for pair in claim.pairs.values() if pair] == ["model"]
    assert "support.none" in scorecard.findings
    assert dumps(as_tree(scorecard)) == dumps(as_tree(again))
    model = as_tree(scorecard)["judge"]["model"]
    assert (model["asked"], model["answered"], model["canaries"]["right"]) == (1, 1, 20)
    assert ["Bekende paren juist beoordeeld", "20 van 20"] in [
        list(line) for line in as_tree(scorecard)["judge"]["lines"]
    ]


def test_a_model_that_fails_leaves_the_verdict_of_the_rules_and_is_flagged(config: Config) -> None:
    with OpenAIServer(server_of.refused(400)) as server:
        scorecard = evaluate([config.root / "1.md"], asking(config, server))
    rules = evaluate([config.root / "1.md"], config.model_copy(update={"judge": type(config.judge)()}))
    assert scorecard.reports[0].claims == rules.reports[0].claims
    assert scorecard.health
    assert scorecard.health.flags == ("judge:model.request",)


def test_a_wrong_answer_to_a_known_pair_ends_the_run(config: Config) -> None:
    with (
        OpenAIServer(honest(lambda pair, place: "volledig", [canaries()[-1].question.claim])) as server,
        pytest.raises(ModelError, match=r"judge\.model: false"),
    ):
        evaluate([config.root / "1.md"], asking(config, server))


def test_a_model_must_be_named(config: Config) -> None:
    with pytest.raises(ConfigError, match=r"llm\.model is not set"):
        evaluate([config.root / "1.md"], config)
