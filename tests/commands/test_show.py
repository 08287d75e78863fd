"""``verantwoord show``: the text that offsets of quotes point into."""

from pathlib import Path

import pytest

from rag.commands.show import place
from rag.documents import Document, Page, Segment
from tests.commands.workplace import BODIES, CYCLING, Workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    workplace.run("index")
    return workplace


def test_every_quote_of_a_report_can_be_looked_up(workplace: Workplace) -> None:
    workplace.run("draft", "mobiliteit/1.3")
    citations = [row for claim in workplace.sidecar("mobiliteit/1.3")["claims"] for row in claim["citations"]]
    assert citations
    for citation in citations:
        outcome = workplace.run("show", citation["document"], "--span", str(citation["start"]), str(citation["end"]))
        assert (outcome.code, outcome.out) == (0, citation["quote"] + "\n")


def test_a_document_is_shown_with_what_is_known_of_it(workplace: Workplace) -> None:
    outcome = workplace.run("show", CYCLING)
    assert outcome.out == (
        f"{CYCLING}\nnota\n2021-03-12\ncorpus/{CYCLING}.md\n\nBeslissing {CYCLING[:4]}\n{BODIES[CYCLING]}\n"
    )


def test_json_holds_the_document_and_the_span_asked_for(workplace: Workplace) -> None:
    whole = workplace.run("show", CYCLING, "--json").json
    assert (whole["id"], whole["meeting"]) == (CYCLING, "2021-03-12 09:00:00+00:00")
    assert whole["text"].endswith(BODIES[CYCLING])
    assert workplace.run("show", CYCLING, "--json", "--span", "0", "10").json["quote"] == "Beslissing"


@pytest.mark.parametrize(
    ("page", "told"),
    [(Page(0, 3), "blz. 3"), (Page(0, 3, "De nota"), "blz. 3 van De nota"), (Page(0, 0, "De nota"), "De nota")],
)
def test_the_place_of_a_quote_is_its_page_its_file_or_both(page: Page, told: str) -> None:
    assert place(Document("a", "Tekst.", (Segment(0, 6, "body"),), pages=(page,)), 0) == told


@pytest.mark.parametrize("span", [("5", "2"), ("0", "99999")])
def test_a_span_outside_the_text_is_refused(workplace: Workplace, span: tuple[str, str]) -> None:
    outcome = workplace.run("show", CYCLING, "--span", *span)
    assert (outcome.code, outcome.out) == (4, "")
    assert "runs from 0 to" in outcome.told


def test_an_unknown_id_names_the_nearest(workplace: Workplace) -> None:
    outcome = workplace.run("show", CYCLING[:-1] + "9")
    assert (outcome.code, outcome.out) == (4, "")
    assert f"did you mean {CYCLING}" in outcome.told
