"""What ``docs/scaling.md`` tells to run takes answers that were paid for along to a server."""

from pathlib import Path

import pytest

from rag.llm.cache import ReplyCache
from tests.conftest import ROOT


def test_answers_are_taken_along_as_the_page_says(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    (script,) = page.split("```python\n")[1:]
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(f"ledger:\n  url: {database}\n")
    with ReplyCache(tmp_path / "cache" / "replies.sqlite") as old:
        for name in ("een", "twee"):
            old.put(name, name.encode() + b"\0\xff")
    exec(script.split("```")[0], {})  # noqa: S102
    with ReplyCache(database) as new:
        assert new.get("een") == b"een\0\xff"
        assert new.get("twee") == b"twee\0\xff"
