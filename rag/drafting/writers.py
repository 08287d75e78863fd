"""Choosing the writer, and naming what its drafts depend on besides the evidence."""

from collections.abc import Callable
from typing import TYPE_CHECKING

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
    """The writer of that name (``extractive`` or ``llm``) and hashes of its prompts, model and settings.

    Raises ConfigError if the model or a prompt is not configured as it must be.
    """
    config = session.config
    inputs = {"config draft": sha256(config.draft.model_copy(update={"writer": name}).model_dump_json())}
    if name == "extractive":
        return _extractive_writer(session), inputs
    writer, hashes = _llm_writer(session)
    return writer, {**inputs, **hashes, "model": f"{config.llm.base_url or ''}|{config.llm.model}"}


def make_forecast(name: str, session: Session) -> Callable[[Evidence], Usage]:
    """What the writer of that name would take of a model for a section; ``session`` is dry. Raises ConfigError."""
    return (lambda evidence: Usage()) if name == "extractive" else _llm_writer(session)[0].forecast


def _llm_writer(session: Session) -> "tuple[LlmWriter, dict[str, str]]":
    """The writer and the hashes of its prompts."""
    from rag.drafting.chain import PROMPTS, LlmWriter

    prompts = {name: session.prompt(name) for name in PROMPTS}
    writer = LlmWriter(
        session.chat, prompts, session.config.draft, _extractive_writer(session), _checker(session), session.mend
    )
    return writer, {f"prompt {name}": prompt.hash for name, prompt in prompts.items()}


def _extractive_writer(session: Session) -> ExtractiveWriter:
    return ExtractiveWriter(session.config.draft, _checker(session), session.mend)


def _checker(session: Session) -> Checker:
    return Checker(session.retriever.bm25.idf)
