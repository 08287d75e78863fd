"""The command line itself: exit codes, where things are printed, and paths that do not depend on where one stands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.commands import sections
from tests.commands.workplace import Workplace, command, contents
from tests.conftest import ROOT

COMMANDS = ("draft", "evaluate", "index", "judge", "retrieve", "run", "sections", "show")


def test_every_command_is_listed_and_explains_itself() -> None:
    shown = command("--help")
    assert shown.code == 0
    for name in COMMANDS:
        assert name in shown.out
        about = command(name, "--help")
        assert about.code == 0
        assert "--config FILE" in about.out
        assert "--json" in about.out


@pytest.mark.parametrize(
    "arguments",
    [(), ("schrijf",), ("sections", "--kleur"), ("draft", "--writer", "gpt"), ("retrieve", "--k", "veel"), ("show",)],
)
def test_wrong_usage_is_exit_code_four_on_standard_error(arguments: tuple[str, ...]) -> None:
    outcome = command(*arguments)
    assert (outcome.code, outcome.out) == (4, "")
    assert "usage: verantwoord" in outcome.err
    assert "--help'" in outcome.err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("corpus:\n  documenten: [x]\n", ":2: unknown key 'corpus.documenten'; did you mean 'documents'?"),
        ("embedding:\n  batch: veel\n", ":2: 'embedding.batch': "),
        ("draft: {}\n\ndraft: {}\n", "line 3: duplicate key 'draft' (first on line 1); remove one"),
        ("embedding:\n  provider: word2vec\n", ":2: 'embedding.provider': "),
        ("corpus: [\n", "line 2: "),
        ("root: /tmp\n", ":1: unknown key 'root'"),
        ("- a\n", "line 1: expected 'key: value' lines"),
    ],
)
@pytest.mark.parametrize("name", ["sections", "index"])
def test_a_mistake_in_the_configuration_names_its_line(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    outcome = command(name, "--config", path)
    assert (outcome.code, outcome.out) == (4, "")
    assert f"verantwoord {name}: {path}" in outcome.err
    assert problem in outcome.told
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_configuration_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    outcome = command("sections", "--config", tmp_path / "weg.yaml")
    assert outcome.code == 4
    assert "weg.yaml: cannot be read (No such file or directory); give another file with --config" in outcome.told


def test_paths_are_relative_to_the_configuration_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workplace = Workplace(tmp_path / "werk").small()
    elsewhere = tmp_path / "elders"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for name, *arguments in (["index"], ["draft", "--all"], ["sections"]):
        assert command(name, *arguments, "--config", "../werk/config.yaml").code == 0
    assert contents(elsewhere) == {}
    here = workplace.files()
    assert len(here) == 6
    monkeypatch.chdir(tmp_path / "werk")
    assert command("draft", "--all").code == 0
    assert workplace.files() == here


def test_json_stands_alone_on_standard_output_of_every_command(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path).small()
    workplace.document("zelfde").rename(tmp_path / "corpus" / "leeg.html")  # not HTML with a sidecar: a warning
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "text": "fietspaden", "claim_id": "1", "claim": "Iets gebeurt.", "cites": []}\n')
    out = tmp_path / "uit"
    steps: dict[str, tuple[str | Path, ...]] = {
        "index": (),
        "sections": (),
        "show": ("5f8a-museum-01",),
        "draft": ("--all",),
        "retrieve": ("--sections", rows, "--run", out / "run.txt"),
        "judge": (rows, "--out", out / "judged.jsonl"),
        "evaluate": (tmp_path / "reports",),
        "run": (),
    }
    assert sorted(steps) == sorted(COMMANDS)
    for name, arguments in steps.items():
        outcome = workplace.run(name, *arguments, "--json")
        assert outcome.code in (0, 2), (name, outcome)
        assert outcome.json, name


def test_a_folder_that_cannot_be_made_is_told_without_traceback(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path).small()
    workplace.configure(index={"path": "bezet/index"})
    (tmp_path / "bezet").write_text("a file where a folder must come")
    outcome = workplace.run("index")
    assert outcome.code == 3
    assert "Not a directory" in outcome.told
    assert "nothing is half written" in outcome.told


def test_an_interruption_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(sections, "run", stop)
    outcome = Workplace(tmp_path).run("sections")
    assert outcome.code == 3
    assert "stopped; run it again to go on where it was" in outcome.told


def test_as_a_program_it_returns_its_exit_code_and_keeps_its_streams_apart(tmp_path: Path) -> None:
    workplace = Workplace(tmp_path).small()
    (tmp_path / "corpus" / "kapot.pdf").write_bytes(b"")
    running = workplace.start("index", "--json")
    out, err = running.communicate(timeout=120)
    assert running.returncode == 2
    assert out.startswith('{"added"')
    assert len(out.splitlines()) == 1
    assert "skipped corpus/kapot.pdf" in err
    assert "Traceback" not in err


def test_nothing_reports_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANONYMIZED_TELEMETRY", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    Workplace(tmp_path).agreement().run("sections")
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["LANGSMITH_TRACING"] == os.environ["LANGCHAIN_TRACING_V2"] == "false"


def test_the_version_is_that_of_the_package() -> None:
    line = [sys.executable, "-m", "rag.cli", "--version"]
    shown = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=True)
    assert shown.stdout.startswith("verantwoord 0.")
