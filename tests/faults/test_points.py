"""Every write is behind a fault point, and at every fault point a test makes something go wrong."""

import ast
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.faults.friday import Friday

# Points that no job of a Friday reaches, and where something goes wrong there instead.
ELSEWHERE = {
    "chroma.delete": "tests/faults/test_index.py",
    "chroma.upsert": "tests/faults/test_index.py",
    "file.remove": "tests/faults/test_kills.py",
    "index.commit": "tests/server/test_shared_index.py",
    "index.remove": "tests/faults/test_index.py",
    "vectors.commit": "tests/faults/test_index.py",
}
# Only a nameless file that a child reads at once; no run ever looks for it.
SCRATCH = {"rag/portals/attachments.py"}
# Whatever it is a method of.
METHODS = frozenset(
    "NamedTemporaryFile commit copy2 copyfile copytree hardlink_to mkstemp move renames rmdir rmtree symlink_to touch"
    " truncate unlink upsert write_bytes write_text writelines".split()
)
FUNCTIONS = frozenset("link open remove rename replace symlink write".split())  # of os
CHANGING = ("ALTER", "COMMIT", "DELETE", "DROP", "INSERT", "REPLACE", "UPDATE", "VACUUM")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the program by its path."""
    for path in sorted((ROOT / "rag").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call by the name of what is called, as ``os.replace`` for a function of os."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_os = isinstance(node.func.value, ast.Name) and node.func.value.id == "os"
            yield f"os.{node.func.attr}" if of_os else node.func.attr, node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def texts(call: ast.Call) -> Iterator[str]:
    """The arguments that are texts, also those that begin as one."""
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        while isinstance(argument, ast.JoinedStr | ast.BinOp):
            argument = argument.left if isinstance(argument, ast.BinOp) else argument.values[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def writes(name: str, call: ast.Call) -> bool:
    """Whether a call changes something on disk."""
    if name in ("open", "fdopen", "os.fdopen"):
        return any(set(text) <= set("rwaxbt+") and set(text) & set("wax+") for text in texts(call))
    if name in ("execute", "executemany"):
        return any(text.lstrip().startswith(CHANGING) for text in texts(call))
    return name in METHODS or (name.removeprefix("os.") in FUNCTIONS and name.startswith("os."))


def points(tree: ast.Module) -> set[str]:
    """The names of the fault points of a module; a function may be told the name of its own."""
    own = {text for name, call in calls(tree) if name == "fault_point" for text in texts(call)}
    keywords = [keyword for _, call in calls(tree) for keyword in call.keywords if keyword.arg == "point"]
    told = {keyword.value.value for keyword in keywords if isinstance(keyword.value, ast.Constant)}
    defaults = {
        default.value
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if argument.arg == "point" and isinstance(default, ast.Constant)
    }
    return {str(name) for name in own | told | defaults}


def test_whatever_writes_has_a_fault_point() -> None:
    writing = {path for path, tree in modules() if any(writes(name, call) for name, call in calls(tree))}
    marked = {path for path, tree in modules() if any(name == "fault_point" for name, _ in calls(tree))}
    assert {"rag/files.py", "rag/index.py", "rag/ledger.py", "rag/catalogue.py", "rag/vectors.py"} <= writing
    assert writing - marked == SCRATCH


@pytest.mark.parametrize(
    "line",
    [
        "path.write_text('a')",
        "open(path, 'w')",
        "path.open(mode='ab')",
        "os.replace(a, b)",
        "shutil.rmtree(folder)",
        "db.execute(f'INSERT INTO {table} VALUES (?)', row)",
        "db.executemany('UPDATE a ' + where, rows)",
        "db.commit()",
    ],
)
def test_a_write_is_seen_for_what_it_is(line: str) -> None:
    assert [writes(name, call) for name, call in calls(ast.parse(line))] == [True]


@pytest.mark.parametrize("line", ["text.replace('a', 'w')", "path.open('rb')", "db.execute('SELECT a FROM b')"])
def test_what_reads_is_no_write(line: str) -> None:
    assert [writes(name, call) for name, call in calls(ast.parse(line))] == [False]


def test_at_every_fault_point_something_is_made_to_go_wrong(a_friday: Friday, a_friday_of_batches: Friday) -> None:
    named = {name for _, tree in modules() for name in points(tree)}
    reached = a_friday.reference.points.keys() | a_friday_of_batches.reference.points.keys()
    assert named == reached | ELSEWHERE.keys()
    for point, place in ELSEWHERE.items():
        assert f'"{point}"' in (ROOT / place).read_text(encoding="utf-8"), f"{place} says nothing of {point}"
