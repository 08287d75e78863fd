"""A section of the demo corpus with the answers that a good model gave, errors and all, kept in ``answers-2.3.4.json``.

There a key is written as words of the sentence it stands for: keys differ from prompt to prompt.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from rag.markdown import parse
from rag.tokens import count_tokens
from tests.commands.accounts import check_reports
from tests.commands.workplace import Workplace
from tests.conftest import ROOT
from tests.openai_server import OpenAIServer
from tests.writing_models import replay, step_of

SECTION = "economie-en-innovatie/2.3.4"
ANSWERS = json.loads((Path(__file__).parent / "answers-2.3.4.json").read_text(encoding="utf-8"))
# A label, an introduction, numbered findings under bold headings, a cited closing, and what was searched.
CITED = r"[^\n\\]+ (?:\\\[\d\\\]){1,3}\."
FORM = re.compile(
    rf"Samenvatting:\n\n[^\n]+\n\n(?:\d\. \*\*[^*\n]{{5,90}}\*\*:(?: {CITED})+\n\n){{3,6}}"
    rf"{CITED}\n\n[^\n]+Doorzocht: [^\n]+"
)


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(replay(ANSWERS)) as server:
        yield server


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory, server: OpenAIServer) -> Workplace:
    workplace = Workplace(tmp_path_factory.mktemp("answers"))
    tree = yaml.safe_load(workplace.config.read_text(encoding="utf-8"))
    corpus = {
        "documents": [str(ROOT / "corpus" / name) for name in ("decisions", "questions")],
        "agreement": str(ROOT / "corpus" / "agreement"),
    }
    workplace.configure(**{**tree, "corpus": corpus, "llm": {"base_url": server.base_url, "model": "test-model"}})
    assert workplace.run("index").code == 0
    outcome = workplace.run("draft", SECTION, "--writer", "llm")
    assert outcome.code == 0, outcome
    return workplace


def test_the_report_has_the_form_of_the_published_ones(drafted: Workplace) -> None:
    summary = drafted.report(SECTION).partition("</details>")[2].partition("<details>")[0].strip()
    assert FORM.fullmatch(summary), summary
    assert check_reports(drafted.reports, drafted.documents()) >= 7


def test_each_step_asked_once_within_the_budget_of_the_section(drafted: Workplace, server: OpenAIServer) -> None:
    assert [step_of(body) for body in server.chats] == ["select", "write", "repair", "conclude"]
    sent = [sum(count_tokens(message["content"]) for message in body["messages"]) for body in server.chats]
    assert sum(sent) < 8000


def test_the_wrong_amount_is_mended_and_nothing_is_dropped(drafted: Workplace) -> None:
    report, sidecar = drafted.report(SECTION), drafted.sidecar(SECTION)
    assert "3 miljoen euro" not in report
    assert "Nog eens 2 miljoen euro uit dezelfde provisie" in report
    assert (sidecar["dropped"], sidecar["flags"]) == ([], [])
    assert {step["name"]: step["took"] for step in sidecar["steps"]}["repair"] == {"failing": 1, "mended": 1}


def test_the_closing_rests_on_the_findings(drafted: Workplace) -> None:
    claims = [claim for claim in parse(drafted.report(SECTION)).claims() if claim.numbers]
    *told, closing = claims
    assert set(closing.numbers) <= {number for claim in told for number in claim.numbers}
    assert ANSWERS["conclude"]["sentences"][0]["text"] == closing.text


def test_a_second_run_asks_nothing_and_writes_the_same(drafted: Workplace, server: OpenAIServer) -> None:
    before = drafted.files()
    assert drafted.run("draft", SECTION, "--writer", "llm").code == 0
    assert (len(server.chats), drafted.files()) == (4, before)
