"""The writer without a model says nothing its sources do not say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.config import DraftConfig
from rag.documents import Document
from rag.drafting.checking import Checker
from rag.drafting.draft import Draft
from rag.drafting.extractive import ExtractiveWriter
from rag.drafting.grouping import MOST_TOLD
from rag.evidence import Evidence, Reason
from tests.evidence_samples import SECTION, evidence_of
from tests.samples import CYCLING, HOUSING, document


def grant(number: int, subject: str, day: str | None = None, more: str = "") -> Document:
    body = f"De Vlaamse Regering kent een subsidie toe aan {subject} in de gemeente. {more}".strip()
    return document(
        f"d{number}", ("title", subject.capitalize()), ("body", body), day=day or f"2021-03-{number + 1:02}"
    )


def write(*documents: Document, dossiers: Sequence[int] = (), **config: object) -> Draft:
    return ExtractiveWriter(DraftConfig(**config)).write(evidence_of(*documents, dossiers=dossiers))  # type: ignore[arg-type]


def told(draft: Draft) -> list[str]:
    return [sentence.text for finding in draft.findings for sentence in finding.sentences]


def serving(evidence: Evidence, *promises: int | None) -> Evidence:
    """The evidence with each document serving the promise given, each a stretch of its own."""
    items = [
        replace(
            item,
            reasons=(
                Reason(
                    promise, 90 if promise is None else promise, 99, item.reasons[0].score, (), item.sentences[0].key
                ),
            ),
        )
        for item, promise in zip(evidence.documents, promises, strict=True)
    ]
    return replace(evidence, documents=tuple(items), section=replace(SECTION, text="x" * 100))


def test_dossiers_on_one_subject_are_one_finding_in_order_of_date() -> None:
    later, earlier = grant(8, "veilige fietspaden"), grant(2, "nieuwe fietspaden")
    (finding,) = write(later, earlier).findings
    assert finding.commitments == (0,)
    assert [sentence.text[:17] for sentence in finding.sentences] == ["Op 3 maart 2021 k", "Op 9 maart 2021 k"]


def test_each_subject_has_its_own_finding_and_what_serves_no_promise_comes_last() -> None:
    evidence = serving(evidence_of(CYCLING, HOUSING, grant(1, "fietsbruggen")), None, 1, 0)
    assert [finding.commitments for finding in ExtractiveWriter().write(evidence).findings] == [(1,), (0,), ()]


def test_a_heading_stands_over_no_more_dossiers_than_it_can_hold() -> None:
    names = ["bruggen", "tunnels", "paden", "stallingen", "lichten", "borden", "kaarten"]
    draft = write(*(grant(number, f"{name} op de kustroute") for number, name in enumerate(names)))
    assert sum(len(finding.sentences) for finding in draft.findings) == len(names)
    assert len({finding.heading for finding in draft.findings}) == len(draft.findings) < len(names)
    assert max(len(finding.sentences) for finding in draft.findings) <= MOST_TOLD


def test_a_copy_without_a_day_is_not_told_again() -> None:
    first = grant(1, "veilige fietspaden")
    copy = document("copy", ("title", "Kopie"), ("body", first.text.split("\n")[1]), day=None)
    assert len(told(write(copy, first))) == 1


DETAILED = ("Gemeenten leggen nieuwe paden aan langs scholen.", "Provincies betalen de verlichting langs kanalen.")


@pytest.mark.parametrize(("length", "count"), [("kort", 1), ("gewoon", 3), ("uitgebreid", 4)])
def test_the_length_decides_how_much_is_told(length: str, count: int) -> None:
    names = "veilige fietspaden", "nieuwe fietspaden"
    documents = [grant(n, name, more=more) for n, (name, more) in enumerate(zip(names, DETAILED, strict=True), 1)]
    detailed = write(*documents, length=length)
    assert len(told(detailed)) == count


def test_the_order_of_findings_is_the_editors() -> None:
    evidence = serving(evidence_of(grant(1, "fietspaden"), grant(9, "bruggen"), grant(5, "fietspaden")), 0, 1, 0)
    orders = [ExtractiveWriter(DraftConfig(order=order)).write(evidence) for order in ("commitment", "date")]
    assert [[f.commitments for f in draft.findings] for draft in orders] == [[(0,), (1,)], [(1,), (0,)]]


def test_no_sentence_cites_more_than_the_configuration_allows() -> None:
    stages = [
        document(
            str(n), ("title", "T"), ("body", f"De Vlaamse Regering keurt het fietsplan {how}goed."), day=f"202{n}-01-01"
        )
        for n, how in enumerate(["principieel ", "opnieuw principieel ", "definitief "])
    ]
    for most in (1, 2, 3):
        draft = write(*stages, dossiers=(1, 1, 1), citations_per_sentence=most)
        assert [len(sentence.keys) for finding in draft.findings for sentence in finding.sentences] == [most]


def test_what_the_checks_object_to_is_dropped_with_its_reason() -> None:
    lying = replace(CYCLING, text=CYCLING.text.replace("150 miljoen", "999 miljoen"))
    evidence = evidence_of(lying)
    cited = tuple(replace(item, document=CYCLING) for item in evidence.documents)
    draft = ExtractiveWriter(checker=Checker(lambda stem: 5.0)).write(replace(evidence, documents=cited))
    assert draft.findings == ()
    assert [(dropped.reason.split(",")[0], dropped.step) for dropped in draft.dropped] == [("fact.number", "write")]


def test_a_sentence_that_passes_carries_the_judges_score() -> None:
    draft = ExtractiveWriter(checker=Checker(lambda stem: 5.0)).write(evidence_of(CYCLING))
    assert all(sentence.score and sentence.score > 2 / 3 for f in draft.findings for sentence in f.sentences)
    assert draft.dropped == ()


def test_every_step_tells_what_it_took() -> None:
    draft = write(CYCLING, HOUSING)
    assert [(step.name, step.by) for step in draft.steps] == [
        ("select", "rules"),
        ("write", "rules"),
        ("check", "rules"),
    ]
    assert draft.steps[0].took == {"documents": 2, "dossiers": 2}
    assert draft.steps[2].took == {"sentences": len(told(draft)), "dropped": 0}


def test_without_evidence_there_is_nothing_to_tell() -> None:
    assert write().findings == ()


def test_every_sentence_rests_on_a_sentence_that_was_shown() -> None:
    evidence = evidence_of(CYCLING, HOUSING)
    draft = ExtractiveWriter().write(evidence)
    keys = [key for finding in draft.findings for sentence in finding.sentences for key in sentence.keys]
    assert keys
    assert all(evidence.sentence(key) for key in keys)
    assert evidence.cutoff == dt.date(2023, 12, 22)


def test_words_that_a_source_broke_are_told_whole() -> None:
    evidence = evidence_of(grant(1, "veilige fiets paden"))
    draft = ExtractiveWriter(mend=lambda text: text.replace("fiets paden", "fietspaden")).write(evidence)
    (finding,) = draft.findings
    assert finding.heading == "Veilige fietspaden"
    assert "fietspaden" in finding.sentences[0].text
    assert "fiets paden" in evidence.documents[0].sentences[0].text
