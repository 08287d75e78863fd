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
    allowed = {"chromadb": {"rag.vectors", "rag.index"}, "openai": {"rag.llm.client", "rag.llm.failures"}}
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
