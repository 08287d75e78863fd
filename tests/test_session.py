"""An opened workplace hands out what commands need and closes all of it."""

from pathlib import Path

import pytest

from rag.config import load_config
from rag.errors import IndexStateError, LockedError, UnknownId
from rag.files import locked
from rag.session import open_session
from tests.commands.workplace import CYCLING, SECTIONS, Workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    workplace.run("index")
    return workplace


def test_it_ranks_and_knows_the_agreement(workplace: Workplace) -> None:
    with open_session(load_config(workplace.config)) as session:
        assert list(session.agreement) == list(SECTIONS)
        section = session.section("mobiliteit/1.3")
        assert session.retriever.rank(section.text, 1)[0].document == CYCLING
        assert session.embeddings is None


def test_an_unknown_section_names_the_nearest(workplace: Workplace) -> None:
    with (
        open_session(load_config(workplace.config)) as session,
        pytest.raises(UnknownId, match=r"no section '1\.3' .* did you mean mobiliteit/1\.3\?"),
    ):
        session.section("1.3")


def test_two_sessions_read_at_once_and_let_the_writer_in_when_closed(workplace: Workplace) -> None:
    config = load_config(workplace.config)
    with open_session(config), open_session(config) as second:
        assert len(second.index.catalogue.hashes()) == 4
        assert workplace.run("index").code == 3
    assert workplace.run("index").code == 0


def test_a_writer_keeps_readers_out(workplace: Workplace) -> None:
    config = load_config(workplace.config)
    with (
        locked(config.resolve(config.index.path) / "lock", "held by the test"),
        pytest.raises(LockedError, match="wait until it has finished"),
        open_session(config),
    ):
        pass


def test_without_an_index_nothing_is_made(tmp_path: Path) -> None:
    config = load_config(Workplace(tmp_path).config)
    with pytest.raises(IndexStateError, match="run 'verantwoord index' first"), open_session(config):
        pass
    assert not (tmp_path / "index").exists()
