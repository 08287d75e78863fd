"""``verantwoord regenerate`` week after week over reports that editors work in: their sources, lists and conflicts."""

import re
from pathlib import Path

import pytest

from tests.commands.workplace import BODIES, CYCLING, HOUSING, MUSEUM, PREMIUM
from tests.regeneration.newsroom import CYCLE, HOMES, Newsroom

RAISED = "tot 7.500 euro"


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return Newsroom(tmp_path_factory.mktemp("drafted") / "room").drafted()


@pytest.fixture
def room(drafted: Newsroom, tmp_path: Path) -> Newsroom:
    return drafted.copied(tmp_path / "room")


def entries(room: Newsroom, section: str) -> list[str]:
    return re.findall(r"(?m)^\*\*\[\\\[[0-9]+\\\]\].*$", room.report(section))


def raise_premium(room: Newsroom, amount: str = RAISED) -> None:
    room.document(PREMIUM, BODIES[PREMIUM].replace("tot 5.000 euro", amount))


@pytest.mark.parametrize("first", ["regenerate", "draft"])
def test_a_document_that_only_an_editor_cites_is_told_once_when_it_changes(room: Newsroom, first: str) -> None:
    own = "De regering erkent drie musea [7]."
    room.edit(CYCLE, "\n\n<details>\n        <summary> Ref", f" {own}\n\n<details>\n        <summary> Ref")
    room.edit(CYCLE, "\n        </details> \n\n", "\n\n[7] (2021-03-12) Beslissing 5f8a\n        </details> \n\n")
    room.document(MUSEUM, title="Beslissing 5f8a")
    room.run(first, CYCLE)
    assert MUSEUM in room.sidecar(CYCLE)["considered"]
    assert room.status() == {}
    room.document(MUSEUM, BODIES[MUSEUM].replace("drie musea", "vier musea"))
    assert room.status() == {CYCLE: (["evidence-changed"], [MUSEUM])}
    outcome = room.run("regenerate")
    assert f"{CYCLE} (evidence-changed)" in outcome.out
    assert "De regering erkent drie musea" in room.report(CYCLE)
    assert room.status() == {}


@pytest.mark.parametrize("accepted", [True, False])
def test_an_entry_that_was_taken_off_the_list_comes_back_with_the_next_draft(room: Newsroom, *, accepted: bool) -> None:
    whole = entries(room, HOMES)
    lost = next(entry for entry in whole if "b1f7" in entry)
    room.edit(HOMES, f"{lost}\n\n", "")
    if accepted:
        outcome = room.run("regenerate", "--json")
        (section,) = outcome.json["runs"][0]["sections"]
        assert [doubt["message"][:20] for doubt in section["doubts"]] == ["De zin verwijst naar"]
        assert {claim["origin"] for claim in room.sidecar(HOMES)["claims"]} == {"generated"}
        assert room.status() == {}
    raise_premium(room)
    assert room.run("regenerate").code == 0
    assert RAISED in room.report(HOMES)
    assert entries(room, HOMES) == whole


def test_a_conflict_that_nobody_resolves_follows_every_draft_until_somebody_does(room: Newsroom) -> None:
    room.edit(HOMES, "tot 5.000 euro", "fors")
    for amount in (RAISED, "tot 8.000 euro"):
        raise_premium(room, amount)
        outcome = room.run("regenerate", "--json")
        assert outcome.code == 2
        (section,) = outcome.json["runs"][0]["sections"]
        assert [amount in each["drafted"] for each in section["conflicts"]] == [True]
        assert not any("CONFLICT" in str(change) for change in section["changes"])
        text = room.report(HOMES)
        assert (text.count("CONFLICT: "), text.count("fors"), text.count(amount)) == (3, 1, 1)
        assert room.status() == {}
        later = room.run("regenerate")
        line = f"1 conflict to resolve in 1 report: {HOMES}\n"
        assert (later.code, later.out) == (2, f"every report is fresh\n{line}")
        assert room.run("regenerate", "--json", CYCLE).code == 0
        known = room.run("status")
        assert (known.code, f"3 reports: 0 stale\n{line}" in known.out) == (0, True)
        rows = room.run("status", "--json").json["sections"]
        assert [(row["id"], row["state"]) for row in rows if row["conflicts"]] == [(HOMES, "fresh")]
    path = room.reports / f"{HOMES}.md"
    whole = path.read_text()
    path.write_text(whole.replace("CONFLICT: **einde.**", ""))
    outcome = room.run("regenerate", "--json")
    assert (outcome.code, outcome.json["conflicts"]) == (2, {HOMES: 1})
    (section,) = outcome.json["runs"][0]["sections"]
    assert section["conflicts"] == []
    assert [doubt["message"] for doubt in section["doubts"] if "verwijder de regels" in doubt["message"]] != []
    path.write_text(whole)
    chosen = [line for line in path.read_text().split("\n") if "CONFLICT: " not in line and "8.000" not in line]
    path.write_text("\n".join(chosen))
    assert room.run("regenerate").code == 0
    assert [claim["origin"] for claim in room.sidecar(HOMES)["claims"] if "fors" in claim["text"]] == ["edited"]
    raise_premium(room, "tot 8.000 euro ")
    room.document(HOUSING, BODIES[HOUSING].replace("principieel", "definitief"))
    assert room.run("regenerate").code == 0
    assert "fors" in room.report(HOMES)
    assert "CONFLICT" not in room.report(HOMES)


def test_a_section_whose_evidence_is_all_gone_says_so_and_keeps_what_an_editor_added(room: Newsroom) -> None:
    room.edit(CYCLE, "Wat hier niet staat", "Dit is van de redactie. Wat hier niet staat")
    room.withdraw(CYCLING)
    room.run("regenerate", CYCLE)
    text = room.report(CYCLE)
    assert "werd geen beslissing gevonden" in text
    assert "Dit is van de redactie." in text
    assert ("150 miljoen" in text, entries(room, CYCLE)) == (False, [])
    assert CYCLING not in room.sidecar(CYCLE)["considered"]
    assert room.status() == {}
