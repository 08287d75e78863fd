"""The llm writer: one question a section, and code that lets through only what the evidence can answer for.

The model chooses and words; it returns keys of sentences it was shown. Everything a document might talk it into (other
keys, links, markup, another language) is stopped here, after the model, where no text can argue with it.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from langchain_core.runnables import RunnableLambda
from pydantic import BaseModel

from rag.config import DraftConfig
from rag.drafting.draft import Draft, DraftSentence, Dropped, Finding, Writer
from rag.dutch.sentences import split_sentences
from rag.errors import ModelError
from rag.evidence import Evidence, EvidenceDocument
from rag.llm.budget import Tally
from rag.llm.client import ChatClient, Reply
from rag.llm.fence import fence, one_line
from rag.llm.prompts import Prompt

Checks = Callable[[DraftSentence, Evidence], tuple[str, ...]]

VARIABLES = ("markering", "sectie", "documenten", "bronnen_per_zin")
HEADING_LENGTH = 120  # characters

_MARKUP = re.compile(
    r"(?:https?|ftp|file|mailto|javascript):|data:[a-z]+/|www\."  # addresses
    r"|<[a-z/!?<]|&(?:#|lt;|gt;|amp;|quot;|nbsp;)"  # HTML
    r"|\]\s*[(\[:]|!\[|\*\*|__|`"  # Markdown
    r"|\[\s*\d[\d\s,;–-]*\\?\]",  # citation markers
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[(]\s*([^\s\[\]()]+)\s*[\])]")
_WORD = re.compile(r"[^\W\d_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DUTCH = _words(
    "de het een van en in op te voor met is die dat zijn wordt worden aan door bij om er niet ook als naar uit over tot"
    " of deze dit heeft"
)
_FOREIGN = (
    _words("the of and to in for is that with by on as at from are this be it its was has will an or"),
    _words("le la les de des du et en à au aux pour une un dans par que qui est sur avec ce"),
    _words("der die das und von zu den dem des ein eine für mit auf ist im nicht wird werden durch an in"),
)


class ReplySentence(BaseModel):
    """One sentence and the keys of the source sentences that carry it."""

    text: str
    keys: list[str]


class ReplyFinding(BaseModel):
    """One finding: a short heading and its sentences."""

    heading: str
    sentences: list[ReplySentence]


class Findings(BaseModel):
    """What was found for the section; empty if nothing."""

    findings: list[ReplyFinding]


class LlmWriter:
    """Writes a section with a language model; where that fails, ``fallback`` writes it and a flag says why.

    ``checks`` gives the reason codes for which a sentence may not be published. Raises ConfigError if the prompt does
    not have the placeholders that are filled here.
    """

    def __init__(
        self, client: ChatClient, prompt: Prompt, config: DraftConfig, fallback: Writer, checks: Checks | None = None
    ) -> None:
        prompt.require(VARIABLES)
        self._client = client
        self._prompt = prompt
        self._config = config
        self._fallback = fallback
        self._checks = checks or (lambda sentence, evidence: ())

    def write(self, evidence: Evidence) -> Draft:
        """Draft one section. Flags: ``left_out:<document>`` did not fit, ``degraded:<code>`` the fallback wrote it."""
        if not any(item.sentences for item in evidence.documents):
            return Draft("llm", (), model=self._client.model)
        tally = Tally()
        try:
            shown = self._fit(evidence)
            # Every step is a langchain runnable: the prompt, the model behind cache, budget and retries, the checks.
            ask = self._client.runnable(Findings, self._prompt.name, tally)
            chain = self._prompt.template | ask | RunnableLambda(partial(self._read, shown))
            draft = chain.invoke(self._values(shown))
        except ModelError as error:
            logging.getLogger(__name__).warning("%s: written without model: %s", evidence.section.id, error)
            draft = self._fallback.write(evidence)
            return replace(draft, flags=(*draft.flags, f"degraded:{error.code}"), usage=tally.usage, cost=tally.cost)
        left_out = tuple(f"left_out:{item.document.id}" for item in evidence.documents[len(shown.documents) :])
        return replace(draft, flags=left_out, usage=tally.usage, cost=tally.cost)

    def _fit(self, evidence: Evidence) -> Evidence:
        """As many documents, best first, as the prompt may hold."""
        for count in range(len(evidence.documents), 0, -1):
            shown = replace(evidence, documents=evidence.documents[:count])
            messages = self._prompt.template.format_messages(**self._values(shown))
            if self._client.tokens(messages) <= self._config.prompt_tokens:
                return shown
        advice = f"raise draft.prompt_tokens, now {self._config.prompt_tokens}"
        raise ModelError("prompt.size", f"the section and its first document do not fit in one prompt; {advice}")

    def _values(self, evidence: Evidence) -> dict[str, str]:
        """What fills the prompt's placeholders."""
        about = evidence.section
        section = f"{about.number} {one_line(about.title)}\n{one_line(about.text)}"
        documents = "\n\n".join(_shown(number, item) for number, item in enumerate(evidence.documents, 1))
        return {
            "markering": fence(section, documents),
            "sectie": section,
            "documenten": documents,
            "bronnen_per_zin": str(self._config.citations_per_sentence),
        }

    def _read(self, evidence: Evidence, reply: Reply[Findings]) -> Draft:
        """The part of a reply that may be published, and what was dropped.

        Raises ModelError if it is not in Dutch.
        """
        replied = reply.parsed.findings
        if not is_dutch(" ".join(sentence.text for finding in replied for sentence in finding.sentences)):
            raise ModelError("model.language", "the answer is not in Dutch; try another llm.model")
        dropped: list[Dropped] = []
        findings = [self._finding(finding, evidence, dropped) for finding in replied]
        return Draft("llm", tuple(filter(None, findings)), dropped=tuple(dropped), model=self._client.model)

    def _finding(self, replied: ReplyFinding, evidence: Evidence, dropped: list[Dropped]) -> Finding | None:
        """A finding with its publishable sentences, None if there are none."""
        sentences = []
        for item in replied.sentences:
            keys = tuple(dict.fromkeys(key.strip(" []") for key in item.keys))
            told = DraftSentence(one_line(item.text), keys)
            sentence = replace(told, keys=keys[: self._config.citations_per_sentence])
            # Every key the model gave must exist; the sources that will be cited must carry the sentence.
            if reason := _fault(told, evidence) or ",".join(self._checks(sentence, evidence)):
                dropped.append(Dropped(sentence.text, reason))
            else:
                sentences.append(sentence)
        if not sentences:
            return None
        return Finding(self._heading(one_line(replied.heading), sentences, evidence, dropped), tuple(sentences))

    def _heading(self, text: str, sentences: list[DraftSentence], evidence: Evidence, dropped: list[Dropped]) -> str:
        """The model's heading if it passes what a sentence must pass, else the title of the first cited document."""
        heading = DraftSentence(text, tuple(dict.fromkeys(key for sentence in sentences for key in sentence.keys)))
        reason = _fault(heading, evidence) or ",".join(self._checks(heading, evidence))
        if len(text) > HEADING_LENGTH:
            reason = reason or "text.long"
        if not reason:
            return text
        dropped.append(Dropped(text, reason))
        first = evidence.sentence(heading.keys[0])
        title = next((d.document.title for d in evidence.documents if first and d.document.id == first.document), None)
        return title or evidence.section.title


def _fault(sentence: DraftSentence, evidence: Evidence) -> str:
    """What is wrong with the form of a sentence; empty if nothing."""
    if not sentence.text:
        return "text.empty"
    if not sentence.keys:
        return "key.missing"
    if not all(evidence.sentence(key) for key in sentence.keys):
        return "key.unknown"
    if _MARKUP.search(sentence.text) or any(evidence.sentence(key) for key in _BRACKETED.findall(sentence.text)):
        return "text.markup"
    if len(split_sentences(sentence.text)) > 1:
        # Several sentences could not be told apart when the report is read back and checked.
        return "text.sentences"
    return ""


def is_dutch(text: str) -> bool:
    """Whether the function words of a text are Dutch; a text too short to tell is given the benefit of the doubt."""
    words = [word.lower() for word in _WORD.findall(text)]
    dutch = sum(word in _DUTCH for word in words)
    foreign = max(sum(word in language for word in words) for language in _FOREIGN)
    return dutch >= foreign and (len(words) < 20 or dutch >= 0.08 * len(words))


def _shown(number: int, item: EvidenceDocument) -> str:
    """A document as the model sees it: a line about it, and a line for every sentence."""
    document = item.document
    about = (f"Document {number}", document.date or "zonder datum", document.kind or "zonder soort")
    lines = [" | ".join([*map(str, about), one_line(document.title or "zonder titel")])]
    lines += [f"[{sentence.key}] {one_line(sentence.text)}" for sentence in item.sentences]
    return "\n".join(lines)
