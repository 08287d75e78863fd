"""What commands tell: in lines, as JSON, in short."""

import json

import pytest

from rag.commands.told import Told, in_short


def test_a_result_is_printed_as_lines_or_as_json_and_gives_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    told = Told(2, {"stale": ["é"]}, ("one", "two"))
    assert told.print(as_json=False) == 2
    assert capsys.readouterr().out == "one\ntwo\n"
    assert told.print(as_json=True) == 2
    assert json.loads(capsys.readouterr().out) == {"stale": ["é"]}


def test_flags_about_documents_are_counted_and_others_named() -> None:
    flags = ["degraded:write:model.timeout", "left_out:a", "left_out:b", "filled:c"]
    assert in_short(flags) == "  [degraded:write:model.timeout, left_out: 2, filled: 1]"
    assert in_short(()) == ""
