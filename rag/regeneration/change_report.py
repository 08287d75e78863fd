"""What a run of ``regenerate`` changed, for the editors: one report a section and one for the run, in words and JSON.

The same run gives the same bytes, cut off on the way or not: no times, and what the answers took instead of what this
process paid.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from rag.dutch.calendar import day_in_words
from rag.files import sweep, write_whole
from rag.inline import escape, fold
from rag.links import safe_url
from rag.llm.usage import Usage
from rag.regeneration.changes import Cause, Change, Kind, Outcome, Sentence, Source
from rag.regeneration.staleness import Reason

REASONS = {
    Reason.NEW: "nieuwe of gewijzigde sectie",
    Reason.EVIDENCE_ADDED: "nieuwe documenten",
    Reason.EVIDENCE_CHANGED: "gewijzigde documenten",
    Reason.EVIDENCE_WITHDRAWN: "ingetrokken documenten",
    Reason.PROMPT: "gewijzigde prompt",
    Reason.MODEL: "ander taalmodel",
    Reason.CONFIG: "gewijzigde configuratie",
    Reason.CODE: "nieuwe versie van het programma",
    Reason.OUTPUT_MISSING: "ontbrekend verslag",
    Reason.OUTPUT_EDITED: "bewerkt verslag",
    Reason.FAILED: "een eerdere poging mislukte",
}
_HEADINGS: dict[Kind, str] = {"new": "Nieuwe zinnen", "changed": "Gewijzigde zinnen", "gone": "Geschrapte zinnen"}
_STATES = {
    "written": "herschreven",
    "accepted": "bewerking overgenomen",
    "unchanged": "niets gewijzigd",
    "failed": "mislukt",
}
_UPDATED = "bijgewerkt"  # of which only a part was written again


def next_number(folder: Path) -> int:
    """The number of the next run (from 1) whose reports go below ``folder``."""
    found = (int(path.name) for path in folder.glob("*") if re.fullmatch(r"[0-9]+", path.name))
    return max(found, default=0) + 1


def run_folder(folder: Path, number: int) -> Path:
    """Where the reports of a run go."""
    return folder / f"{number:04}"


def write_change_reports(folder: Path, number: int, outcomes: Sequence[Outcome], newest: date | None = None) -> Path:
    """Write ``run.md``, ``run.json`` and ``sections/<id>.md`` and ``.json`` in the folder of the run; returns that.

    ``newest`` is the day of the newest document searched, where known.
    """
    own = run_folder(folder, number)
    files: dict[Path, str] = {}
    for outcome in outcomes:
        files[own / "sections" / f"{outcome.section}.md"] = of_section(outcome)
        files[own / "sections" / f"{outcome.section}.json"] = _json(_tree(outcome))
    files[own / "run.json"] = _json(run_tree(number, outcomes))
    files[own / "run.md"] = of_run(number, outcomes, newest)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path)
        write_whole(path, text)
    return own


def of_section(outcome: Outcome) -> str:
    """What changed in one report, as Markdown."""
    parts = [f"# Wijzigingen in {_text(_name(outcome))}", f"Sectie `{outcome.section}`."]
    parts += [_because(outcome.causes)]
    if outcome.why:
        parts += [f"Dit verslag kon niet vernieuwd worden en bleef zoals het was: {_text(outcome.why)}"]
    for kind, heading in _HEADINGS.items():
        if found := [change for change in outcome.changes if change.kind == kind]:
            parts += [f"## {heading}", "\n".join(map(_change, found))]
    if outcome.conflicts:
        shown = (
            f"- Van de redactie: {_whole(conflict.edited)}\n  - Nieuw: {_whole(conflict.drafted)}"
            for conflict in outcome.conflicts
        )
        parts += ["## Op te lossen: zinnen die de redactie en de nieuwe versie allebei wijzigden", "\n".join(shown)]
    if outcome.doubts:
        shown = (f"- {_text(sentence)}\n  - {_text(message)}" for sentence, message in outcome.doubts)
        parts += ["## Na te kijken: zinnen van de redactie", "\n".join(shown)]
    if not (outcome.why or outcome.changes or outcome.conflicts or outcome.doubts):
        parts += ["Aan de zinnen veranderde niets."]
    return "\n\n".join(parts) + "\n"


def of_run(number: int, outcomes: Sequence[Outcome], newest: date | None = None) -> str:
    """What changed in all reports together, as Markdown: what the editors have to do comes first."""
    rows = ["| sectie | | waarom | nieuw | gewijzigd | geschrapt | conflicten |", "|---|---|---|--:|--:|--:|--:|"]
    rows += [_row(outcome) for outcome in outcomes]
    day = f" (documenten tot en met {day_in_words(newest)})" if newest else ""
    parts = [f"# Vernieuwing {number}{day}", *_to_do(outcomes), _totals(outcomes), "\n".join(rows)]
    if failed := [outcome for outcome in outcomes if outcome.state == "failed"]:
        parts += ["## Mislukt", "\n".join(f"- `{outcome.section}`: {_text(outcome.why)}" for outcome in failed)]
    return "\n\n".join(parts) + "\n"


def _to_do(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What waits for an editor, with the reports it is in."""
    conflicts = [(outcome, len(outcome.conflicts)) for outcome in outcomes if outcome.conflicts]
    doubts = [(outcome, len({sentence for sentence, _ in outcome.doubts})) for outcome in outcomes if outcome.doubts]
    for heading, found, nouns, whose in (
        ("Eerst oplossen", conflicts, ("conflict", "conflicten"), ""),
        ("Na te kijken", doubts, ("zin", "zinnen"), " van de redactie"),
    ):
        if found:
            total = f"{_counted(sum(count for _, count in found), *nouns)}{whose}"
            lines = (f"- {_link(outcome)}: {_counted(count, *nouns)}" for outcome, count in found)
            yield f"**{heading}: {total} in {_counted(len(found), 'verslag', 'verslagen')}**"
            yield "\n".join(lines)


def run_tree(number: int, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """What changed in all reports together, as JSON."""
    return {
        "run": number,
        "sections": [_tree(outcome) for outcome in outcomes],
        "sentences": {kind: sum(outcome.count(kind) for outcome in outcomes) for kind in _HEADINGS},
        "failed": {outcome.section: outcome.why for outcome in outcomes if outcome.state == "failed"},
        "usage": _spent(_usage(outcomes)),
    }


def _tree(outcome: Outcome) -> dict[str, object]:
    tree = asdict(outcome)
    tree["changes"] = [{"kind": change.kind, **asdict(change)} for change in outcome.changes]
    tree["doubts"] = [{"sentence": sentence, "message": message} for sentence, message in outcome.doubts]
    tree["usage"] = _spent(outcome.usage)
    return tree


def _spent(usage: Usage) -> dict[str, int | float]:
    return {
        "calls": usage.calls,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "euros": round(usage.euros, 4),
    }


def _usage(outcomes: Iterable[Outcome]) -> Usage:
    return sum((outcome.usage for outcome in outcomes), Usage())


def _totals(outcomes: Sequence[Outcome]) -> str:
    counts = {kind: sum(outcome.count(kind) for outcome in outcomes) for kind in _HEADINGS}
    states = Counter(map(_state, outcomes))
    told = ", ".join(f"{states[word]} {word}" for word in (_UPDATED, *_STATES.values()) if states[word])
    spent = _usage(outcomes)
    lines = [
        f"{_counted(len(outcomes), 'sectie', 'secties')}: {told}.",
        f"Zinnen: {counts['new']} nieuw, {counts['changed']} gewijzigd, {counts['gone']} geschrapt.",
    ]
    if spent.calls:
        tokens = spent.prompt_tokens + spent.completion_tokens
        lines.append(
            f"Taalmodel: {_counted(spent.calls, 'antwoord', 'antwoorden')}, {tokens} tokens, "
            + f"{spent.euros:.4f} euro.".replace(".", ",", 1)
        )
    return "  \n".join(lines)


def _row(outcome: Outcome) -> str:
    why = ", ".join(REASONS[cause.reason] for cause in outcome.causes)
    counts = " | ".join(str(outcome.count(kind)) for kind in ("new", "changed", "gone"))
    link = _link(outcome).replace("|", "\\|")
    return f"| {link} | {_state(outcome)} | {why} | {counts} | {len(outcome.conflicts)} |"


def _state(outcome: Outcome) -> str:
    return _UPDATED if outcome.state == "written" and outcome.part else _STATES[outcome.state]


def _link(outcome: Outcome) -> str:
    """A link to what changed in a report; its chapter is named, for chapters number their sections alike."""
    return f"[{_text(_name(outcome))}](sections/{outcome.section}.md)"


def _name(outcome: Outcome) -> str:
    chapter = outcome.section.rpartition("/")[0].replace("-", " ")
    return f"{chapter[:1].upper()}{chapter[1:]} – {outcome.number} {outcome.title}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _because(causes: Iterable[Cause]) -> str:
    lines = ["Waarom:"]
    for cause in causes:
        lines.append(f"- {REASONS[cause.reason]}")
        lines += [f"  - {_source(document)}" for document in cause.documents]
    return "\n".join(lines).replace("Waarom:\n", "Waarom:\n\n", 1)


def _change(change: Change) -> str:
    if change.before and change.after:
        if _text(change.before.text) == _text(change.after.text):
            now, was = ("; ".join(map(_source, told.sources)) or "geen bron" for told in (change.after, change.before))
            return f"- {_text(change.after.text)} (alleen de bron veranderde)\n  - Nu: {now}\n  - Was: {was}"
        return f"- Nu: {_sentence(change.after)}\n- Was: {_sentence(change.before)}"
    told = change.after or change.before
    return f"- {_sentence(told)}" if told else ""


def _sentence(sentence: Sentence) -> str:
    return "\n".join([_text(sentence.text), *(f"  - {_source(source)}" for source in sentence.sources)])


def _source(source: Source) -> str:
    link = safe_url(source.url) if source.url else None
    title = _text(source.title) or "zonder titel"
    day = f"({source.date}) " if source.date else ""
    return f"{day}[{title}]({link})" if link else f"{day}{title}"


def _whole(text: str | None) -> str:
    return _text(text) if text else "geschrapt"


def _text(text: str) -> str:
    """A text as plain words in one line, whatever markup it holds."""
    # No markers are read here: a bracket can be escaped so that it stays readable in the file as well.
    return escape(fold(text)).replace("&#91;", "\\[")


def _json(tree: Mapping[str, object]) -> str:
    return json.dumps(tree, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
