"""``verantwoord status``: which reports are stale, why, and what making them anew would take."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from rag.commands import index
from rag.commands.told import Told
from rag.config import Config, PriceConfig
from rag.errors import IndexStateError, ReportError
from rag.ledger import Ledger, open_ledger
from rag.llm.silence import quiet
from rag.llm.usage import Usage
from rag.progress import errors, progress
from rag.regeneration import journal, memory
from rag.regeneration.changes import Cause, source_of
from rag.regeneration.footprint import contents, footprint
from rag.regeneration.journal import Journal
from rag.regeneration.memory import Memory
from rag.regeneration.previous import conflicts_in, read_previous
from rag.regeneration.staleness import Examiner, Reason, Staleness
from rag.regeneration.work import forecast
from rag.session import Session, open_session

HELP = "tell which reports are stale, why, and what making them anew would cost; no model is asked"
SCHEMA = journal.SCHEMA + memory.SCHEMA
MOST_NEW = 10  # sections without a report that are listed one by one


def arguments(parser: ArgumentParser) -> None:
    """``[SECTION_ID…]``."""
    parser.add_argument("sections", nargs="*", metavar="SECTION_ID", help="default: every section of the agreement")


def run(args: Namespace, config: Config) -> int:
    """Print which reports are stale. Exit code 2 if a document could not be read."""
    return status(config, args.sections).print(as_json=args.json)


def status(config: Config, sections: Sequence[str] = ()) -> Told:
    """Bring the index up to date and examine the reports of these sections, of all if none are named."""
    with open_ledger(config, SCHEMA) as ledger:
        skipped = refresh(config, ledger)
        with open_session(config, dry=True) as session:
            writer, diary = config.draft.writer, Journal(ledger, config.resolve(config.reports.path))
            examiner = Examiner(session, writer, Memory(ledger), diary.failed())
            found = examine(examiner, session, sections, diary)
            return as_told(found, forecast_of(found, session, writer), session, 2 if skipped else 0)


def refresh(config: Config, ledger: Ledger) -> bool:
    """Make the index equal to the corpus if that may have changed; whether a document could not be read."""
    remembered, place, mark = Memory(ledger), str(config.resolve(config.index.path)), footprint(config)
    known = remembered.indexed(place, mark) if mark else None
    if known and known == _contents(config):
        return False
    change, corpus = index.bring_up_to_date(config)
    if change.added or change.changed or change.removed or change.withdrawn or change.rebuilt:
        errors.print(index.as_text(change, corpus), markup=False, soft_wrap=True)
    now = _contents(config)
    if mark and now and not corpus.failures:  # what could not be read is told every time
        remembered.note_indexed(place, mark, now)
    return bool(corpus.failures)


def _contents(config: Config) -> str | None:
    """What the index holds; None where there is none that can be used."""
    try:
        with open_session(config) as session:
            return contents(session.index)
    except IndexStateError:
        return None


def examine(examiner: Examiner, session: Session, wanted: Sequence[str], diary: Journal) -> list[Staleness]:
    """What is known of the sections, all of them unless some are named. Raises UnknownId."""
    sections = [session.section(identity) for identity in dict.fromkeys(wanted or session.agreement)]
    unfinished = diary.unfinished()
    found = []
    with progress("verslagen nakijken") as report, quiet():
        for section in sections:
            # Between the two renames of a publication what stands on disk belongs to no run.
            cut_off = section.id in unfinished
            found.append(Staleness(section.id, {Reason.FAILED: ()}) if cut_off else examiner.examine(section))
            report(len(found), len(sections))
    examiner.save()
    return found


def forecast_of(found: Sequence[Staleness], session: Session, writer: str) -> dict[str, Usage]:
    """What the sections that are due would take, by section."""
    due = [item for item in found if item.due]
    costs = {}
    with progress("kosten ramen") as report:
        for section, usage in forecast(due, session, writer):
            costs[section] = usage
            report(len(costs), len(due))
    return costs


def as_told(found: Sequence[Staleness], costs: dict[str, Usage], session: Session, code: int) -> Told:
    """Which sections are stale, with the documents behind it, and what regenerating would take at most.

    A conflict that nobody resolved makes no report stale, and is told every time.
    """
    total, lost = sum(costs.values(), Usage()), _orphans(session)
    causes = {item.section: _causes(item, session) for item in found}
    standing = open_conflicts(session.config, (item.section for item in found))
    rows = [_row(item, causes[item.section], standing.get(item.section, 0), session) for item in found]
    forecast = {"tokens": total.prompt_tokens + total.completion_tokens, "euros": total.euros, "calls": total.calls}
    tree = {"sections": rows, "forecast": forecast, "counts": _counts(found), "orphans": lost}
    counts = ", ".join(f"{count} {reason}" for reason, count in _counts(found).items())
    stale = [item for item in found if item.stale]
    lines = [
        *_stale_lines(stale, causes),
        f"{counted(len(found), 'report')}: {len(stale)} stale{f' ({counts})' if counts else ''}",
        *conflict_lines(standing),
        *(f"{section}: a report of a section that is not in the agreement; move it away" for section in lost),
        *(_forecast_lines(total, session.config) if costs else ()),
    ]
    return Told(code, tree, tuple(lines))


def open_conflicts(config: Config, sections: Iterable[str]) -> dict[str, int]:
    """How many conflicts stand in the reports of these sections, without those that hold none."""
    folder = config.resolve(config.reports.path)
    found = ((section, conflicts_in(folder, section)) for section in sections)
    return {section: number for section, number in found if number}


def conflict_lines(standing: Mapping[str, int]) -> Iterator[str]:
    """What is left to resolve, and in which reports."""
    if standing:
        where = f"{counted(len(standing), 'report')}: {', '.join(standing)}"
        yield f"{counted(sum(standing.values()), 'conflict')} to resolve in {where}"


def counted(number: int, noun: str) -> str:
    """``1 report``, ``2 reports``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _stale_lines(stale: Sequence[Staleness], causes: Mapping[str, Sequence[Cause]]) -> Iterator[str]:
    """The stale sections; many without any report are one line."""
    new = [item for item in stale if item.reasons == (Reason.NEW,)]
    listed = stale if len(new) <= MOST_NEW else [item for item in stale if item not in new]
    wide = max((len(item.section) for item in listed), default=0)
    for item in listed:
        yield f"{item.section:{wide}}  {', '.join(item.reasons)}"
        for cause in causes[item.section]:
            for document in cause.documents:
                yield f"{'':{wide}}    {cause.reason}: {document.date or 'no date'} {document.title}"
    if len(listed) < len(stale):
        yield f"{len(new)} sections have no report of their present text; 'verantwoord draft --all' writes them all"


def _forecast_lines(total: Usage, config: Config) -> Iterator[str]:
    """What regenerating would take at most."""
    if not total.calls:
        yield "regenerating asks no model, so it costs nothing"
        return
    tokens = total.prompt_tokens + total.completion_tokens
    yield f"regenerating takes at most {counted(total.calls, 'call')}, {tokens:,} tokens, {total.euros:.4f} euro"
    if config.llm.prices == PriceConfig():
        yield "no prices are set: give llm.prices to know the euros"
    if total.euros > config.llm.max_euros:
        yield f"this may exceed llm.max_euros ({config.llm.max_euros:.2f}): what does not fit stays stale"


def _row(item: Staleness, causes: Sequence[Cause], conflicts: int, session: Session) -> dict[str, object]:
    return {
        "id": item.section,
        "title": session.section(item.section).title,
        "state": "stale" if item.stale else "fresh",
        "reasons": list(item.reasons),
        "documents": list(item.documents),
        "causes": [asdict(cause) for cause in causes],
        "untold": list(item.untold),
        "conflicts": conflicts,
    }


def _causes(item: Staleness, session: Session) -> list[Cause]:
    """The reasons with what is known of their documents."""
    if not item.documents:
        return [Cause(reason) for reason in item.reasons]
    try:
        previous = read_previous(session.config.resolve(session.config.reports.path), item.section)
    except ReportError:
        previous = None
    sidecar, find = previous.sidecar if previous else None, session.index.catalogue.document
    return [
        Cause(reason, tuple(source_of(one, find(one), sidecar) for one in item.causes[reason]))
        for reason in item.reasons
    ]


def _counts(found: Sequence[Staleness]) -> dict[str, int]:
    """How many sections have each reason, in the order of reasons."""
    counted = Counter(reason for item in found for reason in item.reasons)
    return {reason: counted[reason] for reason in Reason if counted[reason]}


def _orphans(session: Session) -> list[str]:
    """The ids of reports whose section is no longer in the agreement."""
    folder = session.config.resolve(session.config.reports.path)
    accounts = (path for path in folder.rglob("*.json") if not path.name.startswith("."))
    found = (path.relative_to(folder).as_posix().removesuffix(".json") for path in accounts)
    return sorted(identity for identity in found if identity not in session.agreement)
