"""What a command has to tell: for people, for machines, and to the shell."""

import json
from collections import Counter
from collections.abc import Iterable
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


def in_short(flags: Iterable[str]) -> str:
    """The flags of a report behind a line on it: those about single documents are counted, JSON has them all."""
    flags = list(flags)
    counted = Counter(kind for flag in flags if (kind := flag.partition(":")[0]) in ("left_out", "filled"))
    told = [flag for flag in flags if flag.partition(":")[0] not in counted]
    told += [f"{kind}: {count}" for kind, count in counted.items()]
    return f"  [{', '.join(told)}]" if told else ""
