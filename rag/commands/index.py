"""``verantwoord index``: make the index equal to the corpus."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import Any

from rag.config import Config
from rag.corpus import Corpus, read_corpus
from rag.embedding import NO_E5
from rag.errors import ConfigError
from rag.index import Change, update_index
from rag.progress import errors, progress
from rag.session import open_embeddings

HELP = "make the index equal to the corpus: add, update, remove"


def arguments(parser: ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: Namespace, config: Config) -> int:
    """Index the corpus and print what changed. Exit code 2 if a document could not be read."""
    change, corpus = bring_up_to_date(config)
    print(json.dumps(as_tree(change, corpus), ensure_ascii=False) if args.json else as_text(change, corpus))
    return 2 if corpus.failures else 0


def bring_up_to_date(config: Config) -> tuple[Change, Corpus]:
    """Read the corpus and index it; what could not be read is named on standard error."""
    with progress("documenten lezen") as report:
        corpus = read_corpus(config.documents, config.root, report)
    _print_failures(corpus)
    if not corpus.documents:
        places = ", ".join(config.documents) or config.sync.folder
        advice = "put documents there, change 'corpus: documents', or fetch some with 'verantwoord sync'"
        raise ConfigError(f"no readable document in {places}; {advice}")
    with open_embeddings(config) as embeddings, progress("vectoren maken") as report:
        if embeddings is None and config.embedding.provider != "none":
            errors.print(NO_E5, style="yellow", soft_wrap=True)
        return update_index(config, embeddings, corpus.documents, report), corpus


def _print_failures(corpus: Corpus) -> None:
    for failure in corpus.failures:
        errors.print(
            f"skipped {failure.source}: {failure.message} [{failure.code}]",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )


def as_tree(change: Change, corpus: Corpus) -> dict[str, Any]:
    """What changed, as JSON."""
    failures = [asdict(failure) for failure in corpus.failures]
    return {**asdict(change), "documents": len(corpus.documents), "failures": failures}


def as_text(change: Change, corpus: Corpus) -> str:
    """What changed, on one line."""
    rebuilt = f" (rebuilt: {change.rebuilt})" if change.rebuilt else ""
    withdrawn = f"{len(change.withdrawn)} withdrawn, " if change.withdrawn else ""
    return (
        f"{len(corpus.documents)} documents, {change.chunks} chunks{rebuilt}: {len(change.added)} added, "
        f"{len(change.changed)} changed, {withdrawn}{len(change.removed)} removed, {len(corpus.failures)} skipped"
    )
