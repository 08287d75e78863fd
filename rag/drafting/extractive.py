"""The writer without a model: it chooses operative sentences and tells them in their own words, dossier by dossier."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from rag.documents import Document
from rag.drafting.draft import Draft, DraftSentence, Finding
from rag.dutch.calendar import day_in_words
from rag.evidence import Evidence, EvidenceDocument, EvidenceSentence
from rag.lexical import stems

MAX_STAGES = 3
MAX_HEADING = 90
MAX_SENTENCE = 320
# A second sentence of a document must say this much of the section to earn its place.
SECOND_SENTENCE = 0.25

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
    r" (\w+) de Vlaamse Regering\b"
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
        findings = tuple(_finding(dossier) for dossier in dossiers(evidence.documents))
        return Draft("extractive", findings)


def dossiers(documents: Sequence[EvidenceDocument]) -> list[list[EvidenceDocument]]:
    """Documents whose titles say the same, together; dossiers in order of their best document."""
    groups: list[list[EvidenceDocument]] = []
    for item in documents:
        home = next((members for members in groups if any(_same_title(member, item) for member in members)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def _same_title(a: EvidenceDocument, b: EvidenceDocument) -> bool:
    """Whether two titles are nearly equal, or one (of three content words or more) begins the other."""
    one, other = (stems(item.document.title or item.document.id) for item in (a, b))
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and long[: len(short)] == short:
        return True
    return len(set(one) & set(other)) >= 0.8 * len(set(one) | set(other))


def _finding(dossier: Sequence[EvidenceDocument]) -> Finding:
    """The newest stages of a dossier in order of date; what an earlier one told already is not told again."""
    newest = sorted(dossier, key=lambda item: item.document.date or date.min)[-MAX_STAGES:]
    told: list[DraftSentence] = []
    for item in newest:
        first, *details = _tell(item)
        told.append(first)
        told.extend(detail for detail in details if not any(_alike(detail.text, other.text) for other in told))
    return Finding(heading(newest[-1]), tuple(told))


def _alike(a: str, b: str) -> bool:
    one, other = set(stems(a)), set(stems(b))
    return len(one & other) >= 0.7 * min(len(one), len(other))


def _tell(item: EvidenceDocument) -> Iterable[DraftSentence]:
    """The operative sentence of a document, and one detail that says much of the section."""
    first = max(item.sentences, key=lambda sentence: (_standing(sentence), -sentence.start))
    # Details follow a decision; what goes before it is its occasion.
    details = [s for s in item.sentences if s.start > first.start and s.score >= SECOND_SENTENCE]
    details = [s for s in details if not _LEANS.search(s.text)] or details
    second = [max(details, key=lambda sentence: (sentence.score, -sentence.start))] if details else []
    for sentence in (first, *second):
        yield DraftSentence(tell(sentence, item.document, dated=sentence is first), (sentence.key,))


def _standing(sentence: EvidenceSentence) -> float:
    """How well a sentence stands for its document: it decides, it stands on its own, it says much of the section."""
    core = _core(sentence)
    decides = bool(_OPERATIVE.search(core)) and not _ASIDE.search(core)
    return 1.0 * decides - 0.5 * bool(_LEANS.search(core)) + sentence.score


def _core(sentence: EvidenceSentence) -> str:
    """The sentence on one line, without list number and without the word that ties it to the one before."""
    text = _LOOSE_QUOTE.sub("", _LOOSE.sub("", _ITEM.sub("", " ".join(sentence.text.split()))))
    return _FILLER.sub("", _LEAD.sub(r"De Vlaamse Regering \1", text), count=1)


def tell(sentence: EvidenceSentence, document: Document, *, dated: bool) -> str:
    """A sentence trimmed of asides, with the day of the decision; an answer is told as an answer."""
    text = _core(sentence)
    if sentence.role == "answer":
        day = f" op {day_in_words(document.date)}" if document.date and dated else ""
        return f"De minister antwoordde{day}: “{text}”"
    if sentence.role in ("title", "long_title"):
        text = f"Er is een {document.kind or 'beslissing'} met als titel “{text.rstrip('.')}”."
    if len(text) > MAX_SENTENCE:
        text = _trim(text)
    ending = _FINAL.search(text)
    stem, stop = (text[: ending.start()], ending.group()) if ending else (text.rstrip(",;: "), ".")
    return f"{stem} ({day_in_words(document.date)}){stop}" if document.date and dated else stem + stop


def _trim(text: str) -> str:
    """Without long parentheses, and, where still too long, without its last subordinate clause."""
    text = _PARENTHESIS.sub("", text)
    cuts = [match.start() for match in _SUBORDINATE.finditer(text) if match.start() >= 80]
    return text[: cuts[-1]].rstrip() + "." if len(text) > MAX_SENTENCE and cuts else text


def heading(item: EvidenceDocument) -> str:
    """A short heading from the document's title."""
    title = " ".join((item.document.title or item.sentences[0].text).split())
    if len(title) <= MAX_HEADING:
        return title.rstrip(".:;, ")
    return title[:MAX_HEADING].rsplit(" ", 1)[0].rstrip(".:;,-– ") + "…"
