"""YAML metadata: the head of a Markdown file, or a sidecar next to a PDF or HTML file."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from rag.errors import DocumentError

MAX_CHARACTERS = 100_000
_FENCE = "---"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Values as written and, for messages, the line of each key in its file."""

    values: dict[str, str | None]
    lines: dict[str, int]


def parse_front_matter(text: str, keys: Sequence[str], first_line: int = 1) -> FrontMatter:
    """Read flat ``key: value`` YAML in which only ``keys`` may occur.

    Values stay text, as written: an id like 0123 keeps its nought and the title "Nee" is not false.
    ``first_line`` is the line of the file on which ``text`` begins. Raises DocumentError naming the line.
    """
    if len(text) > MAX_CHARACTERS:
        raise _error(first_line, f"more than {MAX_CHARACTERS:,} characters of metadata")
    try:
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise _error(first_line + (mark.line if mark else 0), f"not YAML: {problem}") from error
    except RecursionError as error:
        raise _error(first_line, "not YAML: nested too deeply") from error
    result = FrontMatter({}, {})
    if root is None:
        return result
    if not isinstance(root, yaml.MappingNode):
        raise _error(first_line, "expected 'key: value' lines")
    for key, value in root.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode) or key.value not in keys:
            raise _error(line, _unknown(key, keys))
        if key.value in result.lines:
            raise _error(line, f"duplicate key '{key.value}' (first on line {result.lines[key.value]}); remove one")
        if not isinstance(value, yaml.ScalarNode):
            raise _error(line, f"'{key.value}' must be one text; put it between quotes")
        result.values[key.value] = None if value.tag == "tag:yaml.org,2002:null" else value.value
        result.lines[key.value] = line
    return result


def split_front_matter(text: str, keys: Sequence[str]) -> tuple[FrontMatter, str]:
    """The metadata between two ``---`` lines at the head of a Markdown text, and the body after it.

    Raises DocumentError where there is none.
    """
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].strip() != _FENCE:
        raise _error(1, "no metadata; begin the file with '---', 'id: …' and '---'")
    end = next((n for n, line in enumerate(lines) if n and line.strip() == _FENCE), None)
    if end is None:
        raise _error(1, "the metadata has no end; close it with a line '---'")
    return parse_front_matter("".join(lines[1:end]), keys, first_line=2), "".join(lines[end + 1 :])


def _unknown(key: yaml.Node, keys: Sequence[str]) -> str:
    """Advice on a key that may not occur."""
    if not isinstance(key, yaml.ScalarNode):
        return "a key must be one word"
    close = difflib.get_close_matches(key.value, keys, 1, 0.5)
    advice = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(keys)}"
    return f"unknown key '{key.value[:60]}'; {advice}"


def _error(line: int, problem: str) -> DocumentError:
    return DocumentError("metadata", f"line {line}: {problem}")
