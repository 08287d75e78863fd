"""An index that is killed while it is written, vectors and all, is made whole by running it again."""

import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import pytest

from rag.embedding import e5_available
from tests.commands.workplace import MUSEUM, PREMIUM, Workplace
from tests.faults.child import Disaster, Job, Result
from tests.faults.friday import FRIDAY
from tests.faults.nursery import Child, side_by_side

pytestmark = pytest.mark.skipif(not e5_available(), reason="the bundled model cannot be loaded here")

INDEX = ("index", "--json")
POINTS = {"catalogue.commit", "chroma.upsert", "index.begin", "index.end", "vectors.commit"}
ALSO = {"updated": {"chroma.delete"}, "rebuilt": {"file.rename", "file.write", "index.remove"}}


@dataclass
class Shelf:
    """A folder with vectors whose documents have changed since it was indexed."""

    template: Path
    points: set[str]

    def copy(self, name: str) -> Path:
        """A copy of the folder."""
        return Path(shutil.copytree(self.template, self.template.with_name(name)))

    def start(self, root: Path, disaster: Disaster | None = None, *, asking: bool = False) -> Child:
        """Index a copy, and rank all that is in it."""
        sections, found = str(root / "agreement.jsonl"), str(root / "found.txt")
        lines = [INDEX, ("retrieve", "--sections", sections, "--run", found)] if asking else [INDEX]
        return Child(Job([[*line, "--config", str(root / "config.yaml")] for line in lines], FRIDAY, disaster))

    @cached_property
    def reference(self) -> tuple[Result, bytes]:
        """What indexing undisturbed comes to, and what is found then."""
        root = self.copy("reference")
        result = self.start(root).ending().whole
        assert result.codes == [0], result
        return result, self.found(root)

    def found(self, root: Path) -> bytes:
        """Index a copy again and rank."""
        result = self.start(root, asking=True).ending().whole
        assert result.codes == [0, 0], result.outcomes
        left = [*root.rglob(".*.tmp"), *root.rglob("DIRTY")]
        assert not left, f"left behind: {left}"
        assert len([*root.glob("index/generation-*")]) == 1
        return (root / "found.txt").read_bytes()


@pytest.fixture(scope="module", params=["updated", "rebuilt"])
def shelf(request: pytest.FixtureRequest, nursery: None, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """One document is new, one changed and one gone; an index that has to be ``rebuilt`` was not finished."""
    made = Shelf(tmp_path_factory.mktemp("shelf") / "template", POINTS | ALSO[request.param])
    workplace = Workplace(made.template, embedding={"provider": "e5"}).small()
    assert made.start(made.template).ending().whole.codes == [0]
    workplace.document("nieuw-besluit", "De Vlaamse Regering legt langs gewestwegen veilige fietspaden aan.")
    workplace.document(PREMIUM, "De Vlaamse Regering verlaagt de premie voor energierenovatie.")
    workplace.document(MUSEUM).unlink()
    if request.param == "rebuilt":
        (made.template / "index" / "generation-1" / "DIRTY").touch()
    return made


def disasters(points: list[str]) -> Iterator[Disaster]:
    """The first and the last occurrence of every point."""
    for point in dict.fromkeys(points):
        for nth in sorted({1, points.count(point)}):
            yield Disaster("kill", nth, frozenset({point}))


def trouble(shelf: Shelf, disaster: Disaster | float) -> str:
    """Kill indexing at a point, or after so many seconds, and index again; what was not right then."""
    point = f"{min(disaster.points or ())}-{disaster.nth}" if isinstance(disaster, Disaster) else ""
    root = shelf.copy(point or f"{disaster}")
    if isinstance(disaster, Disaster):
        code = shelf.start(root, disaster).ending().code
        if code != -signal.SIGKILL:
            return f"not killed: {code}"
    else:
        shelf.start(root).killed_after(disaster)
    try:
        assert shelf.found(root) == shelf.reference[1], "something else is found"
    except AssertionError as error:
        return str(error)
    return ""


def test_an_index_that_was_killed_anywhere_finds_the_same_when_it_is_made_again(shelf: Shelf) -> None:
    result, _ = shelf.reference
    assert set(result.points) == shelf.points
    planned = [*disasters(result.points), 0.2, 0.4, 0.6, 0.8, 1.0]
    found = dict(zip(planned, side_by_side(partial(trouble, shelf), planned), strict=True))
    for disaster, wrong in found.items():
        print(disaster, wrong)
    assert [disaster for disaster, wrong in found.items() if wrong] == []
