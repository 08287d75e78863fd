"""Reference integrity: each kind of damage is found, and a sound report has none."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Document, Segment
from rag.markdown import parse, parse_blocks
from rag.report import Claim, Marker, Reference, Report
from rag.support.findings import Finding
from rag.support.references import Bibliography, check_references, runs


class Corpus(dict[str, Document]):
    """A catalogue in memory."""

    def document(self, identity: str, /) -> Document | None:
        """The document with this id."""
        return self.get(identity)


def document(identity: str, title: str | None, day: date | None, url: str | None = None) -> Document:
    """A decision with a title, a day and a body."""
    return Document(identity, "Tekst.", (Segment(0, 6, "body"),), "nota", title, day, None, url)


CORPUS = Corpus(
    (item.id, item)
    for item in [
        document("a", "Eerste titel", date(2021, 1, 1), "https://www.vlaanderen.be/a"),
        document("b", "Tweede “titel”", date(2021, 2, 2)),
        document("c", "Dossier", date(2021, 3, 3)),
        document("d", "Dossier", date(2021, 4, 4)),
        document("e", None, None),
    ]
)
SOUND = (
    Reference(0, "Eerste titel", "2021-01-01", "https://www.vlaanderen.be/a", "a"),
    Reference(1, "Tweede 'titel'".replace("'", '"'), "2021-02-02", None, "b"),
)
BODY = r"Dit is zo \[0\]. Dat ook \[1\]\[0\]."


def codes(body: str, references: tuple[Reference, ...], corpus: Corpus | None = None) -> list[str]:
    """The codes found in a report with this body and list."""
    return [finding.code for finding in check_references(Report("T", "", parse_blocks(body), references), corpus)]


def test_a_sound_report_has_no_findings() -> None:
    assert codes(BODY, SOUND, CORPUS) == []


def test_counting_may_also_start_at_one() -> None:
    assert codes(r"Zo \[1\]. Ook \[2\].", tuple(replace(r, number=r.number + 1) for r in SOUND)) == []


@pytest.mark.parametrize(
    ("body", "references", "expected"),
    [
        (BODY + r" En \[7\].", SOUND, ["reference.dangling"]),
        (BODY, (SOUND[0], replace(SOUND[1], title="", url=None)), ["reference.dead"]),
        (r"Dit is zo \[0\].", SOUND, ["reference.unused"]),
        (BODY, (SOUND[0], replace(SOUND[0], number=1)), ["reference.duplicate"]),
        (BODY, (replace(SOUND[0], document=None), replace(SOUND[0], number=1, document=None)), ["reference.duplicate"]),
        (r"Dit is zo \[1\]. Dat ook \[0\].", SOUND, ["reference.order"]),
        (BODY, SOUND[::-1], ["reference.order"]),
        (r"Zo \[0\]\[2\].", (SOUND[0], replace(SOUND[1], number=2)), ["reference.order"]),
        (BODY, (*SOUND, replace(SOUND[1], title="Andere", document="c")), ["reference.order"]),
        (BODY + " Zie [3-1].", SOUND, ["marker.malformed"]),
        (BODY + " Zie [1.1].", SOUND, ["marker.malformed"]),
        (BODY + " Zie [Beslissingen 1, 5].", SOUND, ["marker.malformed"]),
        (BODY + " Zie [Regeerakkoord 2.1] en [2019-2024].", SOUND, []),
    ],
)  # fmt: skip
def test_each_kind_of_damage_is_found_and_nothing_else(
    body: str, references: tuple[Reference, ...], expected: list[str]
) -> None:
    assert codes(body, references) == expected


def listed(count: int) -> tuple[Reference, ...]:
    """So many different references."""
    return tuple(Reference(n, f"Titel {n}", "2021-01-01", None) for n in range(count))


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        (r"Zo \[0\]\[1\]\[2\]\[3\]\[4\]\[5\].", 1),
        (r"Zo \[0\], \[1\], \[2\], \[3\], \[4\] en \[5\].", 1),
        ("Zo [0-5].", 1),
        (r"Zo \[0\]\[1\]\[2\]\[3\]\[4\].", 0),
        (r"Zo \[0\]\[1\]\[2\] en ook zo \[3\]\[4\]\[5\].", 0),
        (r"Zo \[0\]\[1\]\[2\]\[3\]\[4\]\[5\] en dan weer zo \[0\]\[1\]\[2\]\[3\]\[4\]\[5\].", 2),
    ],
)
def test_a_row_of_six_numbers_or_more_is_a_run(body: str, runs: int) -> None:
    references = listed(6 if "5" in body else 5)
    assert codes(body, references) == ["citation.run"] * runs


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (Reference(0, "Eerste titel", "2021-01-01", None, "weg"), ["reference.unknown"]),
        (Reference(0, "Eerste titel", "2021-01-01", None, None), ["reference.unknown"]),
        (Reference(0, "", "2021-01-01", None, None), ["reference.dead"]),
        (Reference(0, "Eerste titel", "2021-01-02", None, "a"), ["reference.date"]),
        (Reference(0, "Andere titel", "2021-01-01", None, "a"), ["reference.title"]),
        (Reference(0, "Tekst.", "", None, "e"), []),
    ],
)
def test_an_entry_is_held_against_the_document_it_stands_for(reference: Reference, expected: list[str]) -> None:
    assert codes(r"Zo \[0\].", (reference,), CORPUS) == expected


@pytest.mark.parametrize(("day", "told"), [("2021-06-19", "19 juni 2021"), ("zomer", "zomer")])
def test_a_source_outside_the_corpus_is_named_so_that_an_editor_knows_it(day: str, told: str) -> None:
    report = Report("T", "", parse_blocks(r"Zo \[0\]."), (Reference(0, "De Standaard", day, None),))
    (found,) = check_references(report, CORPUS)
    assert found.message.startswith(f"Bron [0] (De Standaard, {told}) zit niet in de verzameling;")


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (Reference(0, "Iets anders", "", "https://www.vlaanderen.be/a"), "a"),
        (Reference(0, 'tweede  "Titel"', "2021-02-02", None), "b"),
        (Reference(0, "Tweede “titel”", "2020-01-01", None), "b"),
        (Reference(0, "Dossier", "2021-04-04", None), "d"),
        (Reference(0, "Dossier", "2020-01-01", None), None),
        (Reference(0, "", "2021-01-01", None), None),
        (Reference(0, "Eerste titel", "2021-01-01", None, "b"), "b"),
    ],
)
def test_a_reference_is_resolved_by_url_then_date_and_title_then_title_alone(
    reference: Reference, found: str | None
) -> None:
    report = Bibliography(CORPUS.values()).resolve(Report("T", "", (), (reference,)))
    assert report.references[0].document == found


def test_a_withdrawn_source_is_named_with_the_day() -> None:
    gone = Corpus(a=replace(CORPUS["a"], withdrawn=date(2022, 5, 3)))
    (finding,) = check_references(Report("T", "", parse_blocks(r"Zo \[0\]."), SOUND[:1]), gone)
    assert (finding.code, finding.number) == ("reference.withdrawn", 0)
    assert finding.message == "Bron [0] is ingetrokken op 3 mei 2022: vertel ze niet meer."


def test_a_withdrawn_document_is_meant_only_where_nothing_else_is() -> None:
    gone = replace(CORPUS["c"], id="oud", withdrawn=date(2022, 5, 3))
    wanted = Report("T", "", (), (Reference(0, "Dossier", "2021-03-03", None),))
    assert Bibliography([gone, CORPUS["c"]]).resolve(wanted).references[0].document == "c"
    assert Bibliography([gone]).resolve(wanted).references[0].document == "oud"


def test_a_finding_says_in_dutch_which_claim_and_which_words() -> None:
    text = "# T\n\n" + BODY + " Zie [1.1]."
    (finding,) = [found for found in check_references(parse(text)) if found.code == "marker.malformed"]
    assert finding == Finding(finding.code, finding.message, "c3", None, "[1.1]", 4, 9)
    assert (
        finding.message == "“[1.1]” lijkt een bronverwijzing maar wijst naar geen bron in de lijst; schrijf ze als [0]."
    )


def test_a_run_ends_where_words_stand_between_markers() -> None:
    text = "Er kwam een loket en een premie."
    markers = [(0, 17), (1, 17), (2, 31), (3, 31), (4, 31)]
    claim = Claim("c1", text, tuple(Marker(f"[{number}]", (number,), offset) for number, offset in markers))
    assert list(runs(claim)) == [[0, 1], [2, 3, 4]]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4)), max_size=8))
def test_runs_hold_every_number_once(places: list[tuple[int, int]]) -> None:
    markers = [Marker("[…]", tuple(range(count)), offset) for offset, count in sorted(places)]
    claim = Claim("c1", "Er kwam een loket en een premie.", tuple(markers))
    assert sum(map(len, runs(claim))) == sum(count for _, count in places)
