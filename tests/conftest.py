"""Fixtures every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from rag.llm.cache import ReplyCache

# In CI the same examples every time: a new example is found at a desk, not in somebody else's build.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data beside the project; tests that need it are skipped where it is not there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the real data are not beside the project")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ReplyCache]:
    """An empty cache of model replies."""
    with ReplyCache(tmp_path / "replies.db") as cache:
        yield cache
