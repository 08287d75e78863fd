"""Redrafting keeps what did not change, over the demo corpus, with both writers."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from rag.config import load_config
from rag.drafting.draft import Dropped
from rag.drafting.reports import Drafted
from rag.drafting.writers import make_writer
from rag.errors import ReportError
from rag.evidence import SHORT
from rag.llm.account import Account
from rag.regeneration.redrafting import redraft, renewal
from rag.session import open_session
from rag.sidecar import AccountedClaim, Sidecar, load
from tests.commands.workplace import Workplace
from tests.conftest import ROOT
from tests.openai_server import OpenAIServer
from tests.writing_models import model, step_of

SECTION = "economie-en-innovatie/2.3.4"
GRANT = "60B768D8364ED90008000645"  # told with a detail of its own
DECREE = "635AA1C71EA6B745D23CCB85"


class Demo(Workplace):
    """The demo corpus in a folder of its own, lexical, with one report drafted."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, corpus={"documents": ["decisions"], "agreement": "agreement"})
        for name in ("decisions", "agreement"):
            if not (root / name).exists():
                shutil.copytree(ROOT / "corpus" / name, root / name)

    def decision(self, identity: str) -> Path:
        return self.root / "decisions" / f"{identity}.md"

    def draft(self, *arguments: str) -> Sidecar:
        assert self.run("index").code == 0
        assert self.run("draft", SECTION, *arguments).code == 0
        return self.account()

    def account(self) -> Sidecar:
        return load(self.reports / f"{SECTION}.json")

    def redraft(self, before: Sidecar, *news: str) -> Drafted:
        assert self.run("index").code == 0
        with open_session(load_config(self.config)) as session:
            writer, inputs = make_writer(before.writer, session)
            account = Account()
            found = renewal(session.section(SECTION), before, news, session, account)
            return redraft(found, session, writer, {**inputs, **session.inputs}, account)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo")
    Demo(root).draft()
    return root


@pytest.fixture
def demo(tmp_path: Path, indexed: Path) -> Demo:
    """As it was just drafted."""
    return Demo(shutil.copytree(indexed, tmp_path / "demo"))


def cited(sidecar: Sidecar) -> list[AccountedClaim]:
    return [claim for claim in sidecar.claims if claim.citations]


def about(sidecar: Sidecar, document: str) -> list[str]:
    return [claim.text for claim in cited(sidecar) if document in {each.document for each in claim.citations}]


def without(sidecar: Sidecar, document: str) -> list[tuple[str, object, object]]:
    """The sentences that do not cite a document, with all that is known of them."""
    rest = [claim for claim in cited(sidecar) if document not in {each.document for each in claim.citations}]
    return [(claim.text, claim.citations, claim.score) for claim in rest]


def test_a_newcomer_is_told_and_every_other_sentence_stays_as_it_was(demo: Demo) -> None:
    aside = demo.decision(GRANT).read_bytes()
    demo.decision(GRANT).unlink()
    before = demo.draft()
    assert about(before, GRANT) == []
    demo.decision(GRANT).write_bytes(aside)
    after = demo.redraft(before, GRANT).sidecar
    assert about(after, GRANT)
    assert without(after, GRANT) == without(before, GRANT)
    assert [reference.number for reference in after.references] == list(range(len(after.references)))


def test_a_changed_decision_is_told_anew_where_it_stood(demo: Demo) -> None:
    before = demo.draft()
    path = demo.decision(GRANT)
    path.write_text(path.read_text(encoding="utf-8").replace("1,2 miljoen", "1,3 miljoen"), encoding="utf-8")
    after = demo.redraft(before, GRANT).sidecar
    assert [text.replace("1,3 miljoen", "1,2 miljoen") for text in about(after, GRANT)] == about(before, GRANT)
    assert about(after, GRANT) != about(before, GRANT)
    assert [claim.text.replace("1,3", "1,2") for claim in cited(after)] == [claim.text for claim in cited(before)]
    assert after.considered[GRANT] != before.considered[GRANT]


def test_what_is_no_longer_in_the_corpus_is_no_longer_cited_and_nothing_else_moves(demo: Demo) -> None:
    before = demo.draft()
    demo.decision(DECREE).unlink()
    after = demo.redraft(before, DECREE).sidecar
    assert about(before, DECREE)
    assert about(after, DECREE) == []
    assert without(after, DECREE) == without(before, DECREE)


def test_a_cited_document_that_changed_counts_as_news_though_nobody_named_it(demo: Demo) -> None:
    before = demo.draft()
    demo.decision(DECREE).unlink()
    assert about(demo.redraft(before).sidecar, DECREE) == []


def test_without_news_all_sentences_stay_and_the_report_is_the_same(demo: Demo) -> None:
    before = demo.draft()
    after = demo.redraft(before)
    assert after.sidecar.generated == before.generated
    assert after.sidecar.claims == before.claims
    assert after.sidecar.usage == before.usage
    assert [step.name for step in after.sidecar.steps] == ["keep"]


def test_redrafting_twice_gives_what_redrafting_once_gave(demo: Demo) -> None:
    before = demo.draft()
    path = demo.decision(GRANT)
    path.write_text(path.read_text(encoding="utf-8").replace("1,2 miljoen", "1,3 miljoen"), encoding="utf-8")
    once = demo.redraft(before, GRANT).sidecar
    assert demo.redraft(once).sidecar.generated == once.generated


def test_what_was_flagged_and_dropped_does_not_pile_up(demo: Demo) -> None:
    before = demo.draft()
    flags = ("ranking:reply.invalid", "degraded:write:reply.invalid", f"filled:{GRANT}", "left_out:d9")
    before = replace(before, flags=flags, dropped=(Dropped("Zin.", "copied"),))
    once = demo.redraft(before, GRANT).sidecar
    assert once.flags == ("degraded:write:reply.invalid", "left_out:d9")
    assert demo.redraft(replace(once, dropped=()), GRANT).sidecar.dropped == once.dropped
    assert before.dropped[0] not in once.dropped


def test_what_was_looked_at_stays_so_unless_it_changed_or_is_gone(demo: Demo) -> None:
    before = demo.draft()
    seen = demo.documents()[DECREE].content_hash[:SHORT]
    older = replace(before, considered={**before.considered, "gone": "0" * SHORT, GRANT: "0" * SHORT, DECREE: seen})
    assert demo.redraft(older, GRANT).sidecar.considered == before.considered


def test_the_model_is_shown_only_the_dossiers_that_the_news_is_about(demo: Demo) -> None:
    with OpenAIServer(model()) as server:
        demo.configure(
            corpus={"documents": ["decisions"], "agreement": "agreement"},
            llm={"base_url": server.base_url, "model": "test-model", "retries": 0},
        )
        before = demo.draft("--writer", "llm")
        asked = len(server.chats)
        path = demo.decision(GRANT)
        path.write_text(path.read_text(encoding="utf-8").replace("1,2 miljoen", "1,3 miljoen"), encoding="utf-8")
        after = demo.redraft(before, GRANT)
        new = server.chats[asked:]
    assert [step_of(body) for body in new] == ["select", "write"]
    assert all("1,3 miljoen" in str(body) for body in new)
    others = {each.document for claim in cited(before) for each in claim.citations} - {GRANT}
    assert others
    assert without(after.sidecar, GRANT) == without(before, GRANT)
    assert after.usage.calls == 2
    assert after.sidecar.usage["calls"] == before.usage["calls"] + 2


def test_an_account_that_does_not_know_a_sentence_it_generated_is_refused(demo: Demo) -> None:
    before = demo.draft()
    broken = replace(before, claims=tuple(claim for claim in before.claims if not claim.citations))
    with pytest.raises(ReportError, match="draft the section again"):
        demo.redraft(broken, GRANT)
