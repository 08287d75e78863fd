"""The writer without a model: it tells operative sentences in their own words, dossier by dossier, by commitment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.config import DraftConfig
from rag.documents import Span
from rag.drafting.arranging import arrange, service
from rag.drafting.checking import Checker
from rag.drafting.draft import Draft, DraftSentence, Dropped, Finding, Step
from rag.drafting.grouping import Topic, grouped
from rag.drafting.headings import Subject, heading, short_title, trimmed
from rag.drafting.telling import deciding, details, principal, tell_dossier, verbatim
from rag.drafting.trimming import one_line, subject
from rag.evidence import Evidence, EvidenceDocument, Reason
from rag.matching import content
from rag.section_reader import MIN_SERVICE

Dossier = list[EvidenceDocument]

_WHOLE = 10_000  # characters: nothing is cut
# Of the further sentences on a dossier only those are told, at the default length, that say this much of a promise.
TELLING = 0.25


@dataclass(frozen=True, slots=True)
class Length:
    """What a length asks for: characters to cut a sentence to, dossiers a promise (None: all), details a dossier.

    Where ``every`` is False only the weightiest dossier of a finding gets details, and only telling ones.
    """

    sentence: int
    dossiers: int | None
    details: int
    every: bool = False


LENGTHS = {"kort": Length(180, 1, 0), "gewoon": Length(220, None, 1), "uitgebreid": Length(320, None, 2, every=True)}


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence on a decision, and other ways to tell it, ever closer to its words; a detail has none."""

    item: EvidenceDocument
    sentence: DraftSentence
    others: tuple[DraftSentence, ...] = ()


class ExtractiveWriter:
    """Writes verbatim or lightly trimmed sentences only, so nothing can be said that a source does not say.

    What a ``checker`` objects to is told verbatim instead or, where that does not help, not at all. ``mend`` sets the
    spaces right that a source has put inside words.
    """

    def __init__(
        self,
        config: DraftConfig | None = None,
        checker: Checker | None = None,
        mend: Callable[[str], str] = str,
    ) -> None:
        self._config = config or DraftConfig()
        self._length = LENGTHS[self._config.length]
        self._checker = checker
        self._mend = mend

    def write(self, evidence: Evidence, *, part: bool = False) -> Draft:
        """One finding a promise, weightiest first; in it one sentence a dossier, in order of date, and details."""
        evidence = evidence.respelled(self._mend)
        groups = self._select(evidence)
        dropped: list[Dropped] = []
        findings: list[Finding] = []
        written = 0
        for group in groups:
            told = self._tell(group)
            written += len(told)
            kept: dict[str, list[DraftSentence]] = {}
            for one in told:
                sentence = self._check(one, evidence, dropped)
                # A detail of what is not told itself would come out of the blue.
                if sentence and (one.others or one.item.document.id in kept):
                    kept.setdefault(one.item.document.id, []).append(sentence)
            if kept:
                group = [dossier for dossier in group if principal(dossier)[0].document.id in kept]
                subjects = [_subject(dossier) for dossier in group]
                sentences = tuple(sentence for each in kept.values() for sentence in each)
                name = self._mend(heading(subjects, [finding.heading for finding in findings]))
                findings.append(Finding(name, sentences, _promises(group)))
        chosen = sum(map(len, groups))
        steps = (
            Step("select", "rules", took={"documents": len(evidence.documents), "dossiers": chosen}),
            Step("write", "rules", took={"dossiers": chosen, "sentences": written}),
            Step("check", "rules", took={"sentences": written, "dropped": len(dropped)}),
        )
        arranged = arrange(findings, evidence, self._config.order)
        return Draft("extractive", arranged, dropped=tuple(dropped), steps=steps)

    def _select(self, evidence: Evidence) -> list[list[Dossier]]:
        """The dossiers in groups of one subject each, in them and of them the weightiest first."""
        served: dict[Span, list[Dossier]] = {}
        for dossier in sorted(_distinct(evidence.dossiers().values()), key=_weight, reverse=True):
            served.setdefault(_stretch(dossier), []).append(dossier)
        chosen = (dossier for some in served.values() for dossier in some[: self._length.dossiers])
        told = sorted(chosen, key=_weight, reverse=True)
        return [[told[place] for place in places] for places in grouped(list(map(_topic, told)))]

    def _tell(self, group: Sequence[Dossier]) -> list[_Told]:
        """The sentences on the dossiers of a finding, which come weightiest first, in order of date."""
        said: list[str] = []
        citations = self._config.citations_per_sentence
        told: list[tuple[date, list[_Told]]] = []
        for place, dossier in enumerate(group):
            item = principal(dossier)[0]
            first = tell_dossier(dossier, self._length.sentence, citations, alone=len(group) == 1)
            most = self._length.details if self._length.every or place == 0 else 0
            least = MIN_SERVICE if self._length.every else TELLING
            more = details(item, [*said, first.text], self._length.sentence, most, least)
            said += [sentence.text for sentence in (first, *more)]
            # Without what was cut or went before it a sentence says less, and only what its source says.
            plain = tell_dossier([item], _WHOLE, citations)
            sentences = [_Told(item, first, (plain, verbatim(item))), *(_Told(item, detail) for detail in more)]
            told.append((item.document.date or date.max, sentences))
        return [sentence for _, sentences in sorted(told, key=lambda pair: pair[0]) for sentence in sentences]

    def _check(self, told: _Told, evidence: Evidence, dropped: list[Dropped]) -> DraftSentence | None:
        """The sentence as it may be published, with the judge's score; None if it was dropped."""
        if self._checker is None:
            return told.sentence
        sound = []
        for sentence in dict.fromkeys((told.sentence, *told.others)):
            found = self._checker.check(sentence, evidence)
            reasons = [objection.code for objection in found.objections] or [f"support.{found.support}"]
            if not found.objections and found.support != "none":
                sound.append(found.told(sentence))
            if reasons == ["support.full"]:
                return sound[-1]
            if sentence is told.sentence:
                why = ",".join(dict.fromkeys(reasons))
        if sound:
            return max(sound, key=lambda sentence: sentence.score or 0.0)
        dropped.append(Dropped(told.sentence.text, why))
        return None


def _distinct(dossiers: Iterable[Dossier]) -> Iterator[Dossier]:
    """The dossiers without those that have no day and tell what another one tells: a corpus may hold copies."""
    told: set[str] = set()
    for dossier in sorted(dossiers, key=lambda dossier: principal(dossier)[0].document.date is None):
        item = principal(dossier)[0]
        text = one_line(deciding(item).text)
        if item.document.date or text not in told:
            yield dossier
        told.add(text)


def _weight(dossier: Dossier) -> float:
    return max(map(service, dossier))


def _stretch(dossier: Dossier) -> Span:
    """The stretch of the section that a dossier says most of."""
    best = _best(dossier)
    return Span(best.start, best.end)


def _best(items: Sequence[EvidenceDocument]) -> Reason:
    return max((reason for item in items for reason in item.reasons), key=lambda reason: reason.score)


def _subject(dossier: Dossier) -> Subject:
    item = principal(dossier)[0]
    return Subject(item.document, _best(dossier).terms, one_line(deciding(item).text))


def _topic(dossier: Dossier) -> Topic:
    """What a dossier is about; only the form of a decision, and it is about nothing."""
    item = principal(dossier)[0]
    title = tuple(word for word in content(trimmed(short_title(item.document))) if subject(word))
    return Topic(title, tuple(content(one_line(deciding(item).text))), _stretch(dossier))


def _promises(dossiers: Sequence[Dossier]) -> tuple[int, ...]:
    """The commitments that dossiers serve."""
    reasons = (reason for dossier in dossiers for item in dossier for reason in item.reasons)
    return tuple(sorted({reason.commitment for reason in reasons if reason.commitment is not None}))
