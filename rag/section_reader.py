"""Reading a document for one section: which of its sentences serve which of the section's."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import numpy as np

from rag.chunking import sentences_of
from rag.commitments import Commitment
from rag.documents import Document, Hit, Role, Section, Segment, Span
from rag.dutch.sentences import split_sentences
from rag.evidence import EvidenceDocument, EvidenceSentence, Reason, sentence_key
from rag.matching import Idf, Matcher, Scores, content
from rag.stages import stage_of

SENTENCES_PER_DOCUMENT = 12
# Nobody can check a quote of pages at a glance, and no report can hold it: text without full stops carries nothing.
LONGEST_SENTENCE = 2000  # characters
# How much a sentence must say of one of the section's to serve it; see ``rag.gathering`` on where this lies.
MIN_SERVICE = 0.16
# A question tells what somebody asked, never what was decided or done; nor does a title that announces one.
CITABLE: frozenset[Role] = frozenset({"title", "long_title", "body", "attachment", "answer"})
_TITLES: frozenset[Role] = frozenset({"title", "long_title"})
_SHORT = 10_000  # characters of a document: few decisions have more, but for their attachments
_ASKED = re.compile(r"(?:\w+ )?schriftelijke vra(?:ag|gen)\b", re.IGNORECASE)


class SectionReader:
    """Reads documents for one section: which of their sentences serve which of its sentences."""

    def __init__(self, section: Section, commitments: Sequence[Commitment], idf: Idf) -> None:
        self.section = section
        self._commitments = commitments
        # What no rule takes for a commitment may still name the subject of one.
        others = [
            span
            for span in split_sentences(section.text)
            if not any(made.start < span.end and span.start < made.end for made in self._commitments)
        ]
        self._spans = [*((made.start, made.end) for made in self._commitments), *others]
        self._words = _padded(content(section.text))
        self._matcher = Matcher([section.text[start:end] for start, end in self._spans], idf)

    def read(self, document: Document, hit: Hit) -> EvidenceDocument | None:
        """What the document says of the section, however little; None if nothing in it can be cited.

        Only the reasons that reach ``MIN_SERVICE`` are given, or the best one if none does.
        """
        lines = self._lines(document)
        if not lines:
            return None
        stage = stage_of(document)
        best = _best(lines)
        # The sentence that decides must be there to be cited, however little of the section it repeats.
        deciding = [line for line in best[SENTENCES_PER_DOCUMENT - 1 :] if line.start <= stage.start < line.end][:1]
        shown = [*best[: SENTENCES_PER_DOCUMENT - len(deciding)], *deciding]
        keys = [self._key(document, n.start, n.text) for n in shown]
        sentences = tuple(
            EvidenceSentence(
                key, document.id, line.start, line.end, line.text, line.role, round(float(line.scores.max()), 4)
            )
            for key, line in zip(keys, shown, strict=True)
        )
        return EvidenceDocument(document, hit, sentences, stage, 0, self._reasons(shown, keys), self._title(document))

    def quoting(self, item: EvidenceDocument, spans: Iterable[Span]) -> EvidenceDocument:
        """The item with these stretches of its document among its sentences."""
        shown = {found.key for found in (*item.sentences, item.title) if found}
        added = []
        for start, end in sorted(set(spans)):
            text = item.document.text[start:end]
            key = sentence_key(self.section, item.document.id, start, text)
            if key not in shown:
                role = next(segment.role for segment in item.document.segments if start < segment.end)
                added.append(EvidenceSentence(key, item.document.id, start, end, text, role, 0.0))
        return replace(item, sentences=(*item.sentences, *added))

    def _key(self, document: Document, start: int, text: str) -> str:
        return sentence_key(self.section, document.id, start, text)

    def _title(self, document: Document) -> EvidenceSentence | None:
        """The title of a document that has more to cite than that."""
        first = document.segments[0]
        if first.role != "title" or _is_bare(document):
            return None
        text = document.text[first.start : first.end]
        key = self._key(document, first.start, text)
        return EvidenceSentence(key, document.id, first.start, first.end, text, first.role, 0.0)

    def _lines(self, document: Document) -> list["_Line"]:
        """The citable sentences with their scores; of a written question only those of answers that serve.

        An attachment that repeats the section word for word, as notes to the government do, says nothing of it.
        """
        read = []
        for passage in _passages(document):
            scores = self._matcher.scores(passage.words, passage.above_words)
            found = zip(passage.places, passage.words, scores, strict=True)
            lines = [
                _Line(*place, passage.above, row)
                for place, words, row in found
                if place[3] != "attachment" or _padded(words) not in self._words
            ]
            read += [lines] if lines else []
        serving = [lines for lines in read if max(line.scores.max() for line in lines) >= MIN_SERVICE]
        if document.kind == "schriftelijke vraag" and any(lines[0].role == "answer" for lines in serving):
            read = serving
        return [line for lines in read for line in lines]

    def _reasons(self, lines: Sequence["_Line"], keys: Sequence[str]) -> tuple[Reason, ...]:
        """The commitments that these sentences serve, each with the one that serves it best; best first.

        What is attached to a decision may be about anything: only its own words make it one about the section.
        """
        own = [(line, key) for line, key in zip(lines, keys, strict=True) if line.role != "attachment"]
        lines, keys = zip(*own, strict=True) if own else (lines, keys)
        scores = np.array([line.scores for line in lines])
        best = scores.max(axis=0)
        wanted = [n for n in range(len(self._commitments)) if best[n] >= MIN_SERVICE] or [int(best.argmax())]
        reasons = []
        for number in sorted(wanted, key=lambda number: (-best[number], number)):
            place = int(scores[:, number].argmax())
            line = lines[place]
            terms = self._matcher.terms(line.text, line.above, number)
            commitment = number if number < len(self._commitments) else None
            score = round(float(best[number]), 4)
            reasons.append(Reason(commitment, *self._spans[number], score, terms, keys[place]))
        return tuple(reasons)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A citable sentence, what stands above it, and how much it says of each sentence of the section."""

    start: int
    end: int
    text: str
    role: Role
    above: str
    scores: Scores


def _best(lines: Sequence[_Line]) -> list[_Line]:
    """The lines that say most first. Attachments, however long, leave half of the places to the document itself."""
    ranked = sorted(lines, key=lambda line: (-line.scores.max(initial=0.0), line.start))
    attached = [line for line in ranked if line.role == "attachment"]
    own = len(ranked) - len(attached)
    behind = attached[max(SENTENCES_PER_DOCUMENT // 2, SENTENCES_PER_DOCUMENT - own) :]
    return [*(line for line in ranked if line not in behind), *behind] if behind else ranked


@dataclass(frozen=True, slots=True)
class _Passage:
    """The citable sentences of one passage, each as (start, end, text, role) and as its content words."""

    above: str
    above_words: tuple[str, ...]
    places: tuple[tuple[int, int, str, Role], ...]
    words: tuple[tuple[str, ...], ...]


def _passages(document: Document) -> tuple[_Passage, ...]:
    """A document as it is held against sections; kept, for it is read for several, but of long ones only the last."""
    return (_of_short if len(document.text) <= _SHORT else _of_long)(document)


def _read(document: Document) -> tuple[_Passage, ...]:
    """Some four bytes a character, of which attachments can have millions.

    Titles are sentences only where the document has nothing else: they name a subject, they decide nothing.
    """
    bare = _is_bare(document)
    if document.kind != "schriftelijke vraag" and _ASKED.match(document.title or ""):
        return ()
    title = [] if bare else [document.title or "", *_texts(document, _TITLES)]
    found = []
    for _, group in groupby(document.segments, key=lambda segment: segment.passage):
        segments = list(group)
        places = [
            (start, end, document.text[start:end], segment.role)
            for segment in segments
            if segment.role in (CITABLE if bare else CITABLE - _TITLES)
            for start, end in sentences_of(document, segment)
            if end - start <= LONGEST_SENTENCE and not _is_quoted(document.text, segment, start)
        ]
        asked = [document.text[segment.start : segment.end] for segment in segments if segment.role == "question"]
        above = " ".join(dict.fromkeys([*title, *asked]))
        if places:
            words = tuple(tuple(map(sys.intern, content(text))) for _, _, text, _ in places)
            found.append(_Passage(above, tuple(content(above)), tuple(places), words))
    return tuple(found)


_of_short, _of_long = lru_cache(maxsize=4096)(_read), lru_cache(maxsize=512)(_read)


def _is_bare(document: Document) -> bool:
    """Whether a document says nothing itself but its titles."""
    return all(segment.role in _TITLES or segment.role == "attachment" for segment in document.segments)


def _padded(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _is_quoted(text: str, segment: Segment, start: int) -> bool:
    """Whether a sentence stands within quotation marks that an earlier one opened: a document that gives somebody
    else's words, those of the agreement, say, decides nothing by them.
    """
    before, behind = text[segment.start : start], text[start : segment.end]
    curly = before.count("“") + before.count("„") > before.count("”") and "”" in behind
    return curly or (before.count('"') % 2 == 1 and '"' in behind)


def _texts(document: Document, roles: frozenset[Role]) -> Iterator[str]:
    return (document.text[segment.start : segment.end] for segment in document.segments if segment.role in roles)
