"""``verantwoord regenerate``: only what is stale, nothing lost, and a run that is cut off goes on where it was."""

import errno
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.config import load_config
from rag.faults import inject
from rag.ledger import open_ledger
from rag.regeneration.regenerate import writing_reports
from tests.commands.accounts import check_reports
from tests.commands.workplace import BODIES, CYCLING, HOUSING, MUSEUM, PREMIUM, Outcome, command
from tests.conftest import ROOT
from tests.openai_server import OpenAIServer, Step, server_error
from tests.regeneration.newsroom import BRIDGE, BRIDGE_TEXT, CYCLE, FOREIGN, FOREIGN_TEXT, HOMES, SPACE, Newsroom
from tests.writing_models import HONEST, step_of


class Moody:
    """A model that answers honestly, unless it is told to fail."""

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}

    def __call__(self, request: Any) -> Any:
        return {**HONEST, **self.steps}[step_of(request.json)](request)


@dataclass
class Desk:
    """A server, its mood, and a folder that is drafted by it."""

    server: OpenAIServer
    mood: Moody
    template: Newsroom

    def room(self, root: Path) -> Newsroom:
        """A copy to change."""
        self.mood.steps.clear()
        self.server.requests.clear()
        return self.template.copied(root)

    @property
    def calls(self) -> Counter[str]:
        """The steps that were asked for."""
        return Counter(step_of(body) for body in self.server.chats)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    return Newsroom(tmp_path_factory.mktemp("drafted") / "room").drafted()


@pytest.fixture
def room(drafted: Newsroom, tmp_path: Path) -> Newsroom:
    return drafted.copied(tmp_path / "room")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    mood = Moody()
    with OpenAIServer(mood) as server:
        yield Desk(server, mood, Newsroom(tmp_path_factory.mktemp("desk") / "room", server.base_url).drafted())


def news(room: Newsroom) -> None:
    """One document more, one that says something else, and an editor at work."""
    room.document(BRIDGE, BRIDGE_TEXT)
    room.document(HOUSING, BODIES[HOUSING].replace("principieel", "definitief"))
    room.edit(SPACE, "werd geen beslissing gevonden.", "vonden we geen beslissing.")


def sentences(room: Newsroom, section: str) -> list[str]:
    """The lines of a report that cite, without their numbers."""
    import re

    lines = (claim["text"] for claim in room.sidecar(section)["claims"] if claim["citations"])
    return [re.sub(r"\s+", " ", line) for line in lines]


def test_where_nothing_is_stale_nothing_is_asked_and_no_byte_is_written(desk: Desk, tmp_path: Path) -> None:
    room = desk.room(tmp_path / "room")
    before = room.state()
    for arguments in ((), ("--writer", "llm"), (CYCLE,)):
        outcome = room.run("regenerate", *arguments)
        assert (outcome.code, outcome.out) == (0, "every report is fresh\n")
    assert room.state() == before
    assert desk.server.chats == []


def test_only_what_is_stale_is_written_and_told(room: Newsroom) -> None:
    before = room.state()
    room.document(BRIDGE, BRIDGE_TEXT, title="Bruggen")
    room.document(FOREIGN, FOREIGN_TEXT)
    outcome = room.run("regenerate")
    assert outcome.code == 0
    assert f"{CYCLE} (evidence-added): written: 1 new, 0 changed, 0 gone sentences\n" in outcome.out
    assert "1 report regenerated, 0 failed; see " in outcome.out
    after = room.state()
    written = {path for path in after if after[path] != before.get(path)}
    assert {path for path in written if path.startswith("reports/")} == {f"reports/{CYCLE}.md", f"reports/{CYCLE}.json"}
    assert {path for path in written if path.startswith("changes/")} == {
        "changes/0001/run.md",
        "changes/0001/run.json",
        f"changes/0001/sections/{CYCLE}.md",
        f"changes/0001/sections/{CYCLE}.json",
    }
    assert check_reports(room.reports, room.documents()) >= 3
    assert room.status() == {}
    assert room.run("regenerate").out == "every report is fresh\n"
    assert room.state() == after


def test_what_is_not_touched_stays_to_the_byte_and_only_the_news_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    room = desk.room(tmp_path / "room")
    before = sentences(room, HOMES)
    room.document(HOUSING, BODIES[HOUSING].replace("principieel", "definitief"))
    outcome = room.run("regenerate")
    assert outcome.code == 0, outcome.err
    after = sentences(room, HOMES)
    kept = [sentence for sentence in before if "premie" in sentence]
    assert kept
    assert [sentence for sentence in after if "premie" in sentence] == kept
    assert any("definitief" in sentence for sentence in after)
    prompts = [body["messages"][-1]["content"] for body in desk.server.chats]
    assert prompts
    assert not any("5.000 euro" in prompt for prompt in prompts)
    desk.server.requests.clear()
    assert room.run("regenerate").out == "every report is fresh\n"
    assert desk.server.chats == []


def test_the_change_report_tells_an_editor_what_came_and_went_with_its_sources(room: Newsroom) -> None:
    room.document(BRIDGE, BRIDGE_TEXT, title="Bruggen")
    room.document(CYCLING, BODIES[CYCLING].replace("150", "160"))
    (room.root / "corpus" / f"{PREMIUM}.md").unlink()
    told = room.regenerate()
    assert [row["section"] for row in told["sections"]] == [CYCLE, HOMES]
    assert told["sentences"] == {"new": 1, "changed": 1, "gone": 1}
    cycle, homes = told["sections"]
    assert [cause["reason"] for cause in cycle["causes"]] == ["evidence-added", "evidence-changed"]
    (changed,) = [change for change in cycle["changes"] if change["kind"] == "changed"]
    assert ("150 miljoen" in changed["before"]["text"], "160 miljoen" in changed["after"]["text"]) == (True, True)
    (gone,) = homes["changes"]
    assert gone["before"]["sources"][0]["document"] == PREMIUM
    assert homes["causes"][0]["documents"][0]["title"] == "Beslissing 7D1B"
    folder = room.root / "changes" / "0001"
    assert json.loads((folder / "run.json").read_text())["sections"] == told["sections"]
    page = (folder / "sections" / f"{CYCLE}.md").read_text()
    assert "## Nieuwe zinnen" in page
    assert "[Bruggen](https://beslissingenvlaamseregering.vlaanderen.be/" in page
    assert "## Gewijzigde zinnen" in page
    assert (
        (folder / "run.md").read_text().startswith("# Vernieuwing 1 (documenten tot en met 12 maart 2021)\n\n2 secties")
    )
    assert (
        "| [Wonen – 4.2 Wonen](sections/wonen/4.2.md) | bijgewerkt | ingetrokken documenten | 0 | 0 | 1 | 0 |"
        in (folder / "run.md").read_text()
    )


def test_an_editors_words_are_taken_over_without_a_model_and_the_report_is_not_touched(
    desk: Desk, tmp_path: Path
) -> None:
    room = desk.room(tmp_path / "room")
    room.edit(CYCLE, "150 miljoen euro", "honderdvijftig miljoen euro")
    report = room.reports / f"{CYCLE}.md"
    before = (report.read_bytes(), report.stat().st_mtime_ns)
    outcome = room.run("regenerate")
    assert f"{CYCLE} (output-edited): the editor's version is noted\n" in outcome.out
    assert (report.read_bytes(), report.stat().st_mtime_ns) == before
    assert desk.server.chats == []
    assert room.status() == {}


def test_an_editors_sentence_survives_news_about_another(room: Newsroom) -> None:
    room.edit(HOMES, "verhoogt de Vlaamse Regering de premie", "trekt de Vlaamse Regering de premie op")
    room.document(HOUSING, BODIES[HOUSING].replace("principieel", "definitief"))
    assert room.run("regenerate").code == 0
    assert "trekt de Vlaamse Regering de premie op" in room.report(HOMES)
    assert "definitief" in room.report(HOMES)
    assert room.status() == {}


def test_only_discarding_edits_loses_them(room: Newsroom) -> None:
    generated = room.report(CYCLE)
    room.edit(CYCLE, "150 miljoen euro", "een bedrag")
    assert room.run("regenerate").code in (0, 2)
    assert "een bedrag" in room.report(CYCLE)
    # It was taken over, so it is fresh: who wants it gone says so.
    assert room.run("regenerate", "--discard-edits", CYCLE).code == 0
    assert room.report(CYCLE) == generated
    assert room.status() == {}


def test_an_editors_sentence_on_what_is_withdrawn_stays_and_is_told_once(room: Newsroom) -> None:
    room.edit(HOMES, "verhoogt de Vlaamse Regering de premie", "trekt de Vlaamse Regering de premie op")
    room.run("regenerate")
    room.withdraw(PREMIUM)
    outcome = room.run("regenerate")
    assert f"{HOMES} (evidence-withdrawn): " in outcome.out
    assert "trekt de Vlaamse Regering de premie op" in room.report(HOMES)
    assert room.status() == {}


def test_a_report_without_account_is_never_written_over_but_by_order(room: Newsroom) -> None:
    (room.reports / f"{CYCLE}.json").unlink()
    report = room.report(CYCLE)
    room.document(HOUSING, BODIES[HOUSING].replace("principieel", "definitief"))
    outcome = room.run("regenerate")
    assert outcome.code == 2
    assert f"{CYCLE} (output-missing): failed: " in outcome.out
    assert "--discard-edits" in outcome.out
    assert f"{HOMES} (evidence-changed): written: " in outcome.out
    assert room.report(CYCLE) == report
    assert room.status() == {CYCLE: (["output-missing", "failed"], [])}
    assert room.run("regenerate", "--discard-edits").code == 0
    assert room.status() == {}


def test_a_report_that_was_removed_comes_back_without_a_model(desk: Desk, tmp_path: Path) -> None:
    room = desk.room(tmp_path / "room")
    before = room.report(HOMES)
    (room.reports / f"{HOMES}.md").unlink()
    assert room.run("regenerate").code == 0
    assert (room.report(HOMES), desk.server.chats, room.status()) == (before, [], {})


def test_one_section_that_fails_is_not_in_the_way_of_the_others(desk: Desk, tmp_path: Path) -> None:
    room = desk.room(tmp_path / "room")
    news(room)
    before = room.report(CYCLE)
    desk.mood.steps["write"] = lambda request: (
        server_error()(request) if "fietspaden" in request.prompt else HONEST["write"](request)
    )
    outcome = room.run("regenerate")
    assert outcome.code == 2
    assert f"{CYCLE} (evidence-added): failed: " in outcome.out
    assert "model.server" in outcome.out
    assert f"{HOMES} (evidence-changed): written: " in outcome.out
    assert room.report(CYCLE) == before
    assert room.status() == {CYCLE: (["evidence-added", "failed"], [BRIDGE])}
    assert "## Mislukt" in (room.root / "changes" / "0001" / "run.md").read_text()
    desk.mood.steps.clear()
    again = room.run("regenerate")
    assert (again.code, f"{CYCLE} (evidence-added, failed): written: " in again.out) == (0, True)
    assert room.status() == {}


def test_what_does_not_fit_in_the_budget_stays_as_it_is_and_stale(desk: Desk, tmp_path: Path) -> None:
    whole = desk.room(tmp_path / "whole")
    news(whole)
    assert whole.run("regenerate").code == 0
    room = desk.room(tmp_path / "room")
    news(room)
    room.set(llm={"max_euros": 0.0})
    before = room.report(CYCLE)
    outcome = room.run("regenerate")
    assert (outcome.code, "budget" in outcome.out, desk.server.chats) == (2, True, [])
    assert room.report(CYCLE) == before
    assert {section: reasons for section, (reasons, _) in room.status().items()} == {
        CYCLE: ["evidence-added", "failed"],
        HOMES: ["evidence-changed", "failed"],
    }
    room.set(llm={"max_euros": 5.0})
    assert room.run("regenerate").code == 0
    assert room.files() == whole.files()


def test_a_dry_run_tells_what_and_how_much_and_does_nothing(desk: Desk, tmp_path: Path) -> None:
    room = desk.room(tmp_path / "room")
    news(room)
    before = room.state()
    outcome = room.run("regenerate", "--dry-run")
    assert outcome.code == 0
    assert "3 reports: 3 stale (1 evidence-added, 1 evidence-changed, 1 output-edited)" in outcome.out
    dry = room.run("regenerate", "--dry-run", "--json").json
    assert (room.state(), desk.server.chats) == (before, [])
    forecast = room.run("status", "--json").json["forecast"]
    assert dry["forecast"] == forecast
    told = room.regenerate()
    assert 0 < told["usage"]["calls"] <= forecast["calls"]
    assert told["usage"]["euros"] <= forecast["euros"]
    assert told["paid"]["calls"] == len(desk.server.chats) == told["usage"]["calls"]


def test_all_are_written_as_a_whole_where_that_is_asked(desk: Desk, tmp_path: Path) -> None:
    room = desk.room(tmp_path / "room")
    before = room.files()
    outcome = room.run("regenerate", "--all")
    assert (outcome.code, "3 reports regenerated" in outcome.out) == (0, True)
    assert room.files() == before  # the same evidence and the same answers, which are in the cache
    assert desk.server.chats == []
    assert room.run("regenerate", "--all", "--writer", "extractive").code == 0
    assert room.sidecar(CYCLE)["writer"] == "extractive"


def test_only_the_sections_that_are_named_are_written(room: Newsroom) -> None:
    room.set(draft={"length": "kort"})
    assert [row["section"] for row in room.regenerate(HOMES)["sections"]] == [HOMES]
    assert set(room.status()) == {CYCLE, SPACE}
    assert room.run("regenerate", "wonen/4.3").code == 4


def test_of_two_at_once_one_runs_and_the_other_says_so(room: Newsroom) -> None:
    room.document(BRIDGE, BRIDGE_TEXT)
    before = room.files()
    config = load_config(room.config)
    with open_ledger(config, "") as ledger, writing_reports(config, ledger):
        outcomes = [room.run("regenerate"), room.run("draft", CYCLE)]
    for outcome in outcomes:
        assert (outcome.code, "another process is writing the reports" in outcome.err) == (3, True)
    assert room.files() == before
    assert room.run("regenerate").code == 0


class Killed(BaseException):
    """The process is gone."""


def after_news(desk: Desk, root: Path) -> Newsroom:
    room = desk.room(root)
    news(room)
    assert room.run("index").code == 0  # what happens to the index is tested there
    return room


@pytest.fixture(scope="module")
def undisturbed(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Newsroom, list[str], int]:
    """A run that nothing happens to, the fault points it passes, and how often the model was asked."""
    room = after_news(desk, tmp_path_factory.mktemp("undisturbed") / "room")
    room.set(llm={"workers": 1})
    points: list[str] = []
    with inject(points.append):
        assert room.run("regenerate").code == 0
    assert room.status() == {}
    return room, points, len(desk.server.chats)


def test_the_run_under_test_passes_every_kind_of_fault_point(undisturbed: tuple[Newsroom, list[str], int]) -> None:
    _, points, calls = undisturbed
    assert {"model.ask", "model.answered", "ledger.commit", "file.write", "file.rename"} <= set(points)
    assert calls >= 4


def ends_as(room: Newsroom, outcome: Outcome, undisturbed: Newsroom) -> None:
    assert outcome.code == 0, outcome.err
    assert room.files() == undisturbed.files()
    assert room.changes() == undisturbed.changes()
    assert room.status() == {}


def test_wherever_a_run_stops_the_next_one_goes_on_to_the_same_end(
    desk: Desk, undisturbed: tuple[Newsroom, list[str], int], tmp_path: Path
) -> None:
    whole, points, calls = undisturbed
    for place in range(len(points)):
        room = after_news(desk, tmp_path / str(place))
        room.set(llm={"workers": 1})
        passed: list[str] = []

        def trap(name: str, place: int = place, passed: list[str] = passed) -> None:
            passed.append(name)
            if len(passed) == place + 1:
                raise Killed

        with inject(trap), pytest.raises(Killed):
            command("regenerate", "--config", room.config)
        ends_as(room, room.run("regenerate"), whole)
        # An answer that was under way when the process died is not there to be kept.
        lost = passed[place] in ("model.answered", "reply.commit")
        assert len(desk.server.chats) <= calls + lost, passed[place]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_ends_the_run_with_a_message_and_the_next_goes_on(
    code: int, desk: Desk, undisturbed: tuple[Newsroom, list[str], int], tmp_path: Path
) -> None:
    whole, points, _ = undisturbed
    for number in range(1, points.count("file.write") + 1, 3):
        room = after_news(desk, tmp_path / str(number))
        room.set(llm={"workers": 1})
        writes = 0

        def trap(name: str, number: int = number) -> None:
            nonlocal writes
            writes += name == "file.write"
            if name == "file.write" and writes == number:
                raise OSError(code, "the disk")

        with inject(trap):
            outcome = room.run("regenerate")
        assert (outcome.code, "the disk" in outcome.err) == (3, True)
        ends_as(room, room.run("regenerate"), whole)


@pytest.mark.parametrize("point", ["model.ask", "model.answered", "ledger.commit", "file.write", "file.rename"])
def test_after_a_kill_by_the_system_it_ends_the_same(
    point: str, desk: Desk, undisturbed: tuple[Newsroom, list[str], int], tmp_path: Path
) -> None:
    whole, points, _ = undisturbed
    room = after_news(desk, tmp_path / "room")
    room.set(llm={"workers": 1})
    times = str(max(1, points.count(point) // 2))
    line = [sys.executable, "-m", "tests.regeneration.killed", str(room.config), point, times]
    assert subprocess.run(line, cwd=ROOT, check=False, capture_output=True).returncode == -signal.SIGKILL
    ends_as(room, room.run("regenerate"), whole)


def test_a_run_that_was_cut_off_before_other_news_came_is_told_apart(desk: Desk, tmp_path: Path) -> None:
    room = after_news(desk, tmp_path / "room")
    room.set(llm={"workers": 1})

    def trap(_: str) -> None:
        if "definitief" in room.report(HOMES):
            raise Killed

    with inject(trap), pytest.raises(Killed):
        command("regenerate", "--config", room.config)
    room.document(MUSEUM, BRIDGE_TEXT.replace("3 miljoen", "4 miljoen"))
    assert room.run("regenerate").code == 0
    first, second = (json.loads((room.root / "changes" / name / "run.json").read_text()) for name in ("0001", "0002"))
    told = [row["section"] for run in (first, second) for row in run["sections"]]
    assert {CYCLE, HOMES, SPACE} <= set(told)
    assert first["sections"]
    assert room.status() == {}


def test_an_editor_who_came_between_a_kill_and_the_next_run_loses_nothing(
    desk: Desk, undisturbed: tuple[Newsroom, list[str], int], tmp_path: Path
) -> None:
    _, points, _ = undisturbed
    for number in range(1, points.count("file.rename") + 1):
        room = after_news(desk, tmp_path / str(number))
        room.set(llm={"workers": 1})
        renames = 0

        def trap(name: str, number: int = number) -> None:
            nonlocal renames
            renames += name == "file.rename"
            if name == "file.rename" and renames == number:
                raise Killed

        with inject(trap), pytest.raises(Killed):
            command("regenerate", "--config", room.config)
        room.edit(CYCLE, "Wat hier niet staat", "Wat hier volgens ons niet staat")
        assert room.run("regenerate").code in (0, 2)
        assert "Wat hier volgens ons niet staat" in room.report(CYCLE)
        assert BRIDGE in {reference["document"] for reference in room.sidecar(CYCLE)["references"]}
        assert room.status() == {}
