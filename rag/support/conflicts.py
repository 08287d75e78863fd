"""Places where an editor and a new draft both changed a sentence, and nobody has chosen yet."""

from collections.abc import Iterator

from rag.report import Report
from rag.support.findings import Finding

SIGN = "CONFLICT: "
"""How each of the lines begins that hold two versions of a sentence apart."""


def check_conflicts(report: Report) -> Iterator[Finding]:
    """One finding a block in which both versions still stand."""
    for block in report.blocks:
        texts = [(None, block.heading or ""), *((claim.id, claim.text) for claim in block.claims)]
        held = [(identity, text) for identity, text in texts if SIGN in text]
        if held:
            message = "Hier staan twee versies van dezelfde zin: kies er één en verwijder de regels met CONFLICT."
            yield Finding("report.conflict", message, held[0][0], quote=held[0][1])
