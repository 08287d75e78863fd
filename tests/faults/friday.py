"""A Friday: the publishers have news, and one job has to bring it into the reports, whatever happens to it on the way.

Six decisions and a question were synchronised and drafted into reports by a model, and one report was edited by hand.
Now there is a new decision, one is edited, one is taken back (and was missed once already), the question is answered,
and a section is to get its first report.
"""

import datetime as dt
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.commands.workplace import SECTIONS, Workplace, contents
from tests.faults.child import Disaster, Job, Result
from tests.faults.nursery import Child
from tests.llm.batch_server import BatchServer, Made
from tests.openai_server import Answer, OpenAIServer, Request
from tests.portals.parliament_server import ParliamentServer
from tests.portals.portal_server import PortalServer
from tests.portals.publisher import Item, Meeting, Publisher, paragraphs
from tests.writing_models import model

MONDAY = dt.datetime(2021, 6, 7, 8, tzinfo=dt.UTC)
FRIDAY = MONDAY + dt.timedelta(days=11)

EDITED, TAKEN_BACK, NEW = "besluit-premie", "besluit-subsidie", "besluit-brug"
DECISIONS: dict[str, tuple[str, str]] = {
    "besluit-fietspaden": (
        "Fietspaden langs gewestwegen",
        "De Vlaamse Regering kent 150 miljoen euro toe voor de aanleg van veilige fietspaden langs gewestwegen.",
    ),
    TAKEN_BACK: (
        "Subsidie voor fietspaden",
        "De Vlaamse Regering keurt een subsidie aan gemeenten goed voor de aanleg van veilige fietspaden.",
    ),
    "besluit-leningen": (
        "Sociale leningen",
        "De Vlaamse Regering keurt principieel een wijziging van het besluit over sociale leningen goed.",
    ),
    EDITED: (
        "Premie voor energierenovatie",
        "De Vlaamse Regering verhoogt de premie voor energierenovatie van oude woningen tot 5.000 euro.",
    ),
    "besluit-museum": (
        "Erkenning van musea",
        "De Vlaamse Regering erkent drie musea en verlengt de erkenning van het museum in Oostende.",
    ),
    "besluit-collectie": (
        "Collecties van musea",
        "De Vlaamse Regering kent 2 miljoen euro toe om de collecties van de erkende musea te bewaren.",
    ),
}
AGREEMENT = {**SECTIONS, "cultuur/2.1": ("Musea", "We erkennen musea en bewaren de collecties van musea.")}
ANSWER = "De aanleg van 40 kilometer fietspaden langs gewestwegen is in 2021 begonnen, voor 12 miljoen euro."
GENERATED = "De Vlaamse Regering keurt principieel een wijziging van het besluit over sociale leningen goed"
OWN_WORDS = (
    "De Vlaamse Regering keurde in maart 2021 een wijziging van het besluit over sociale leningen principieel goed"
)


class Provider(BatchServer):
    """The model. Every key has an account of its own, with its own batches."""

    def __init__(self) -> None:
        super().__init__(model())
        self._accounts: dict[str, tuple[list[Made], dict[str, bytes]]] = {}

    def _batched(self, request: Request, path: str) -> Answer:
        """As for any server, which holds one request of this kind at a time."""
        self.batches, self.files = self._accounts.setdefault(request.headers["Authorization"], ([], {}))
        return super()._batched(request, path)

    def paid(self, key: str) -> Counter[str]:
        """What was asked with a key, in calls and in batches, and how often."""
        own = f"Bearer {key}"
        asked = [one.json for one in list(self.requests) if one.chat and one.headers["Authorization"] == own]
        batches, _ = self._accounts.get(own, ([], {}))
        asked += [line["body"] for batch in batches for line in batch.lines]
        return Counter(json.dumps(one, sort_keys=True) for one in asked)


@dataclass(frozen=True)
class Done:
    """Every file of the corpus, the reports and the change reports; what was paid for; what the commands said."""

    files: dict[str, bytes]
    paid: Counter[str]
    result: Result

    @property
    def points(self) -> Counter[str]:
        """How often each point was reached."""
        return Counter(self.result.points)


@dataclass
class Friday:
    """The publishers and the model, a ``template`` of the folder as it is on Friday morning, and what the job makes.

    Every copy of the folder has a name of its own, under which the model knows what it was asked on its behalf.
    """

    folder: Path
    model: Provider
    job: Sequence[Sequence[str]]

    @property
    def template(self) -> Path:
        """The folder as it is on Friday morning."""
        return self.folder / "template"

    def copy(self, name: str, *, workers: int = 1) -> Path:
        """A copy of the template, in which so many sections are written at a time."""
        root = Path(shutil.copytree(self.template, self.folder / name))
        config = root / "config.yaml"
        config.write_text(config.read_text().replace("workers: 1", f"workers: {workers}"))
        return root

    def start(
        self,
        root: Path,
        disaster: Disaster | None = None,
        lines: Sequence[Sequence[str]] = (),
        now: dt.datetime = FRIDAY,
    ) -> Child:
        """Start the job over a folder, or other command lines."""
        told = [[*line, "--config", str(root / "config.yaml")] for line in lines or self.job]
        return Child(Job(told, now, disaster, {"OPENAI_API_KEY": root.name, "SSL_CERT_DIR": str(self.folder)}))

    def complete(self, codes: Sequence[int]) -> bool:
        """Whether these are the codes of a job that was done: by batches it waits for answers on the way."""
        waits = {2} if any("--batch" in line for line in self.job) else set()
        return len(codes) == len(self.job) and {*codes} <= {0, *waits} and codes[-1] == 0

    @cached_property
    def reference(self) -> Done:
        """What the job does when nothing disturbs it."""
        root = self.copy("reference")
        result = self.start(root).ending().whole
        assert self.complete(result.codes), result
        return Done(outputs(root), self.model.paid(root.name), result)

    def finished(self, root: Path) -> int:
        """Run the job again over a folder where something happened: all must come right, without any repair.

        Returns how many calls of the model were paid for twice.
        """
        result = self.start(root, None, [*self.job, ("status", "--json")]).ending().whole
        assert self.complete(result.codes[:-1]), f"exit codes {result.codes}: {result.outcomes[-1]}"
        stale = [row for row in result.outcomes[-1].json["sections"] if row["state"] != "fresh"]
        assert not stale, f"still stale: {stale}"
        other = differences(outputs(root), self.reference.files)
        assert not other, f"other files: {other}"
        journals = open_journals(root)
        assert not journals, f"not closed: {journals}"
        left = [str(path) for path in root.rglob(".*.tmp")]
        assert not left, f"left behind: {left}"
        paid = self.model.paid(root.name)
        assert paid >= self.reference.paid, "paid calls are missing"
        return (paid - self.reference.paid).total()


def outputs(root: Path) -> dict[str, bytes]:
    """Everything that lasts, by its path; the empty files that are locked are always there."""
    found: dict[str, bytes] = {}
    for folder in ("corpus", "reports", "changes"):
        kept = {name: data for name, data in contents(root / folder).items() if not name.endswith(".lock")}
        found |= {f"{folder}/{name}": data for name, data in kept.items()}
    return found


def differences(found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    """The files that are not the same."""
    return [name for name in sorted(found.keys() | wanted.keys()) if found.get(name) != wanted.get(name)]


def open_journals(root: Path) -> list[tuple[str, ...]]:
    """Everything that the ledger says is not finished."""
    with closing(sqlite3.connect(root / "cache" / "ledger.sqlite")) as ledger:
        queries = (
            "SELECT * FROM regenerate_runs",
            "SELECT * FROM regenerate_unfinished",
            "SELECT * FROM sync_runs WHERE stage <> 'done'",
        )
        return [row for query in queries for row in ledger.execute(query)]


@contextmanager
def friday(folder: Path, job: Sequence[Sequence[str]] = (("sync",), ("regenerate",))) -> Iterator[Friday]:
    """Friday morning, and the job to do."""
    publisher = Publisher(*(_meeting(number, identity) for number, identity in enumerate(DECISIONS)))
    with ExitStack() as stack:
        asked = stack.enter_context(Provider())
        portal = stack.enter_context(PortalServer(publisher))
        parliament = stack.enter_context(ParliamentServer())
        made = Friday(folder, asked, job)
        place = Workplace(made.template, **_blocks(asked, portal, parliament)).agreement(AGREEMENT)
        question = parliament.ask(
            "Fietspaden - Aanleg langs gewestwegen",
            asks=["Hoeveel kilometer fietspaden?"],
            asked=dt.date(2021, 5, 3),
            sheet=True,
        )
        weeks: tuple[list[Sequence[str]], ...] = ([("sync",), ("draft", *SECTIONS)], [("sync",)])
        for week, lines in enumerate(weeks):
            result = made.start(made.template, None, lines, MONDAY + dt.timedelta(weeks=week)).ending().whole
            assert set(result.codes) == {0}, result
            if week == 0:
                publisher.withdraw(TAKEN_BACK)
        _edit(place)
        publisher.publish(_meeting(len(DECISIONS), NEW, "Een brug voor fietsers", _BRIDGE))
        publisher.edit(EDITED, html=paragraphs(DECISIONS[EDITED][1].replace("5.000", "6.000")))
        parliament.answer(question.id, [ANSWER], day=dt.date(2021, 5, 20))
        yield made


_BRIDGE = "De Vlaamse Regering keurt de aanleg goed van een veilige fietsbrug en fietspaden langs gewestwegen in Gent."


def _meeting(number: int, identity: str, title: str = "", body: str = "") -> Meeting:
    title, body = (title, body) if title else DECISIONS[identity]
    start = dt.datetime(2021, 2, 5, 9, tzinfo=dt.UTC) + dt.timedelta(weeks=2 * number)
    return Meeting(f"vergadering-{number}", start, (Item(identity, title, paragraphs(body)),))


def _blocks(asked: OpenAIServer, portal: PortalServer, parliament: ParliamentServer) -> dict[str, Any]:
    sync = {
        "since": dt.date(2021, 1, 1),
        "decisions_url": portal.decisions_url,
        "themis_url": portal.themis_url,
        **parliament.addresses,
        "requests_per_second": 1000.0,
        "retries": 0,
    }
    llm = {
        "base_url": asked.base_url,
        "model": "test-model",
        "workers": 1,
        "retries": 0,
        "prices": {"prompt": 1.0, "completion": 2.0},
    }
    return {
        "corpus": {"documents": [], "agreement": "agreement.jsonl"},
        "sync": sync,
        "llm": llm,
        "draft": {"writer": "llm"},
    }


def _edit(place: Workplace) -> None:
    """Somebody puts a sentence of the report on housing in other words."""
    path = place.reports / "wonen/4.2.md"
    text = path.read_text(encoding="utf-8")
    assert text.count(GENERATED) == 2
    path.write_text(text.replace(GENERATED, OWN_WORDS, 1), encoding="utf-8")
