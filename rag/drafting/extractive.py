"""The writer without a model: it chooses operative sentences and tells them in their own words, dossier by dossier."""

import re
from collections.abc import Sequence

from rag.documents import Document
from rag.drafting.draft import Draft, DraftSentence, Finding
from rag.dutch.calendar import day_in_words
from rag.evidence import MIN_SERVICE, Evidence, EvidenceDocument, EvidenceSentence, course
from rag.lexical import stems

MAX_STAGES = 3
MAX_HEADING = 90
# A stage that a later one has overtaken is told in fewer words than the one that stands.
MAX_SENTENCE, MAX_EARLIER = 320, 200

# "De Vlaamse Regering keurt …", "keurt de Vlaamse Regering …", "Ze wijzigt …": somebody decides something.
_OPERATIVE = re.compile(
    r"\b[Vv]laamse [Rr]egering (?:\w+ )?\w+(?:t|de|an)\b|\b\w+(?:t|de) de [Vv]laamse [Rr]egering\b|^(?:Ze|Zij) \w+t\b"
)
# What such a sentence says when it decides nothing yet.
_ASIDE = re.compile(r"[Vv]laamse [Rr]egering (?:wil|wilde|heeft|had|is|was|vindt|gelooft)\b")
# A sentence that opens like this leans on the one before it.
_LEANS = re.compile(
    r"^(?:Dat|Dit|Deze|Die|Daar\w*|Hier\w*|Zo|Ook|Zij|Ze|Hij|Het gaat|Er|Bovendien|Verder|Tot slot|Ten slotte)\b",
    re.IGNORECASE,
)
# "Daarom keurt de Vlaamse Regering … goed" is, on its own, "De Vlaamse Regering keurt … goed".
_LEAD = re.compile(
    r"^(?:Daarom|Daartoe|Hiertoe|Hiervoor|Daarvoor|Daarbij|Daarnaast|In d[ia]t kader|Nu|Op die manier)"
    r" (?:(\w+) de Vlaamse Regering|(beslist|hecht|keurt|kent|wijzigt|stelt|legt|verleent|neemt|stemt) ze)\b"
)
_FILLER = re.compile(r"(?<=[a-z]) (?:daarom|dan ook|bijgevolg|hiervoor|daarvoor|hiertoe|daartoe)\b(?= [a-z])")
_LOOSE = re.compile(r"\s+(?=[,.;:!?])")
_LOOSE_QUOTE = re.compile(r"(?<=[.!?…])\s+(?=[\"'”’]$)")
_ITEM = re.compile(r"^(?:\d+(?:(?:-| en |, ?)\d+)*[.)]|[a-z]\)|[-•*–])\s+")
_PARENTHESIS = re.compile(r"\s*\([^()]{12,}\)")
_SUBORDINATE = re.compile(
    r",\s+(?:zodat|waardoor|waarbij|waarmee|waarin|opdat|aangezien|omdat|terwijl|met als doel|met het oog op|en dit)\b"
)
_FINAL = re.compile(r"[.!?…][\"'”’)\]]*$")


class ExtractiveWriter:
    """Writes verbatim or lightly trimmed sentences only, so nothing can be said that a source does not say."""

    def write(self, evidence: Evidence) -> Draft:
        """One finding a dossier, best first; its decisions in order of date, each with its operative sentence."""
        dossiers: dict[int, list[EvidenceDocument]] = {}
        for item in evidence.documents:
            dossiers.setdefault(item.dossier, []).append(item)
        findings = tuple(_finding(dossier) for dossier in dossiers.values())
        return Draft("extractive", findings)


def _finding(dossier: Sequence[EvidenceDocument]) -> Finding:
    """The newest stages of a dossier in order, the latest with a detail, those before it in short."""
    items = {item.document.id: item for item in dossier}
    *earlier, latest = [items[document.id] for document in course(i.document for i in dossier)][-MAX_STAGES:]
    told = [_told(item, _deciding(item), longest=MAX_EARLIER) for item in earlier]
    first = _deciding(latest)
    told.append(_told(latest, first))
    detail = _detail(latest, first)
    # What an earlier stage told already is not told again.
    if detail and not any(_alike(detail.text, other.text) for other in told):
        told.append(DraftSentence(tell(detail, latest.document, dated=False), (detail.key,)))
    return Finding(heading(latest), tuple(told))


def _told(item: EvidenceDocument, sentence: EvidenceSentence, longest: int = MAX_SENTENCE) -> DraftSentence:
    return DraftSentence(tell(sentence, item.document, dated=True, longest=longest), (sentence.key,))


def _alike(a: str, b: str) -> bool:
    one, other = set(stems(a)), set(stems(b))
    return len(one & other) >= 0.7 * min(len(one), len(other))


def _deciding(item: EvidenceDocument) -> EvidenceSentence:
    """The sentence that stands for a document: it tells its stage, it stands on its own, it serves the section."""

    def standing(sentence: EvidenceSentence) -> float:
        core = _core(sentence)
        decides = bool(_OPERATIVE.search(core)) and not _ASIDE.search(core)
        proves = sentence.start <= item.stage.start < sentence.end
        return 0.5 * decides + 1.0 * proves - 0.5 * bool(_LEANS.search(core)) + sentence.score

    return max(item.sentences, key=lambda sentence: (standing(sentence), -sentence.start))


def _detail(item: EvidenceDocument, first: EvidenceSentence) -> EvidenceSentence | None:
    """A second sentence that serves the section. Details follow a decision; what goes before it is its occasion."""
    details = [s for s in item.sentences if s.start > first.start and s.score >= MIN_SERVICE]
    details = [s for s in details if not _LEANS.search(s.text)] or details
    return max(details, key=lambda sentence: (sentence.score, -sentence.start), default=None)


def _core(sentence: EvidenceSentence) -> str:
    """The sentence on one line, without list number and without the word that ties it to the one before."""
    text = _LOOSE_QUOTE.sub("", _LOOSE.sub("", _ITEM.sub("", " ".join(sentence.text.split()))))
    return _FILLER.sub("", _LEAD.sub(r"De Vlaamse Regering \1\2", text), count=1)


def tell(sentence: EvidenceSentence, document: Document, *, dated: bool, longest: int = MAX_SENTENCE) -> str:
    """A sentence trimmed of asides, with the day of the decision; an answer is told as an answer.

    Without a day it is the second sentence of its document, and an answer is then told as one more.
    """
    text = _core(sentence)
    if sentence.role == "answer":
        day = f" op {day_in_words(document.date)}" if document.date else ""
        return f"De minister antwoordde{day}: “{text}”" if dated else f"Ook antwoordde de minister: “{text}”"
    if sentence.role in ("title", "long_title"):
        text = f"Er is een {document.kind or 'beslissing'} met als titel “{text.rstrip('.')}”."
    if len(text) > longest:
        text = _trim(text, longest)
    ending = _FINAL.search(text)
    stem, stop = (text[: ending.start()], ending.group()) if ending else (text.rstrip(",;: "), ".")
    return f"{stem} ({day_in_words(document.date)}){stop}" if document.date and dated else stem + stop


def _trim(text: str, longest: int) -> str:
    """Without long parentheses, and, where still too long, without its last subordinate clause."""
    text = _PARENTHESIS.sub("", text)
    cuts = [match.start() for match in _SUBORDINATE.finditer(text) if match.start() >= 80]
    return text[: cuts[-1]].rstrip() + "." if len(text) > longest and cuts else text


def heading(item: EvidenceDocument) -> str:
    """A short heading from the document's title."""
    title = " ".join((item.document.title or item.sentences[0].text).split())
    if len(title) <= MAX_HEADING:
        return title.rstrip(".:;, ")
    return title[:MAX_HEADING].rsplit(" ", 1)[0].rstrip(".:;,-– ") + "…"
