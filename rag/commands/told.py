"""What a command has to tell: for people, for machines, and to the shell."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """The exit ``code`` of a command, its result as JSON and as lines; one command may tell what another found."""

    code: int
    tree: dict[str, Any]
    lines: tuple[str, ...]

    def print(self, *, as_json: bool) -> int:
        """Print it and return the exit code."""
        print(json.dumps(self.tree, ensure_ascii=False) if as_json else "\n".join(self.lines))
        return self.code
