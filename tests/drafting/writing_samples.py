"""Evidence, prompts and a desk with a scripted server, for tests of the llm writer and its steps."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rag.commitments import Commitment
from rag.config import DraftConfig
from rag.documents import Document, Hit, Section, Segment
from rag.drafting.chain import PROMPTS, LlmWriter
from rag.drafting.checking import Checker
from rag.drafting.draft import Draft, DraftSentence, Finding
from rag.evidence import Evidence, EvidenceDocument, EvidenceSentence, Reason
from rag.llm.cache import ReplyCache
from rag.llm.prompts import load_prompt
from rag.llm.usage import Usage
from rag.stages import stage_of
from tests.conftest import ROOT
from tests.llm.desk import Desk
from tests.openai_server import Answer, Request, Step
from tests.writing_models import finding, model, replay, step_of

SECTION = Section(
    "mobiliteit/1.2",
    "Mobiliteit",
    "1.2",
    "Fiets",
    "We investeren in veilige fietspaden. We bouwen stallingen bij stations {x}. Zo fietst iedereen.",
)
APPROVED = "De Vlaamse Regering keurt het besluit over de fietspaden in de steden principieel goed."
FINAL = "De Vlaamse Regering keurt het besluit over de fietspaden in de steden definitief goed."
GRANTED = "De Vlaamse Regering kent 150 miljoen euro toe voor nieuwe fietspaden langs gewestwegen."
PARKED = "De Vlaamse Regering sluit een overeenkomst over de fietsenstallingen bij de stations."
WRONG = GRANTED.replace("150", "154")
DAYS = (dt.date(2021, 3, 12), dt.date(2021, 7, 2), dt.date(2022, 1, 14), dt.date(2022, 5, 20))


def evidence_of(*documents: Sequence[str], dossiers: Sequence[int] = ()) -> Evidence:
    """Documents given as their sentences; keys are d0s0, d0s1, … d1s0, …; a dossier each unless told.

    Each serves the first commitment by its first sentence, and there is a second commitment that none serves.
    """
    items = []
    for number, sentences in enumerate(documents):
        text, found = "\n".join(sentences), []
        for place, sentence in enumerate(sentences):
            start = text.index(sentence)
            end = start + len(sentence)
            found.append(EvidenceSentence(f"d{number}s{place}", f"doc{number}", start, end, sentence, "body", 0.5))
        document = Document(
            f"doc{number}",
            text,
            (Segment(0, len(text), "body"),),
            kind="nota",
            title=f"Titel {number} {{x}}",
            date=DAYS[number % len(DAYS)],
        )
        hit = Hit(document.id, 1.0 - number / 100, number + 1)
        reasons = (Reason(0, 0, 36, 0.5, ("fietspaden",), f"d{number}s0"),) if sentences else ()
        dossier = dossiers[number] if dossiers else number + 1
        items.append(EvidenceDocument(document, hit, tuple(found), stage_of(document), dossier, reasons))
    commitments = (Commitment(0, 36, SECTION.text[:36]), Commitment(37, 75, SECTION.text[37:75]))
    return Evidence(SECTION, tuple(items), 100, dt.date(2024, 1, 1), commitments, {0: "doc0"} if documents else {})


# Two dossiers, the first with two sentences.
EVIDENCE = evidence_of((APPROVED, GRANTED), (PARKED,))


class Extractive:
    """Stands in for the writer without model: one finding a document, its first sentence."""

    def write(self, evidence: Evidence, *, part: bool = False) -> Draft:
        findings = tuple(
            Finding("Terugval", (DraftSentence(item.sentences[0].text, (item.sentences[0].key,)),))
            for item in evidence.documents
        )
        return Draft("extractive", findings, flags=("own",))


class WriterDesk(Desk):
    """A server with a script (by default the honest model), and writers that ask it, each as a new run would."""

    def __init__(self, cache: ReplyCache, *script: Step) -> None:
        super().__init__(cache, *(script or (model(),)))

    def writer(self, config: DraftConfig | None = None, *, dry: bool = False, **llm: Any) -> LlmWriter:
        return LlmWriter(self.client(dry=dry, **llm), prompts(), config or DraftConfig(), Extractive(), Checker(weight))

    def write(self, evidence: Evidence, config: DraftConfig | None = None, **llm: Any) -> Draft:
        return self.writer(config, **llm).write(evidence)

    def forecast(self, evidence: Evidence, **llm: Any) -> Usage:
        return self.writer(dry=True, **llm).forecast(evidence)

    @property
    def steps(self) -> list[str]:
        """The steps that asked, in order."""
        return [step_of(body) for body in self.server.chats]

    def prompt(self, step: str) -> str:
        """The last user message of a step."""
        return [str(body["messages"][-1]["content"]) for body in self.server.chats if step_of(body) == step][-1]


def weight(stem: str) -> float:
    """Every word weighs the same."""
    return 3.0


def prompts() -> dict[str, Any]:
    """The project's own."""
    return {name: load_prompt(ROOT / "prompts" / f"{name}.yaml") for name in PROMPTS}


def writes(*sentences: tuple[str, list[str]], heading: str = "Fietspaden") -> Step:
    """Writes one finding; keys are given as words of their sentence."""
    return replay({"write": {"findings": [finding(*sentences, heading=heading)]}})


def fails(request: Request) -> Answer:
    """A sentence that fails and one that does not: every step has something to do."""
    good, bad = (APPROVED, ["principieel"]), (WRONG, ["stallingen"])
    return replay({"write": {"findings": [finding(good), finding(bad, (PARKED, ["stallingen"]))]}})(request)


def sentences(draft: Draft) -> list[tuple[str, tuple[str, ...]]]:
    return [(told.text, told.keys) for each in draft.findings for told in each.sentences]
