"""A progress bar with rate and time left, on standard error, so that standard output stays clean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from rag.embedding import Progress as Report

errors = Console(stderr=True)


class _Rate(TextColumn):
    """Steps a second."""

    def __init__(self) -> None:
        super().__init__("{task.speed}")

    def render(self, task):  # type: ignore[no-untyped-def]
        """``4.2/s``, empty until it is known."""
        self.text_format = f"{task.speed:.1f}/s" if task.speed else ""
        return super().render(task)


class _Note(TextColumn):
    """What a function says whenever the bar is drawn."""

    def __init__(self, note: Callable[[], str]) -> None:
        super().__init__("")
        self._note = note

    def render(self, task):  # type: ignore[no-untyped-def]
        """The note of this moment."""
        self.text_format = self._note()
        return super().render(task)


@contextmanager
def progress(label: str, note: Callable[[], str] | None = None) -> Iterator[Report]:
    """A callback ``(done, total)`` that draws a bar, with the ``note`` of the moment, for the length of the block."""
    columns = (
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        *([_Note(note)] if note else []),
    )
    # In a log a bar would leave only empty lines.
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
