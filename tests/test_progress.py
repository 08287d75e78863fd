import io

import pytest
from rich.console import Console

from rag import progress as module
from rag.progress import progress


def drawn(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    out = io.StringIO()
    monkeypatch.setattr(module, "errors", Console(file=out, force_terminal=terminal, width=120))
    spent = iter(range(1, 10_000))
    with progress("schrijven", lambda: f"{next(spent)} vragen") as report:
        report(1, 2)
    return out.getvalue()


def test_a_bar_shows_the_note_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn(monkeypatch, terminal=True)
    assert "schrijven" in text
    assert "vragen" in text


def test_a_log_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(monkeypatch, terminal=False) == ""
