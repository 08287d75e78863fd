"""Two versions of a sentence that nobody chose between are found wherever they stand."""

import pytest

from rag.markdown import parse
from rag.support.assertions import needs_citation
from rag.support.conflicts import check_conflicts


@pytest.mark.parametrize(
    "body",
    [
        "1. **Punt**:\n   CONFLICT: **behoud wat moet blijven.**\n   Zin. \n   CONFLICT: **einde.**",
        "CONFLICT: **behoud wat moet blijven.**\n\n### Kop\n",
        "Een zin zonder punt\nCONFLICT: **einde.**",
        "### CONFLICT: kop",
    ],
)
def test_a_line_of_a_conflict_is_found_once_in_its_block(body: str) -> None:
    assert [finding.code for finding in check_conflicts(parse(f"# Titel\n\n{body}\n"))] == ["report.conflict"]


def test_a_conflict_of_interest_is_none() -> None:
    assert list(check_conflicts(parse("# Titel\n\nEr is een conflict: het pad. Conflict: wonen.\n"))) == []


def test_the_lines_of_a_conflict_need_no_source() -> None:
    assert not needs_citation("CONFLICT: dit staat in het nieuwe ontwerp.")
