"""``verantwoord explain``: what was found for each promise, and why a document is in or is not."""

from pathlib import Path

import pytest

from tests.commands.workplace import BODIES, CYCLING, HOUSING, MUSEUM, PREMIUM, Workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    workplace.agreement(
        {
            "wonen/4.2": (
                "Wonen",
                "We wijzigen het besluit over sociale leningen. We verhogen de premie voor energierenovatie. "
                "We bouwen sterrenwachten op daken.",
            ),
            "ruimtevaart/9.9": ("Ruimtevaart", "Wij lanceren astronauten, raketten en satellieten naar Jupiter."),
        }
    )
    assert workplace.run("index").code == 0
    return workplace


def test_every_promise_is_told_with_what_was_found(workplace: Workplace) -> None:
    outcome = workplace.run("explain", "wonen/4.2")
    assert outcome.code == 0
    assert outcome.out.startswith("wonen/4.2 Wonen: 3 voornemens, 4 documenten doorzocht\n")
    loans, premium, towers = outcome.out.split("\n\n")[1:4]
    assert "1. “We wijzigen het besluit over sociale leningen.”" in loans
    assert HOUSING in loans
    assert "principieel" in loans
    assert "leningen" in loans.split("woorden: ")[1]
    assert PREMIUM in premium
    assert "niets gevonden" in towers


def test_json_quotes_the_sentence_that_carries_each_promise(workplace: Workplace) -> None:
    account = workplace.run("explain", "wonen/4.2", "--json").json
    documents = workplace.documents()
    assert [made["best"] for made in account["commitments"]] == [HOUSING, PREMIUM, None]
    rows = [row for made in account["commitments"] for row in made["documents"]]
    assert {row["document"] for row in rows} == {HOUSING, PREMIUM}
    for row in rows:
        assert documents[row["document"]].text[row["start"] : row["end"]] == row["quote"]


def test_it_tells_what_the_account_of_the_report_says(workplace: Workplace) -> None:
    workplace.run("draft", "wonen/4.2")
    account, sidecar = workplace.run("explain", "wonen/4.2", "--json").json, workplace.sidecar("wonen/4.2")
    found = [made["best"] is not None for made in account["commitments"]]
    assert [made["found"] for made in sidecar["commitments"]] == found
    told = {(row["document"], row["key"]) for made in account["commitments"] for row in made["documents"]}
    traced = {(row["document"], reason["key"]) for row in sidecar["trace"] for reason in row["reasons"]}
    assert told == traced


def test_a_chosen_document_is_told_with_its_place_and_its_sentence(workplace: Workplace) -> None:
    outcome = workplace.run("explain", "wonen/4.2", HOUSING)
    assert outcome.code == 0
    told = " ".join(outcome.out.split())
    assert "Gekozen, bij dossier" in told
    assert "Plaats " in told
    assert f"“{BODIES[HOUSING]}”" in told
    account = workplace.run("explain", "wonen/4.2", HOUSING, "--json").json
    assert (account["chosen"], account["stage"]) == (True, "principieel")
    assert account["reasons"][0]["text"] == "We wijzigen het besluit over sociale leningen."
    assert account["rankings"]


@pytest.mark.parametrize(("section", "identity"), [("wonen/4.2", MUSEUM), ("ruimtevaart/9.9", CYCLING)])
def test_a_document_that_is_not_in_is_told_with_the_reason(workplace: Workplace, section: str, identity: str) -> None:
    outcome = workplace.run("explain", section, identity)
    assert outcome.code == 0
    assert "Niet gekozen: " in outcome.out
    account = workplace.run("explain", section, identity, "--json").json
    assert not account["chosen"]
    least = account["least"]
    assert account["relevance"] < least["best_relevance"] or account["reasons"][0]["score"] < least["service"]


def test_what_there_is_no_room_for_is_told_as_such(workplace: Workplace) -> None:
    workplace.configure(draft={"documents": 1})
    chosen = {
        identity: workplace.run("explain", "wonen/4.2", identity, "--json").json for identity in (HOUSING, PREMIUM)
    }
    assert sorted(account["chosen"] for account in chosen.values()) == [False, True]
    (left_out,) = [account for account in chosen.values() if not account["chosen"]]
    assert "draft.documents" in left_out["why"]
    assert "alleen buiten de gekozen documenten" in workplace.run("explain", "wonen/4.2").out


@pytest.mark.parametrize("arguments", [("wonen/4.3",), ("wonen/4.2", CYCLING[:-1] + "9")])
def test_an_unknown_id_names_the_nearest(workplace: Workplace, arguments: tuple[str, ...]) -> None:
    outcome = workplace.run("explain", *arguments)
    assert (outcome.code, outcome.out) == (4, "")
    assert "did you mean" in outcome.told
