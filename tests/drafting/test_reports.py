"""The frame of a report is computed, asserts nothing, and says what was searched and what was not found."""

import datetime as dt
from dataclasses import replace

import pytest

from rag.commitments import Commitment
from rag.documents import Section
from rag.drafting.draft import Draft, Finding
from rag.drafting.extractive import ExtractiveWriter
from rag.drafting.reports import NOT_DONE, draft_section, frame
from rag.dutch.sentences import split_sentences
from rag.evidence import Evidence
from rag.llm.account import Account
from rag.support.assertions import needs_citation
from rag.support.objections import Objection
from tests.evidence_samples import evidence_of
from tests.samples import CYCLING, HOUSING, PREMIUM, document

TEXT = "We bouwen fietspaden. We meten de economi-sche impact , jaar na jaar. We zorgen voor “veilige” paden!"
PROMISES = tuple(Commitment(start, end, TEXT[start:end]) for start, end in split_sentences(TEXT))
SECTION = Section("m/1.3", "Mobiliteit", "1.3", "Fiets", TEXT)


def found(evidence: Evidence, promises: int = 3) -> Evidence:
    return replace(evidence, section=SECTION, commitments=PROMISES[:promises])


def framed(evidence: Evidence, *served: int) -> tuple[str, str]:
    """Introduction and closing of a draft whose findings are about these promises."""
    draft = ExtractiveWriter().write(evidence)
    about = tuple(replace(finding, commitments=served) for finding in draft.findings)
    made = frame(replace(draft, findings=about), evidence)
    return made.introduction, made.closing


def test_the_introduction_counts_promises_and_decisions_from_first_to_last() -> None:
    introduction, _ = framed(found(evidence_of(CYCLING, HOUSING, PREMIUM)), 0, 2)
    assert introduction == (
        'Het regeerakkoord noemt in "1.3 Fiets" 3 voornemens; voor 2 daarvan werden beslissingen gevonden. '
        "Dit verslag steunt op 3 beslissingen, van 12 maart 2021 tot 17 februari 2023."
    )


@pytest.mark.parametrize(
    ("promises", "served", "said"),
    [
        (3, (0, 1, 2), "3 voornemens; voor elk daarvan werden beslissingen gevonden."),
        (1, (0,), "1 voornemen; daarvoor werden beslissingen gevonden."),
        (2, (), "2 voornemens; alleen over de rest van de tekst werden beslissingen gevonden."),
        (0, (), "geen voornemens; wat erover gevonden werd, staat hieronder."),
    ],
)
def test_the_introduction_says_for_how_many_something_was_found(
    promises: int, served: tuple[int, ...], said: str
) -> None:
    introduction, _ = framed(found(evidence_of(CYCLING), promises), *served)
    assert said in introduction
    assert introduction.endswith("Dit verslag steunt op 1 beslissing, van 12 maart 2021.")


def test_what_is_in_doubt_about_a_sentence_is_told_of_its_claim() -> None:
    evidence = found(evidence_of(CYCLING, HOUSING))
    doubt = Objection("fact.number", "Bron zegt 5.", 3, 9)

    class Doubting:
        def write(self, evidence: Evidence, *, part: bool = False) -> Draft:
            first, second, *_ = ExtractiveWriter().write(evidence).findings[0].sentences
            return Draft("extractive", (Finding("F", (first, replace(second, doubts=(doubt,)))),), (first,))

    claims = draft_section(evidence, Doubting(), {}, Account()).sidecar.claims
    (claim,) = [claim for claim in claims if claim.doubts]
    assert claim.text.startswith(ExtractiveWriter().write(evidence).findings[0].sentences[1].text[:20])
    assert [(told.code, told.message, told.claim_id, told.quote) for told in claim.doubts] == [
        ("fact.number", "Bron zegt 5.", claim.id, claim.text[3:9])
    ]


def test_answers_are_counted_apart() -> None:
    answer = document("q", ("title", "V"), ("answer", "Er kwamen 33 aanvragen."), kind="schriftelijke vraag", day=None)
    introduction, _ = framed(found(evidence_of(answer)), 0)
    assert "voor 1 daarvan werden beslissingen of antwoorden gevonden" in introduction
    assert introduction.endswith("Dit verslag steunt op 1 antwoord op een schriftelijke vraag.")


def test_the_closing_names_what_was_not_found_without_the_damage_of_line_ends() -> None:
    _, closing = framed(found(evidence_of(CYCLING)), 0)
    assert closing.startswith(
        "Voor 2 van de 3 voornemens werd geen beslissing gevonden: “We meten de economische impact, jaar na jaar”; "
        "“We zorgen voor veilige paden”. Doorzocht: 162 documenten tot en met 22 december 2023."
    )


def test_nothing_in_the_frame_needs_a_citation() -> None:
    for evidence in (found(evidence_of(CYCLING)), found(evidence_of(CYCLING), 0), evidence_of(HOUSING)):
        for text in framed(evidence, *range(len(evidence.commitments) - 1)):
            assert not [text[a:b] for a, b in split_sentences(text) if needs_citation(text[a:b])]


def test_without_findings_the_report_says_what_was_searched() -> None:
    empty = replace(found(evidence_of()), searched=4787, cutoff=dt.date(2024, 1, 10))
    made = frame(Draft("extractive", ()), empty)
    assert made.introduction == (
        'Voor "1.3 Fiets" werd geen beslissing gevonden. Doorzocht: 4.787 documenten tot en met 10 januari 2024.'
    )
    assert made.closing == NOT_DONE


LONG = "We bouwen veilige fietspaden langs alle scholen en stations in steden en gemeenten van het hele gewest"


@pytest.mark.parametrize(
    ("promise", "shown"),
    [
        (f"{LONG}, zodat jongeren en ouderen zich zonder auto kunnen verplaatsen.", f"{LONG} …"),
        (
            f"{LONG} met eigen middelen en met middelen van de Europese commissie van experten.",
            f"{LONG} met eigen middelen en met middelen …",
        ),
        (f"3 {LONG}.", LONG),
    ],
)
def test_a_promise_that_is_too_long_to_show_ends_where_a_clause_or_a_phrase_does(promise: str, shown: str) -> None:
    evidence = evidence_of(CYCLING)
    promises = (Commitment(0, 1, "Eerste."), Commitment(1, 2, promise))
    _, closing = framed(replace(evidence, commitments=promises), 0)
    quote = closing.partition("“")[2].partition("”")[0]
    assert quote == shown
