"""What the search of the Flemish Parliament finds: a hit a file, brought back to an entry a question."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.files import sha256
from rag.portals.remote import Entry

PREFIX = "vraag-"
# "Tijdig beantwoord", "Antwoord gepubliceerd"; not "niet beantwoord", "onbeantwoord" or "te beantwoorden".
ANSWERED = re.compile(r"(?<!niet )\bbeantwoord\b|\bantwoord (?:ontvangen|gepubliceerd)", re.I)

_FEED = re.compile(r"be\.vlp\.feed/(\d+)(?:/pfls/(\d+))?")
_PAGE = re.compile(r"https?://[^\s<>\"]+")
_QUESTION = re.compile(r"/(?:schv|schriftelijke-vragen)/(\d+)\b")


@dataclass(frozen=True, slots=True)
class Hit:
    """One file of a question, or a question without files; ``tags`` holds every value of each metatag."""

    address: str
    question: str | None
    file: str | None
    tags: Mapping[str, tuple[str, ...]]

    @property
    def written(self) -> bool:
        """Whether this is about a written question: other kinds come along where words are searched for."""
        return self.question is not None and "SCHV" in self.tags.get("soort", ("SCHV",))

    @property
    def types(self) -> frozenset[str]:
        """What kind of file it is, in lower case: "vraag aan minister", "antwoord", "bijlage" ..."""
        return frozenset(value.casefold() for value in self.tags.get("documenttype", ()))

    @property
    def answered(self) -> bool:
        """Whether anything here shows that there is an answer."""
        status = " ".join(self.tags.get("status", ()))
        known = "statusdatumSchvBeantwoord" in self.tags or ANSWERED.search(status) is not None
        return known or any("antwoord" in kind for kind in self.types)


def read_hit(result: Mapping[str, Any]) -> Hit:
    """One element of ``result``; anything in it may be missing."""
    tags: dict[str, list[str]] = {}
    for tag in as_list(as_mapping(result.get("metatags")).get("metatag")):
        name, value = as_mapping(tag).get("name"), as_mapping(tag).get("value")
        if name and value not in (None, ""):
            tags.setdefault(str(name), []).append(str(value))
    address = str(result.get("id") or "")
    feed = _FEED.search(address)
    others = [*tags.get("opendata", ()), *tags.get("displayurl", ()), str(result.get("url") or "")]
    named = feed or next((match for other in others if (match := _QUESTION.search(other))), None)
    return Hit(
        address=address or str(result),
        question=named[1] if named else None,
        file=feed[2] if feed else None,
        tags={name: tuple(values) for name, values in tags.items()},
    )


def entries(hits: Iterable[Hit]) -> list[Entry]:
    """The written questions among ``hits``, each once, in order of their numbers."""
    questions: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.written:
            questions.setdefault(int(hit.question or ""), []).append(hit)
    return [_entry(number, questions[number]) for number in sorted(questions)]


def _entry(number: int, hits: Sequence[Hit]) -> Entry:
    """A question is finished once it is answered and something else than the question itself has been published."""
    published = any(hit.file and hit.types != {"vraag aan minister"} for hit in hits)
    pages = (page for hit in hits for page in hit.tags.get("displayurl", ()) if _PAGE.fullmatch(page))
    return Entry(
        id=f"{PREFIX}{number}",
        version=_version(hits),
        pending=not (published and any(hit.answered for hit in hits)),
        url=min(pages, default=None),
    )


def _version(hits: Sequence[Hit]) -> str:
    """A digest of what an answer, another file or a new publication changes, whatever the order of the hits.

    Not of ``last_modified``: nothing says that it stays as it is when the search is indexed anew.
    """
    facts = {("file", hit.file) for hit in hits if hit.file}
    for name in ("status", "statusdatumSchvBeantwoord", "publicatiedatum", "documenttype"):
        facts |= {(name, value) for hit in hits for value in hit.tags.get(name, ())}
    return sha256(repr(sorted(facts)))


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as no element, and what stood in a list of one without that list as one element."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_mapping(value: Any) -> Mapping[str, Any]:
    """A mapping as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def day_range(first: dt.date | None, last: dt.date | None) -> str:
    """The search term for what was published from ``first`` up to and with ``last``; None is open."""
    return f"inmeta:publicatiedatum:daterange:{first or ''}..{last or ''}"
