"""An opened workplace: configuration, embeddings, index and retriever, closed together."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from rag.chunking import CHUNKER_VERSION
from rag.commitments import Commitment, find_commitments
from rag.config import Config
from rag.documents import Hit, Section, Span
from rag.dossiers import thread
from rag.dutch.spacing import mend
from rag.embedding import CachedEmbeddings, load_embeddings
from rag.errors import ConfigError, UnknownId
from rag.evidence import Evidence
from rag.files import sha256, write_whole
from rag.gathering import NOTED, Library, gather, including
from rag.index import Index, make_of, open_index
from rag.lexical import ANALYZER_VERSION
from rag.llm.account import Account
from rag.names import nearest
from rag.retrieval import Retriever
from rag.sources.agreement import configured_agreement

if TYPE_CHECKING:  # the model's libraries take a second to import: only where a model is asked
    from rag.llm.client import ChatClient
    from rag.llm.commitments import LlmCommitments
    from rag.llm.prompts import Prompt
    from rag.llm.ranking import LlmReranker

# Raise it when the threading of the same documents changes.
THREADING_VERSION = 1


@dataclass(frozen=True)
class Session:
    """Everything a command needs to read the index."""

    config: Config
    embeddings: CachedEmbeddings | None
    index: Index
    closing: ExitStack
    # Sections to rank that need not be in the agreement.
    asked: Sequence[Section] = ()
    # The model is asked nothing: what it has not answered before is counted at its worst.
    dry: bool = False

    @cached_property
    def retriever(self) -> Retriever:
        """Loaded on first use: three seconds for 5,000 documents."""
        return Retriever(self.index, self.embeddings, self._known_sections)

    @cached_property
    def agreement(self) -> dict[str, Section]:
        """All sections of the agreement."""
        return configured_agreement(self.config)

    @cached_property
    def dossiers(self) -> dict[str, list[str]]:
        """The ids of the dossier of every document; four seconds for 5,000 documents, so kept beside the index."""
        catalogue = self.index.catalogue
        corpus = sha256(json.dumps([THREADING_VERSION, sorted(catalogue.hashes().items())]))
        path = self.index.folder / "dossiers.json"
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        if kept.get("corpus") != corpus:
            kept = {"corpus": corpus, "dossiers": thread(list(catalogue.documents()))}
            write_whole(path, json.dumps(kept))
        return {identity: ids for ids in kept["dossiers"] for identity in ids}

    @property
    def _known_sections(self) -> list[Section]:
        """The agreement or, where it cannot be read, the sections that are asked for."""
        try:
            return list(self.agreement.values())
        except ConfigError:
            return list(self.asked)

    @property
    def inputs(self) -> dict[str, str]:
        """What decides which evidence is found, for the account of a report. See ``rag.sidecar`` on the keys."""
        inputs = {
            "config index": sha256(make_of(self.config, self.embeddings)),
            "config retrieval": sha256(self.config.retrieval.model_dump_json()),
            "code evidence": f"{CHUNKER_VERSION}.{ANALYZER_VERSION}.{THREADING_VERSION}",
        }
        asked = {"beloften": self.config.retrieval.model_commitments, "rangschikken": self._judges}
        if any(asked.values()):
            inputs["model retrieval"] = f"{self.config.llm.base_url or ''}|{self.config.llm.model}"
        return inputs | {f"prompt {name}": self.prompt(name).hash for name, used in asked.items() if used}

    def section(self, identity: str) -> Section:
        """One section; raises UnknownId naming the nearest ids."""
        found = self.agreement.get(identity)
        if found is None:
            raise UnknownId(f"there is no section '{identity}' in the agreement; {nearest(identity, self.agreement)}")
        return found

    def commitments(self, section: Section, account: Account | None = None) -> tuple[Commitment, ...]:
        """The commitments of a section, found by rules or, where the configuration says so, by the model."""
        if not self.config.retrieval.model_commitments:
            return find_commitments(section.text)
        return self._reader.find(section, account)

    def reranked(
        self, section: Section, commitments: Sequence[Commitment], hits: Sequence[Hit], account: Account | None = None
    ) -> list[Hit]:
        """``hits`` (best first) with as many of the first as the configuration says in the order of the model."""
        if not self._judges:
            return list(hits)
        judged = hits[: self.config.retrieval.model_documents]
        found = self._reranker.rerank(section, commitments, judged, self.index.catalogue.document, account)
        return found + list(hits[len(judged) :])

    @cached_property
    def library(self) -> Library:
        """Where the evidence of every section is read."""
        extent = self.index.catalogue.extent(questions=self.config.draft.questions)
        return Library(
            self.index.catalogue, self.retriever.bm25.idf, self.dossiers, *extent, self.index.catalogue.hashes()
        )

    @cached_property
    def mend(self) -> Callable[[str], str]:
        """Sets the spaces of a text right by the words of the corpus."""
        return partial(mend, frequency=self.index.catalogue.analyser().frequency)

    def ranked(self, section: Section, commitments: Sequence[Commitment], account: Account | None = None) -> list[Hit]:
        """The documents worth reading for a section, best first."""
        wanted = max(NOTED, self.config.draft.documents, self.config.retrieval.model_documents)
        return self.reranked(section, commitments, self.retriever.rank(section, wanted), account)

    def evidence(self, section: Section, account: Account | None = None) -> Evidence:
        """What a writer is given for a section. ``account`` takes what the model's part in it cost."""
        commitments = self.commitments(section, account)
        hits = self.ranked(section, commitments, account)
        draft = self.config.draft
        return gather(section, commitments, hits, self.library, draft.documents, questions=draft.questions)

    def including(self, evidence: Evidence, quoted: Mapping[str, Sequence[Span]]) -> Evidence:
        """The evidence with these stretches of these documents in it as well."""
        return including(evidence, self.library, quoted)

    @cached_property
    def chat(self) -> "ChatClient":
        """The language model, with one cache and one budget for all that asks it.

        Raises ConfigError if none is configured.
        """
        from rag.llm.cache import open_replies
        from rag.llm.client import ChatClient

        if not self.config.llm.model:
            raise ConfigError(
                "llm.model is not set; name a model, or ask none: retrieval.model_documents 0,"
                " retrieval.model_commitments false, draft.writer extractive"
            )
        cache = self.closing.enter_context(open_replies(self.config))
        return ChatClient(self.config.llm, cache, dry=self.dry)

    @property
    def asks_model(self) -> bool:
        """Whether finding the evidence is in part up to the model."""
        return self._judges or self.config.retrieval.model_commitments

    @property
    def _judges(self) -> bool:
        return self.config.retrieval.model_documents > 0

    @cached_property
    def _reader(self) -> "LlmCommitments":
        from rag.llm.commitments import LlmCommitments

        limit = self.config.draft.prompt_tokens
        return LlmCommitments(self.chat, self.prompt("beloften"), find_commitments, prompt_tokens=limit)

    @cached_property
    def _reranker(self) -> "LlmReranker":
        from rag.llm.ranking import LlmReranker

        limit, workers = self.config.draft.prompt_tokens, self.config.llm.workers
        return LlmReranker(self.chat, self.prompt("rangschikken"), prompt_tokens=limit, workers=workers)

    def prompt(self, name: str) -> "Prompt":
        """The prompt file of that name."""
        from rag.llm.prompts import load_prompt

        return load_prompt(self.config.resolve(self.config.prompts.path) / f"{name}.yaml")


@contextmanager
def open_embeddings(config: Config) -> Iterator[CachedEmbeddings | None]:
    """The configured embeddings with their cache."""
    embeddings = load_embeddings(config.embedding, config.resolve(config.cache.path) / "vectors.sqlite")
    try:
        yield embeddings
    finally:
        if embeddings is not None:
            embeddings.close()


@contextmanager
def open_session(config: Config, asked: Sequence[Section] = (), *, dry: bool = False) -> Iterator[Session]:
    """Open the index for reading; raises LockedError or IndexStateError."""
    with open_embeddings(config) as embeddings, open_index(config, embeddings) as index, ExitStack() as closing:
        yield Session(config, embeddings, index, closing, asked, dry)
