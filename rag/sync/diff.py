"""The corpus diff: what a run of ``sync`` found at the publishers, document by document."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

What = Literal["new", "changed", "withdrawn", "returned", "missing", "kept", "skipped", "failed", "unlisted"]
WHAT: tuple[What, ...] = get_args(What)
# What each is called for the one who runs it, and what it means where that is not plain.
_TOLD: dict[What, str] = {
    "new": "new",
    "changed": "changed",
    "withdrawn": "withdrawn by the publisher, so never cited again",
    "returned": "withdrawn before, and listed again",
    "missing": "no longer listed; withdrawn if the next run does not find it either",
    "kept": "edited by hand here and changed at the publisher: yours is kept; delete the file to take theirs",
    "skipped": "files without text",
    "failed": "failed; tried again in the next run",
    "unlisted": "could not be listed; tried again in the next run",
}
_SHOWN = 20  # documents of a kind told one by one in the terminal; JSON has them all
_TITLE = 90  # characters


@dataclass(frozen=True, slots=True)
class News:
    """One thing that a run found about a document, about a ``file`` of it, or about a window that has no id.

    ``code`` and ``message`` say why where something did not go well.
    """

    what: What
    portal: str
    id: str
    title: str = ""
    file: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """All news of a run; ``listed`` windows could be listed, or none needed to be."""

    news: tuple[News, ...]
    listed: int

    def of(self, what: What) -> list[News]:
        """The news of one kind."""
        return [news for news in self.news if news.what == what]

    @property
    def code(self) -> int:
        """The exit code: 3 where nothing could be listed, 2 where something failed or was skipped, 0 otherwise."""
        if not self.listed:
            return 3
        return 2 if any(self.of(what) for what in ("kept", "skipped", "failed", "unlisted")) else 0

    def __add__(self, other: "Diff") -> "Diff":
        return Diff(self.news + other.news, self.listed + other.listed)


def as_tree(diff: Diff) -> dict[str, Any]:
    """The diff as JSON: a list for each kind of news."""
    lists: dict[str, Any] = {what: [_without_empty(news) for news in diff.of(what)] for what in WHAT}
    return {"listed": diff.listed, **lists}


def as_lines(diff: Diff) -> Iterator[str]:
    """The diff for a reader: counts, then what is of each kind."""
    counts = [f"{len(found)} {what}" for what in WHAT if (found := diff.of(what))]
    yield f"sync: {', '.join(counts) or 'nothing new'}"
    for what in WHAT:
        yield from _lines(what, diff.of(what))


def _lines(what: What, found: Sequence[News]) -> Iterator[str]:
    if found:
        yield f"{_TOLD[what]}:"
    for news in found[:_SHOWN]:
        title = " ".join(news.title.split())
        about = [news.portal, news.id, title[:_TITLE] + "…" * (len(title) > _TITLE), news.file]
        why = f": {news.message} [{news.code}]" if news.code else ""
        yield "  " + "  ".join(filter(None, about)) + why
    if len(found) > _SHOWN:
        yield f"  … and {len(found) - _SHOWN} more; --json has them all"


def _without_empty(news: News) -> dict[str, str]:
    return {key: value for key, value in asdict(news).items() if value and key != "what"}
