"""The judge command, over a real (lexical) index."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from rag.commands import judge
from rag.config import Config
from rag.errors import ConfigError, IndexStateError
from rag.index import update_index
from tests.samples import CYCLING, HOUSING, corpus

CONFIG = {"embedding": {"provider": "none"}}
ROWS = [
    {"claim_id": "b", "claim": "De Vlaamse Regering kent 150 miljoen euro toe voor fietspaden.", "cites": [CYCLING.id]},
    {"claim_id": "a", "claim": "Samenvatting:", "cites": []},
    {"claim_id": "c", "claim": "Vissers vangen kabeljauw.", "cites": [HOUSING.id, "bestaat-niet"]},
]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config.model_validate({**CONFIG, "root": tmp_path})
    update_index(config, None, corpus())
    return config


def judged(config: Config, rows: list[Any], out: str = "out.jsonl") -> list[dict[str, Any]]:
    source = config.root / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    target = config.root / out
    assert judge.run(Namespace(claims=source, out=target, json=False), config) == 0
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_every_row_gets_a_verdict_in_the_order_of_the_input(config: Config) -> None:
    rows = judged(config, ROWS)
    assert [row["claim_id"] for row in rows] == ["b", "a", "c"]
    assert all(row.keys() == {"claim_id", "support", "needs_citation", "pairs"} for row in rows)
    assert [row["support"] for row in rows] == ["full", None, "none"]
    assert [row["needs_citation"] for row in rows] == [True, False, True]
    assert rows[1]["pairs"] == {}


def test_a_pair_has_support_score_and_reasons_that_point_into_the_document(config: Config) -> None:
    first, _, last = judged(config, ROWS)
    assert first["pairs"] == {CYCLING.id: {"support": "full", "score": 1.0, "reasons": []}}
    pair = last["pairs"][HOUSING.id]
    assert pair["support"] == "none"
    assert 0 <= pair["score"] < 1 / 3
    assert pair["reasons"][0].keys() == {"code", "message", "quote", "start", "end"}


def test_an_unknown_document_supports_nothing_and_says_so(config: Config) -> None:
    pair = judged(config, ROWS)[2]["pairs"]["bestaat-niet"]
    assert (pair["support"], pair["score"]) == ("none", 0.0)
    assert [reason["code"] for reason in pair["reasons"]] == ["reference.unknown"]


def test_a_claim_of_which_every_document_is_unknown_is_not_supported(config: Config) -> None:
    (row,) = judged(config, [{"claim_id": "a", "claim": "Er is een premie.", "cites": ["bestaat-niet"]}])
    assert row["support"] == "none"


def test_the_same_input_gives_the_same_bytes(config: Config) -> None:
    judged(config, ROWS, "one.jsonl")
    judged(config, ROWS, "two.jsonl")
    assert (config.root / "one.jsonl").read_bytes() == (config.root / "two.jsonl").read_bytes()


@pytest.mark.parametrize("row", [{"claim": 3, "cites": []}, {"claim": "x", "cites": "y"}, {"claim": "x", "cites": [1]}])
def test_a_row_that_is_no_claim_is_named(config: Config, row: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="claim a7"):
        judged(config, [{"claim_id": "a7", **row}])


def test_without_an_index_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError, match="verantwoord index"):
        judged(Config.model_validate({**CONFIG, "root": tmp_path}), ROWS)
