"""Imports run one way: the code can be read in the order of the flow."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

from tests.conftest import ROOT

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


def modules() -> dict[str, Path]:
    files = [file for package in ("rag", "eval") for file in (ROOT / package).rglob("*.py")]
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imported(file: Path, known: set[str]) -> set[str]:
    """The project's own modules that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found & known


def test_no_two_modules_import_each_other_round_about() -> None:
    known = modules()
    graph = {name: imported(file, set(known)) - {name} for name, file in known.items()}
    assert len(tuple(TopologicalSorter(graph).static_order())) == len(known)


def rows(known: dict[str, Path]) -> dict[str, int]:
    """The row of each module in the table of the architecture: the one that names it or, without, its folder."""
    named: dict[str, int] = {}
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("\n\n")[2].splitlines()
    for number, line in enumerate(table):
        folder = ""
        for name in re.findall(r"`([^`]+)`", line.split("|")[2]):
            folder = name.rpartition("/")[0] or folder
            named[name if "/" in name else f"{folder}/{name}"] = number
    paths = {module: file.relative_to(ROOT).as_posix() for module, file in known.items()}
    folders = {
        module: [name for name in named if name.endswith("/") and path.startswith(name)]
        for module, path in paths.items()
    }
    return {
        module: named[name] for module, path in paths.items() for name in [path] * (path in named) or folders[module]
    }


def test_imports_run_down_the_table_of_the_architecture_and_it_names_every_module() -> None:
    known = {name: file for name, file in modules().items() if file.name != "__init__.py"}
    row = rows(known)
    assert known.keys() - row.keys() == set()
    upward = [
        (name, other) for name, file in known.items() for other in imported(file, set(known)) if row[name] < row[other]
    ]
    assert upward == []


def test_rag_never_imports_eval() -> None:
    known = modules()
    eval_modules = {name for name in known if name.split(".")[0] == "eval"}
    guilty = [name for name, file in known.items() if name.startswith("rag") and imported(file, eval_modules)]
    assert guilty == []


def test_the_nouns_and_errors_import_nothing_of_ours() -> None:
    known = modules()
    assert imported(known["rag.documents"], set(known)) == set()
    assert imported(known["rag.errors"], set(known)) == set()


def test_only_their_own_modules_import_the_big_libraries() -> None:
    allowed = {
        "chromadb": {"rag.vectors", "rag.index"},
        "openai": {"rag.llm.client", "rag.llm.failures", "rag.llm.batch_service"},
    }
    for library, homes in allowed.items():
        pattern = re.compile(rf"^\s*(?:import|from) {library}\b", re.MULTILINE)
        guilty = {name for name, file in modules().items() if pattern.search(file.read_text(encoding="utf-8"))}
        assert guilty <= homes, library


def test_modules_and_functions_stay_short_enough_to_read() -> None:
    for name, file in modules().items():
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") <= LONGEST_MODULE, name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{name}.{node.name}"


def test_no_group_repeats_possessively() -> None:
    """Python before 3.11.5 matches those wrongly, without an error: sentences then end elsewhere."""
    possessive_group = re.compile(r"\)[*+?]\+|\)\{[^}]*\}\+|\(\?>")
    for name, file in modules().items():
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if possessive_group.search(line)]
        assert lines == [], name
