"""``verantwoord explain``: what was found for each promise of a section, and why a document is evidence or is not."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from rag.commands.show import place
from rag.config import Config
from rag.documents import Document, Hit, Section
from rag.dutch.calendar import day_in_words
from rag.errors import UnknownId
from rag.evidence import Evidence, EvidenceDocument, Reason
from rag.gathering import MIN_BEST_RELEVANCE, MIN_RELEVANCE, MIN_WORTH, reach, worth
from rag.names import nearest
from rag.section_reader import MIN_SERVICE, SectionReader
from rag.session import Session, open_session

# The scores of the ranking, as their reader knows them.
SCORES = {
    "whole": "woorden van de hele sectie",
    "sentence": "woorden van één zin",
    "subject": "betekenis van de titel",
    "meaning of all": "betekenis van alle zinnen",
    "meaning of one": "betekenis van één zin",
    "like the best": "gelijkt op de beste tien",
    "model": "oordeel van het taalmodel",
}
HELP = "tell what was found for each promise of a section, or why a document is evidence for it or is not"
WIDTH = 100  # columns


def arguments(parser: ArgumentParser) -> None:
    """``SECTION_ID [DOCUMENT_ID]``."""
    parser.add_argument("section", metavar="SECTION_ID", help="see 'verantwoord sections'")
    parser.add_argument("document", nargs="?", metavar="DOCUMENT_ID", help="why is this in, why is this not?")


def run(args: Namespace, config: Config) -> int:
    """Print the explanation."""
    with open_session(config) as session:
        section = session.section(args.section)
        if args.document is None:
            account = _section_account(session.evidence(section))
            lines = _section_lines(section, account)
        else:
            account = _document_account(session, section, _document(session, args.document))
            lines = _document_lines(section, account)
        print(json.dumps(account, ensure_ascii=False) if args.json else "\n".join(lines))
    return 0


def _document(session: Session, identity: str) -> Document:
    document = session.index.catalogue.document(identity)
    if document is None:
        known = session.index.catalogue.hashes()
        raise UnknownId(f"there is no document '{identity}' in the index; {nearest(identity, known)}")
    return document


# --- a section


def _section_account(evidence: Evidence) -> dict[str, Any]:
    served = [(item, reason) for item in evidence.documents for reason in item.reasons]
    served.sort(key=lambda pair: -pair[1].score)
    return {
        "section": evidence.section.id,
        "commitments": [
            {
                "start": made.start,
                "end": made.end,
                "text": made.text,
                "best": evidence.served.get(number),
                "documents": [_served(item, reason) for item, reason in served if reason.commitment == number],
            }
            for number, made in enumerate(evidence.commitments)
        ],
        "others": [_served(item, reason) for item, reason in served if reason.commitment is None],
        "searched": evidence.searched,
        "cutoff": str(evidence.cutoff or ""),
    }


def _served(item: EvidenceDocument, reason: Reason) -> dict[str, Any]:
    document = item.document
    return {
        "document": document.id,
        "title": document.title,
        "date": str(document.date or ""),
        "stage": item.stage.name,
        "dossier": item.dossier,
    } | _reason(item, reason)


def _reason(item: EvidenceDocument, reason: Reason) -> dict[str, Any]:
    quote = next(sentence for sentence in item.sentences if sentence.key == reason.key)
    return {
        "commitment": reason.commitment,
        "score": reason.score,
        "terms": list(reason.terms),
        "key": reason.key,
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
    } | ({"place": found} if (found := place(item.document, quote.start)) else {})


def _section_lines(section: Section, account: dict[str, Any]) -> Iterator[str]:
    commitments = account["commitments"]
    count = f"{len(commitments)} {'voornemen' if len(commitments) == 1 else 'voornemens'}"
    yield f"{section.id} {section.title}: {count}, {account['searched']} documenten doorzocht"
    for number, made in enumerate(commitments, 1):
        yield from ("", _wrapped(f"{number}. “{_line(made['text'])}”", 3))
        for row in made["documents"]:
            yield from _row(row)
        if made["best"] is None:
            read = reach(account["searched"])
            yield f"   niets gevonden: geen zin van de {read} best gerangschikte documenten zegt er genoeg van"
        elif not made["documents"]:
            yield f"   alleen buiten de gekozen documenten, het best in {made['best']}"
    if account["others"]:
        yield from ("", "Bij de rest van de tekst:")
    for row in account["others"]:
        yield from _row(row)


def _row(row: dict[str, Any]) -> Iterator[str]:
    about = [_decimal(row["score"]), row["date"] or "zonder datum", row["stage"], row["document"]]
    yield "   " + "  ".join(about)
    yield _wrapped(f"         {_line(row['title'] or 'zonder titel')}", 9)
    yield from _terms(row)


# --- a document


def _document_account(session: Session, section: Section, document: Document) -> dict[str, Any]:
    evidence = session.evidence(section)
    hits = session.retriever.rank(section, evidence.searched)
    hit = next((hit for hit in hits if hit.document == document.id), None)
    chosen = next((item for item in evidence.documents if item.document.id == document.id), None)
    reader = SectionReader(section, evidence.commitments, session.library.idf)
    item = chosen or reader.read(document, hit or Hit(document.id, 0.0, 0, 0.0))
    reasons = item.reasons if item else ()
    gone = document.withdrawn and f"Niet gekozen: het is ingetrokken op {day_in_words(document.withdrawn)}."
    return {
        "section": section.id,
        "document": document.id,
        "title": document.title,
        "date": str(document.date or ""),
        "chosen": chosen is not None,
        "why": gone or _verdict(evidence, chosen, item, hit, max((hit.relevance for hit in hits), default=0.0)),
        "rank": hit.rank if hit else None,
        "rankings": dict(hit.trace) if hit else {},
        "relevance": hit.relevance if hit else 0.0,
        "least": {"relevance": MIN_RELEVANCE, "best_relevance": MIN_BEST_RELEVANCE, "service": MIN_SERVICE},
        "stage": item.stage.name if item else None,
        "dossier": session.dossiers.get(document.id, [document.id]),
        "reasons": [
            {"text": section.text[reason.start : reason.end], **_reason(item, reason)} for reason in reasons if item
        ],
    }


def _verdict(
    evidence: Evidence, chosen: EvidenceDocument | None, item: EvidenceDocument | None, hit: Hit | None, best: float
) -> str:
    """Why the document is evidence, or the first hurdle at which it fell."""
    few = len(evidence.documents)
    if chosen is not None:
        if chosen.hit.rank == 0:
            return f"Gekozen als laatste stap van dossier {chosen.dossier}, waarvan een eerdere beslissing gekozen is."
        return f"Gekozen, bij dossier {chosen.dossier}: een van de {few} best gerangschikte die iets dienen."
    if item is None:
        return "Niet gekozen: het heeft geen zin die geciteerd kan worden."
    if hit is None:
        return "Niet gekozen: het staat in geen enkele ranglijst voor deze sectie."
    if best < MIN_BEST_RELEVANCE:
        needed = _decimal(MIN_BEST_RELEVANCE)
        return f"Niet gekozen: geen enkel document raakt deze sectie genoeg (hoogste {_decimal(best)}, nodig {needed})."
    if hit.relevance < MIN_RELEVANCE:
        return (
            f"Niet gekozen: het raakt de sectie te weinig ({_decimal(hit.relevance)}, nodig {_decimal(MIN_RELEVANCE)})."
        )
    if item.reasons[0].score < MIN_SERVICE:
        score = _decimal(item.reasons[0].score)
        return f"Niet gekozen: geen zin zegt genoeg van een voornemen (hoogste {score}, nodig {_decimal(MIN_SERVICE)})."
    if hit.rank > reach(evidence.searched):
        return (
            f"Niet gekozen: het staat op plaats {hit.rank}, en alleen de eerste {reach(evidence.searched)} "
            "worden gelezen."
        )
    value = worth(hit, item.reasons[0].score, len(evidence.commitments))
    if value < MIN_WORTH:
        return (
            f"Niet gekozen: op plaats {hit.rank} raakt en dient het de sectie te weinig "
            f"({_decimal(value)}, nodig {_decimal(MIN_WORTH)})."
        )
    return f"Niet gekozen: het zou kunnen, maar er zijn al {few} documenten die hoger staan (zie draft.documents)."


def _document_lines(section: Section, account: dict[str, Any]) -> Iterator[str]:
    yield _wrapped(f"{account['document']} {_line(account['title'] or 'zonder titel')}", 3)
    yield f"   voor {section.id} {section.title}"
    yield from ("", _wrapped(account["why"], 0), "")
    if account["rank"]:
        each = ", ".join(f"{SCORES.get(name, name)} {place}" for name, place in account["rankings"].items())
        yield _wrapped(f"Plaats {account['rank']} in de ranglijst ({each}).", 0)
    yield f"Raakt de sectie voor {_decimal(account['relevance'])}; nodig is {_decimal(MIN_RELEVANCE)}."
    if account["stage"]:
        yield f"Stap: {account['stage']}{_on(account['date'])}."
    others = [identity for identity in account["dossier"] if identity != account["document"]]
    if others:
        yield _wrapped(f"Zelfde dossier: {', '.join(others)}.", 3)
    for row in account["reasons"]:
        which = "De tekst" if row["commitment"] is None else f"Voornemen {row['commitment'] + 1}"
        yield from ("", _wrapped(f"{which}: “{_line(row['text'])}”", 3))
        yield _wrapped(f"   {_decimal(row['score'])} (nodig {_decimal(MIN_SERVICE)}): “{_line(row['quote'])}”", 9)
        yield from _terms(row)


def _terms(row: dict[str, Any]) -> Iterator[str]:
    """The words that make it so, and where they stand in a document with pages."""
    yield _wrapped(f"         woorden: {', '.join(row['terms']) or 'geen'}", 9)
    if "place" in row:
        yield _wrapped(f"         {row['place']}", 9)


def _on(day: str) -> str:
    return f", {day}" if day else ""


def _wrapped(text: str, indent: int) -> str:
    lead = " " * (len(text) - len(text.lstrip()))
    return fill(text.strip(), WIDTH, initial_indent=lead, subsequent_indent=" " * indent, break_on_hyphens=False)


def _line(text: str) -> str:
    return " ".join(text.split())


def _decimal(value: float) -> str:
    """``0,18``."""
    return f"{value:.2f}".replace(".", ",")
