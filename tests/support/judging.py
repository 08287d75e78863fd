"""Pairs for a language model to judge, a server that judges them by a script, and a judge that asks it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.llm.account import Account
from rag.llm.prompts import load_prompt
from rag.support.llm_judge import LlmJudge
from rag.support.rulings import Question, Ruling
from tests.llm.desk import Desk
from tests.openai_server import Request, Step, say
from tests.samples import document

PROMPTS = Path(__file__).parents[2] / "prompts"


def question(number: int, body: str = "De Vlaamse Regering kent steun toe.", claim: str = "") -> Question:
    """Pair ``n``, recognised in a prompt by the title of its source."""
    source = document(f"d{number}", ("title", f"Titel {number} {{x}}"), ("body", body), kind="nota")
    return Question(claim or f"Zin {number} over steun aan scholen.", (source,))


def pairs_in(prompt: str) -> dict[str, str]:
    """The pairs in a judging prompt: key -> the rest of it."""
    parts = re.split(r"^\[(z[0-9a-f]{7})\]$", prompt, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def grading(grades: Mapping[int, str], missing: str = "") -> Step:
    """Gives pair ``n`` its grade, "volledig" if it has none, and leaves out what has an empty one."""

    def graded(request: Request) -> object:
        given = [(key, grades.get(number(text), "volledig")) for key, text in pairs_in(request.prompt).items()]
        return {"answers": [{"key": key, "grade": grade, "missing": missing} for key, grade in given if grade]}

    return say(graded)


def number(text: str) -> int:
    found = re.search(r"Titel (\d+)", text)
    assert found
    return int(found[1])


class JudgeDesk(Desk):
    """A server with a script, and judges on it."""

    def judge(self, batch: int = 4, prompt_tokens: int = 8000, workers: int = 1, **llm: Any) -> LlmJudge:
        """A judge that asks this server."""
        prompt = load_prompt(PROMPTS / "oordelen.yaml")
        return LlmJudge(self.client(**llm), prompt, batch, prompt_tokens=prompt_tokens, workers=workers)

    def rule(
        self, questions: Sequence[Question], batch: int = 4, prompt_tokens: int = 8000, workers: int = 1, **llm: Any
    ) -> dict[str, Ruling]:
        """What a new run would rule; ``account`` is what it noted."""
        self.account = Account()
        return self.judge(batch, prompt_tokens, workers, **llm).rule(questions, self.account)
