"""Judgements that no source gives."""

from rag.support.wording import check_wording
from tests.support.texts import source

TEXT = "De Vlaamse Regering geeft een belangrijke impuls aan scholen."


def said(claim: str) -> list[str]:
    return [claim[found.start : found.end] for found in check_wording(claim, [source(TEXT)])]


def test_a_judgement_needs_a_source_that_gives_it_in_any_form() -> None:
    assert said("De regering geeft een ambitieuze en succesvolle impuls.") == ["ambitieuze", "succesvolle"]
    assert said("Een mijlpaal: de steun stijgt aanzienlijk.") == ["mijlpaal", "aanzienlijk"]
    assert said("De impuls is belangrijk.") == []
    assert said("De regering geeft een impuls aan scholen.") == []
