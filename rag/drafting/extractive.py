"""The writer without a model: it chooses operative sentences and tells them in their own words, dossier by dossier."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from rag.drafting.draft import Draft, DraftSentence, Finding
from rag.dutch.calendar import day_in_words
from rag.evidence import Evidence, EvidenceDocument, EvidenceSentence
from rag.lexical import stems

MAX_STAGES = 3
MAX_HEADING = 90
MAX_SENTENCE = 320
# A second sentence of a document must say this much of the section to earn its place.
SECOND_SENTENCE = 0.25

_DECIDES = (
    r"aanvaardt|belast|benoemt|bepaalt|bekrachtigt|besliste?|bevestigt|draagt|duidt|erkent|geeft|gaat akkoord|hecht|"
    r"hechtte|investeert|keurde?|kende?|lanceert|legt|machtigt|maakt|neemt|ondersteunt|past|richt|roept|sluit|start|"
    r"stelt|stemt|trekt|verdeelt|verhoogt|verleent|verlengt|voert|voorziet|vraagt|wijst|wijzigt|zet"
)
_OPERATIVE = re.compile(
    rf"\b(?:Vlaamse Regering|[Zz]e|[Zz]ij) (?:\w+ )?(?:{_DECIDES})\b|\b(?:{_DECIDES}) (?:de )?(?:Vlaamse Regering|ze)\b"
)
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
    groups: list[tuple[frozenset[str], list[EvidenceDocument]]] = []
    for item in documents:
        words = frozenset(stems(item.document.title or item.document.id))
        home = next((members for known, members in groups if _same_title(known, words)), None)
        if home is None:
            groups.append((words, [item]))
        else:
            home.append(item)
    return [members for _, members in groups]


def _same_title(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= 0.8 * len(a | b)


def _finding(dossier: Sequence[EvidenceDocument]) -> Finding:
    newest = sorted(dossier, key=lambda item: item.document.date or date.min)[-MAX_STAGES:]
    sentences = [sentence for item in newest for sentence in _tell(item)]
    return Finding(heading(newest[-1]), tuple(sentences))


def _tell(item: EvidenceDocument) -> Iterable[DraftSentence]:
    """The operative sentence of a document, and one more where it says much of the section."""
    first = min(
        item.sentences, key=lambda sentence: (not _OPERATIVE.search(sentence.text), -_weight(sentence), sentence.start)
    )
    chosen = [first]
    rest = [sentence for sentence in item.sentences if sentence is not first and sentence.score >= SECOND_SENTENCE]
    if rest:
        chosen.append(max(rest, key=lambda sentence: (sentence.score, -sentence.start)))
    for sentence in sorted(chosen, key=lambda sentence: sentence.start):
        yield DraftSentence(tell(sentence, item.document.date if sentence is first else None), (sentence.key,))


def _weight(sentence: EvidenceSentence) -> float:
    """Among operative sentences the one that says most of the section, with some favour for the government as subject."""
    return sentence.score + (0.2 if "Vlaamse Regering" in sentence.text else 0.0)


def tell(sentence: EvidenceSentence, day: date | None) -> str:
    """A sentence trimmed of asides, with the day of the decision before its full stop."""
    text = " ".join(sentence.text.split())
    if sentence.role in ("title", "long_title"):
        text = f"Beslissing met als titel: {text}"
    if len(text) > MAX_SENTENCE:
        text = _trim(text)
    ending = _FINAL.search(text)
    stem, stop = (text[: ending.start()], ending.group()) if ending else (text.rstrip(",;: "), ".")
    return f"{stem} ({day_in_words(day)}){stop}" if day else stem + stop


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
