"""An opened workplace hands out what commands need and closes all of it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag.commitments import find_commitments
from rag.config import load_config
from rag.dutch.spacing import KNOWN
from rag.errors import ConfigError, IndexStateError, LockedError, UnknownId
from rag.files import locked
from rag.lexical import frequencies
from rag.llm.account import Account
from rag.session import open_session
from tests.commands.workplace import CYCLING, HOUSING, SECTIONS, Workplace
from tests.openai_server import OpenAIServer, Request, keyed_sentences, say


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    workplace.run("index")
    return workplace


def test_it_ranks_and_knows_the_agreement(workplace: Workplace) -> None:
    with open_session(load_config(workplace.config)) as session:
        assert list(session.agreement) == list(SECTIONS)
        section = session.section("mobiliteit/1.3")
        assert session.retriever.rank(section, 1)[0].document == CYCLING
        assert session.embeddings is None


def test_it_mends_texts_by_the_words_of_the_corpus(workplace: Workplace) -> None:
    with open_session(load_config(workplace.config)) as session:
        documents = frequencies(document.text for document in session.index.catalogue.documents())
        common = max((word for word, count in documents.items() if count >= KNOWN), key=len)
        assert session.mend(f"{common[0]} {common[1:]}") == common
        assert session.mend("x yz") == "x yz"


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


def with_model(workplace: Workplace, base_url: str, **retrieval: Any) -> None:
    workplace.configure(llm={"base_url": base_url, "model": "test-model", "retries": 0}, retrieval=retrieval)


def last_best(request: Request) -> object:
    """Points at every sentence, or gives the last document shown the best grade."""
    keys = [line[1:9] for line in request.prompt.splitlines() if line.startswith("[z")]
    if "Zinnen:" in request.prompt:
        return {"commitments": [[key] for key in keyed_sentences(request.prompt)]}
    return {"grades": [{"key": key, "grade": 3 * (key == keys[-1])} for key in keys]}


def test_without_switches_the_rules_decide_and_no_model_library_is_loaded(workplace: Workplace) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from rag.config import load_config; from rag.session import open_session\n"
        "with open_session(load_config(Path(sys.argv[1]))) as session:\n"
        "    section = session.section('wonen/4.2')\n"
        "    hits = session.retriever.rank(section, 3)\n"
        "    assert session.reranked(section, session.commitments(section), hits) == hits\n"
        "sys.exit(bool({'openai', 'langchain_openai'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(workplace.config)], check=False).returncode == 0
    with open_session(load_config(workplace.config)) as session:
        section = session.section("wonen/4.2")
        assert session.commitments(section) == find_commitments(section.text) != ()
        assert set(session.inputs) == {"config index", "config retrieval", "code evidence"}


def test_with_switches_the_model_decides_once_and_its_prompts_are_accounted_for(workplace: Workplace) -> None:
    with OpenAIServer(say(last_best)) as server:
        with_model(workplace, server.base_url, model_documents=2, model_commitments=True)
        for run in range(2):
            account = Account()
            with open_session(load_config(workplace.config)) as session:
                section = session.section("wonen/4.2")
                hits = session.retriever.rank(section, 3)
                commitments = session.commitments(section, account)
                found = session.reranked(section, commitments, hits, account)
                inputs = session.inputs
            assert [item.text for item in commitments] == [
                "We wijzigen het besluit over sociale leningen.",
                "We verhogen de premie voor energierenovatie.",
            ]
            order = [hits[n].document for n in (1, 0, *range(2, len(hits)))]
            assert [hit.document for hit in found] == order
            assert (account.flags, account.tally.usage.calls, len(server.chats)) == ([], 2 * (run == 0), 2)
    assert set(inputs) == {
        "config index",
        "config retrieval",
        "code evidence",
        "model retrieval",
        "prompt beloften",
        "prompt rangschikken",
    }


def test_everything_that_asks_the_model_shares_one_budget(workplace: Workplace) -> None:
    with OpenAIServer(say(last_best)) as server:
        with_model(workplace, server.base_url, model_documents=2, model_commitments=True)
        with open_session(load_config(workplace.config)) as session:
            section = session.section("wonen/4.2")
            session.reranked(section, session.commitments(section), session.retriever.rank(section, 2))
            assert session.chat.budget.total.calls == 2


def test_a_switch_without_a_model_is_an_error_that_names_the_keys(workplace: Workplace) -> None:
    workplace.configure(retrieval={"model_documents": 10})
    with open_session(load_config(workplace.config)) as session:
        section = session.section("wonen/4.2")
        hits = session.retriever.rank(section, 2)
        with pytest.raises(ConfigError, match=r"llm\.model is not set.*retrieval\.model_documents 0"):
            session.reranked(section, (), hits)


def test_a_run_has_the_order_of_the_model_where_it_judges(workplace: Workplace) -> None:
    rows = workplace.root / "sections.jsonl"
    rows.write_text('{"id": "wonen/4.2", "text": "Sociale leningen worden gewijzigd. De Vlaamse Regering erkent."}\n')
    run = workplace.root / "run.txt"

    def ranked() -> list[list[str]]:
        assert workplace.run("retrieve", "--sections", rows, "--run", run, "--k", "2").code == 0
        return [line.split() for line in run.read_text().splitlines()]

    before = ranked()
    assert before[0][2] == HOUSING
    with OpenAIServer(say(last_best)) as server:
        with_model(workplace, server.base_url, model_documents=3)
        after = ranked()
        assert (ranked(), len(server.chats)) == (after, 1)
    assert [line[3:] for line in after] == [line[3:] for line in before], "ranks and scores stay in order"
    assert after[1][2] == HOUSING
    assert after[0][2] not in {line[2] for line in before}, "the third came first"
