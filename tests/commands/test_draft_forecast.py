"""``verantwoord draft --dry-run``: what it would cost, without a call; and which sentences to look at first."""

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.commands.workplace import SECTIONS, Outcome, Workplace
from tests.openai_server import Answer, OpenAIServer, Request, keyed_sentences, say
from tests.writing_models import finding, model

PRICES = {"prompt": 2.0, "completion": 8.0}
NOTHING = {"calls": 0, "cached": 0, "prompt_tokens": 0, "completion_tokens": 0, "euros": 0.0}


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    assert workplace.run("index").code == 0
    return workplace


def configure(workplace: Workplace, server: OpenAIServer, **blocks: Any) -> None:
    llm = {"base_url": server.base_url, "model": "test-model", "retries": 0, "prices": PRICES, **blocks.pop("llm", {})}
    workplace.configure(llm=llm, **blocks)


def forecast(workplace: Workplace, *arguments: str) -> Outcome:
    outcome = workplace.run("draft", *(arguments or ("--all",)), "--writer", "llm", "--dry-run", "--json")
    assert outcome.code == 0
    return outcome


def test_without_a_model_it_is_free(workplace: Workplace) -> None:
    outcome = workplace.run("draft", "--all", "--dry-run", "--json")
    assert outcome.code == 0
    assert outcome.json["sections"] == [{"section": name, **NOTHING} for name in SECTIONS]
    assert outcome.json["total"] == NOTHING
    assert not workplace.reports.exists()


def test_a_forecast_makes_no_call_writes_nothing_and_is_not_exceeded(workplace: Workplace) -> None:
    with OpenAIServer(model()) as server:
        configure(workplace, server)
        before = forecast(workplace).json
        assert server.requests == []
        assert not workplace.reports.exists()
        rows = workplace.run("draft", "--all", "--writer", "llm", "--json").json
        for row, expected in zip(rows, before["sections"], strict=True):
            assert row["section"] == expected["section"]
            assert all(row["usage"][name] <= expected[name] for name in ("calls", "completion_tokens"))
        assert sum(row["usage"]["calls"] for row in rows) == len(server.chats) > 0
        assert before["total"]["euros"] == pytest.approx(sum(row["euros"] for row in before["sections"]))
        assert before["sections"][2] == {"section": "ruimtevaart/9.9", **NOTHING}, "there is nothing to ask about"


def test_no_prompt_is_larger_than_forecast(workplace: Workplace) -> None:
    with OpenAIServer(model()) as server:
        configure(workplace, server, llm={"max_completion_tokens": 700})
        total = forecast(workplace, "mobiliteit/1.3").json["total"]
        assert 0 < total["prompt_tokens"] <= 8000
        assert total["euros"] == pytest.approx((total["prompt_tokens"] * 2 + total["completion_tokens"] * 8) / 1e6)
        assert total["completion_tokens"] == total["calls"] * 700


def test_what_is_in_the_cache_is_free(workplace: Workplace) -> None:
    with OpenAIServer(model()) as server:
        configure(workplace, server)
        workplace.run("draft", "mobiliteit/1.3", "--writer", "llm")
        calls = len(server.chats)
        after = forecast(workplace).json["sections"]
        assert len(server.chats) == calls
    assert after[0] == {"section": "mobiliteit/1.3", **NOTHING, "cached": calls}
    assert (after[1]["cached"], after[1]["calls"] > 0) == (0, True)


def test_finding_the_evidence_is_counted_and_not_asked_for_either(
    workplace: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with OpenAIServer(model()) as server:
        configure(workplace, server, retrieval={"model_documents": 20, "model_commitments": True})
        total = workplace.run("draft", "--all", "--dry-run", "--json").json["total"]
        assert server.requests == []
    assert total["calls"] == 2 * len(SECTIONS)
    assert total["prompt_tokens"] > 0
    assert caplog.records == []


def test_a_forecast_above_the_budget_is_told_not_refused(workplace: Workplace) -> None:
    with OpenAIServer() as server:
        configure(workplace, server, llm={"max_euros": 0.01})
        outcome = workplace.run("draft", "--all", "--writer", "llm", "--dry-run")
    assert outcome.code == 0
    assert "total: " in outcome.out
    assert "this may exceed llm.max_euros (0.01)" in outcome.out
    assert "nothing was asked or written" in outcome.out


def test_without_prices_a_forecast_says_that_euros_are_not_known(workplace: Workplace) -> None:
    with OpenAIServer() as server:
        configure(workplace, server, llm={"prices": {}})
        assert "give llm.prices" in workplace.run("draft", "--all", "--writer", "llm", "--dry-run").out


def test_a_forecast_needs_no_key(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    workplace.configure(llm={"model": "gpt-5.4-mini"})
    assert forecast(workplace).json["total"]["calls"] > 0


def write_more_than_the_source(request: Request) -> Answer:
    """What the source says, with a tail that it does not."""
    (key, text), *_ = keyed_sentences(request.prompt).items()
    more = text.rstrip(".") + " na overleg met huurders, banken en een werkgroep van gemeenten over de voorwaarden."
    return say({"findings": [finding((more, [key]))]})(request)


def test_the_most_doubtful_sentences_are_told_with_their_reason(workplace: Workplace) -> None:
    steps = {"write": write_more_than_the_source, "repair": say({"sentences": []})}
    with OpenAIServer(model(**steps)) as server:
        configure(workplace, server)
        outcome = workplace.run("draft", "wonen/4.2", "--writer", "llm")
        (row,) = workplace.run("draft", "wonen/4.2", "--writer", "llm", "--json").json
    (doubtful,) = row["doubtful"]
    assert doubtful["sentence"].endswith("over de voorwaarden.")
    assert doubtful["reason"].startswith("Niet in de bron: “huurders”")
    assert "; de bron zegt dit maar ten dele (score 0," in doubtful["reason"]
    assert doubtful["score"] < 2 / 3
    assert "Kijk deze zinnen eerst na:" in outcome.out
    assert f"wonen/4.2: “{doubtful['sentence']}” – {doubtful['reason']}" in outcome.out


def test_nothing_is_told_of_sentences_that_are_not_in_doubt(workplace: Workplace) -> None:
    assert "Kijk" not in workplace.run("draft", "--all").out
    assert all(row["doubtful"] == [] for row in workplace.run("draft", "--all", "--json").json)
