"""Choosing the writer, and naming what its drafts depend on besides the evidence."""

from collections.abc import Iterator
from contextlib import contextmanager

from rag.config import Config
from rag.drafting.draft import Writer
from rag.drafting.extractive import ExtractiveWriter
from rag.files import sha256


@contextmanager
def open_writer(name: str, config: Config) -> Iterator[tuple[Writer, dict[str, str]]]:
    """The writer of that name (``extractive`` or ``llm``) and hashes of its prompt, model and settings.

    Raises ConfigError if the model or a prompt is not configured as it must be.
    """
    inputs = {"draft": sha256(config.draft.model_copy(update={"writer": name}).model_dump_json())}
    fallback = ExtractiveWriter()
    if name == "extractive":
        yield fallback, inputs
        return
    # The model's libraries take a second to import: only where a model is asked.
    from rag.drafting.chain import LlmWriter
    from rag.drafting.objections import sentence_objections
    from rag.llm.cache import ReplyCache
    from rag.llm.client import ChatClient
    from rag.llm.prompts import load_prompt

    prompt = load_prompt(config.resolve(config.prompts.path) / "schrijven.yaml")
    cache = ReplyCache(config.resolve(config.cache.path) / "replies.sqlite")
    try:
        writer = LlmWriter(ChatClient(config.llm, cache), prompt, config.draft, fallback, sentence_objections)
        yield writer, {**inputs, "prompt": prompt.hash, "model": f"{config.llm.base_url or ''}|{config.llm.model}"}
    finally:
        cache.close()
