"""The ``verantwoord`` command: finds its subcommands by entry point, so that ``rag`` need not know ``eval``."""

import argparse
import os
import sqlite3
import sys
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from rag import __version__
from rag.config import load_config
from rag.errors import ConfigError, VerantwoordError

OK, HARD_FINDING, WARNING, INVALID, USAGE = 0, 1, 2, 3, 4


class Parser(argparse.ArgumentParser):
    """argparse, with the contract's exit code for wrong usage."""

    def error(self, message: str) -> NoReturn:
        """Print usage and leave with code 4."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}; try '{self.prog} --help'\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 ok, 1 hard finding, 2 warning, 3 run invalid, 4 usage or config."""
    # Both libraries report home by default.
    os.environ.update(ANONYMIZED_TELEMETRY="False", LANGSMITH_TRACING="false", LANGCHAIN_TRACING_V2="false")
    try:
        commands = _commands()
    except KeyboardInterrupt:  # loading takes a second or two
        print("verantwoord: stopped before it began", file=sys.stderr)
        return INVALID
    args = _parser(commands).parse_args(arguments)
    try:
        return int(commands[args.command].run(args, load_config(args.config)))
    except VerantwoordError as error:
        print(f"verantwoord {args.command}: {error}", file=sys.stderr)
        return error.exit_code
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        advice = "what was written before stays, nothing is half written"
        print(f"verantwoord {args.command}: {error.strerror or error}{where}; {advice}", file=sys.stderr)
        return INVALID
    except sqlite3.Error as error:
        advice = "make room on the disk, then run it again to go on where it was"
        print(f"verantwoord {args.command}: the index or the cache: {error}; {advice}", file=sys.stderr)
        return INVALID
    except KeyboardInterrupt:
        print(f"verantwoord {args.command}: stopped; run it again to go on where it was", file=sys.stderr)
        return INVALID


def _commands() -> dict[str, ModuleType]:
    """Subcommand modules by name; each has ``HELP``, ``arguments(parser)`` and ``run(args, config) -> int``."""
    found = sorted(entry_points(group="verantwoord.commands"), key=lambda point: point.name)
    return {point.name: point.load() for point in found}


def _parser(commands: dict[str, ModuleType]) -> Parser:
    parser = Parser(prog="verantwoord", description="Dutch reports in which every sentence cites its source.")
    parser.add_argument("--version", action="version", version=f"verantwoord {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in commands.items():
        sub = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        sub.add_argument(
            "--config", type=Path, default=Path("config.yaml"), metavar="FILE", help="default: config.yaml"
        )
        sub.add_argument("--json", action="store_true", help="print the result as JSON")
        module.arguments(sub)
    return parser


def rows_of(path: Path, required: set[str]) -> list[dict[str, object]]:
    """The rows of a JSON lines file; raises ConfigError naming the line that is wrong."""
    import json

    rows: list[dict[str, object]] = []
    try:
        # Not splitlines(): JSON may hold line separators that are no ends of a row.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ConfigError(f"{path}:{number}: not JSON ({error.msg})") from error
        missing = required - row.keys() if isinstance(row, dict) else required
        if missing:
            raise ConfigError(f"{path}:{number}: a row needs {', '.join(sorted(missing))}")
        rows.append(row)
    return rows


if __name__ == "__main__":
    sys.exit(main())
