"""Choosing the writer, and naming what its drafts depend on besides the evidence."""

from rag.drafting.checking import Checker
from rag.drafting.draft import Writer
from rag.drafting.extractive import ExtractiveWriter
from rag.files import sha256
from rag.session import Session


def make_writer(name: str, session: Session) -> tuple[Writer, dict[str, str]]:
    """The writer of that name (``extractive`` or ``llm``) and hashes of its prompts, model and settings.

    Raises ConfigError if the model or a prompt is not configured as it must be.
    """
    config = session.config
    inputs = {"draft": sha256(config.draft.model_copy(update={"writer": name}).model_dump_json())}
    fallback = ExtractiveWriter()
    if name == "extractive":
        return fallback, inputs
    # The model's libraries take a second to import: only where a model is asked.
    from rag.drafting.chain import PROMPTS, LlmWriter

    prompts = {name: session.prompt(name) for name in PROMPTS}
    writer = LlmWriter(session.chat, prompts, config.draft, fallback, Checker(session.retriever.bm25.idf))
    hashes = {f"prompt {name}": prompt.hash for name, prompt in prompts.items()}
    return writer, {**inputs, **hashes, "model": f"{config.llm.base_url or ''}|{config.llm.model}"}
