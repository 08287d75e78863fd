"""Choosing the writer, and naming what its drafts depend on besides the evidence."""

import json
from typing import TYPE_CHECKING, Protocol

from rag.drafting.checking import Checker
from rag.drafting.draft import Writer
from rag.drafting.extractive import ExtractiveWriter
from rag.evidence import Evidence
from rag.files import sha256
from rag.llm.usage import Usage
from rag.session import Session

if TYPE_CHECKING:  # the model's libraries take a second to import: only where a model is asked
    from rag.drafting.chain import LlmWriter


def make_writer(name: str, session: Session) -> tuple[Writer, dict[str, str]]:
    """The writer of that name (``extractive`` or ``llm``) and what ``writer_inputs`` says of it.

    Raises ConfigError if the model or a prompt is not configured as it must be.
    """
    writer = _extractive_writer(session) if name == "extractive" else _llm_writer(session)
    return writer, writer_inputs(name, session)


def writer_inputs(name: str, session: Session) -> dict[str, str]:
    """Hashes of the prompts, the model and the settings of the writer of that name; nothing is loaded for it."""
    config = session.config
    inputs = {"config draft": sha256(config.draft.model_copy(update={"writer": name}).model_dump_json())}
    if name == "extractive":
        return inputs
    from rag.drafting.chain import PROMPTS

    asked = [config.llm.temperature, config.llm.max_completion_tokens, config.llm.structured]
    hashes = {f"prompt {prompt}": session.prompt(prompt).hash for prompt in PROMPTS}
    model = f"{config.llm.base_url or ''}|{config.llm.model}"
    return {**inputs, **hashes, "model": model, "config llm": sha256(json.dumps(asked))}


class Forecast(Protocol):
    """What writing a section, or a ``part`` of its report, would take of a model."""

    def __call__(self, evidence: Evidence, *, part: bool = False) -> Usage:
        """At most so much, if every question is asked once."""
        ...


def make_forecast(name: str, session: Session) -> Forecast:
    """What the writer of that name would take; ``session`` is dry. Raises ConfigError."""
    return (lambda evidence, part=False: Usage()) if name == "extractive" else _llm_writer(session).forecast


def _llm_writer(session: Session) -> "LlmWriter":
    from rag.drafting.chain import PROMPTS, LlmWriter

    prompts = {name: session.prompt(name) for name in PROMPTS}
    extractive, checker = _extractive_writer(session), _checker(session)
    return LlmWriter(session.chat, prompts, session.config.draft, extractive, checker, session.mend)


def _extractive_writer(session: Session) -> ExtractiveWriter:
    return ExtractiveWriter(session.config.draft, _checker(session), session.mend)


def _checker(session: Session) -> Checker:
    return Checker(session.retriever.bm25.idf)
