"""``verantwoord judge``: does each cited document carry each claim? JSON lines in, JSON lines out."""

import json
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.cli import rows_of
from rag.config import Config
from rag.documents import Document
from rag.errors import ConfigError
from rag.files import write_whole
from rag.progress import progress
from rag.session import open_session
from rag.support.assertions import needs_citation
from rag.support.coverage import Idf
from rag.support.judge import GRADES, Reason, Standings, judge_claim

HELP = "judge whether the documents cited with claims carry them"
UNKNOWN = Reason("reference.unknown", "Dit document is niet gevonden onder de doorzochte documenten.")


def arguments(parser: ArgumentParser) -> None:
    """``IN.jsonl --out OUT.jsonl``."""
    parser.add_argument("claims", type=Path, metavar="IN.jsonl", help="rows with claim_id, claim and cites")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl", help="the file to write")


def run(args: Namespace, config: Config) -> int:
    """Judge every row, in order; raises ConfigError naming the first row that is not a claim."""
    rows = [claim_of(row, args.claims) for row in rows_of(args.claims, {"claim_id", "claim", "cites"})]
    judged = []
    with open_session(config) as session, progress("zinnen beoordelen") as report:
        catalogue, bm25 = session.index.catalogue, session.retriever.bm25
        session.retriever.prepare([row["claim"] for row in rows], report)
        known, idf = lru_cache(maxsize=1024)(catalogue.document), lru_cache(maxsize=None)(bm25.idf)
        for number, row in enumerate(rows, 1):
            cited = {identity: known(identity) for identity in row["cites"]}
            judged.append(judge_row(row, cited, idf, session.retriever.standings))
            report(number, len(rows))
    write_whole(args.out, "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in judged))
    counts = Counter(pair["support"] for row in judged for pair in row["pairs"].values())
    summary = {"claims": len(judged), "pairs": counts.total()} | {grade: counts[grade] for grade in reversed(GRADES)}
    shown = ", ".join(f"{count} {what}" for what, count in summary.items())
    print(json.dumps(summary) if args.json else f"{shown} in {args.out}")
    return 0


def claim_of(row: dict[str, Any], path: Path) -> dict[str, Any]:
    """The row itself; raises ConfigError naming it if it is not a claim with the ids it cites."""
    cites = row["cites"]
    if not (isinstance(row["claim"], str) and isinstance(cites, list) and all(isinstance(c, str) for c in cites)):
        raise ConfigError(f"{path}: claim {row['claim_id']}: 'claim' must be a text, 'cites' a list of document ids")
    return row


def judge_row(
    row: Mapping[str, Any], cited: Mapping[str, Document | None], idf: Idf, standings: Standings
) -> dict[str, Any]:
    """The verdict on one row; a document that is not in the index supports nothing."""
    verdict = judge_claim(row["claim"], [document for document in cited.values() if document], idf, standings)
    pairs: dict[str, Any] = {}
    for identity in cited:
        pair = verdict.pairs.get(identity)
        pairs[identity] = {
            "support": pair.support if pair else "none",
            "score": pair.score if pair else 0.0,
            "reasons": [asdict(reason) for reason in (pair.reasons if pair else (UNKNOWN,))],
        }
    return {
        "claim_id": row["claim_id"],
        "support": verdict.support or ("none" if cited else None),
        "needs_citation": needs_citation(row["claim"]),
        "pairs": pairs,
    }
