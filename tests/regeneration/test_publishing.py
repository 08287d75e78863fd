"""Publishing a draft over an edited report, and accounting for what only an editor changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.config import load_config
from rag.drafting.reports import Drafted, draft_section
from rag.drafting.writers import make_writer
from rag.errors import ReportError
from rag.llm.account import Account
from rag.regeneration.previous import Previous, generated_claims, generated_references, mergeable, read_previous
from rag.regeneration.publishing import Bookcase, accept, publish
from rag.session import open_session
from tests.commands.workplace import CYCLING, Workplace

SECTION = "mobiliteit/1.3"


@contextmanager
def desk(workplace: Workplace) -> Iterator[tuple[Drafted, Bookcase]]:
    """A draft of the section as the corpus is now, and what sentences are held against."""
    with open_session(load_config(workplace.config)) as session:
        writer, inputs = make_writer("extractive", session)
        evidence = session.evidence(session.section(SECTION))
        yield draft_section(evidence, writer, {**inputs, **session.inputs}, Account()), Bookcase.of(session)


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    workplace = Workplace(tmp_path).small()
    workplace.run("index")
    assert workplace.run("draft", SECTION).code == 0
    return workplace


def standing(workplace: Workplace) -> Previous:
    found = read_previous(workplace.reports, SECTION)
    assert found is not None
    return found


def edit(workplace: Workplace, old: str, new: str) -> Path:
    path = workplace.reports / f"{SECTION}.md"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path


def test_nothing_stands_where_nothing_was_drafted(workplace: Workplace) -> None:
    assert read_previous(workplace.reports, "wonen/4.2") is None


def test_a_report_is_edited_when_more_than_its_line_ends_changed(workplace: Workplace) -> None:
    path = workplace.reports / f"{SECTION}.md"
    assert not standing(workplace).edited
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not standing(workplace).edited
    edit(workplace, "150 miljoen", "ruim 150 miljoen")
    assert standing(workplace).edited
    path.unlink()
    assert (standing(workplace).edited, standing(workplace).markdown) == (False, None)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"geen titel\n"])
def test_a_report_that_cannot_be_read_says_what_to_do(workplace: Workplace, data: bytes) -> None:
    (workplace.reports / f"{SECTION}.md").write_bytes(data)
    with pytest.raises(ReportError, match=r"1\.3\.md: .*(save the file as UTF-8|mend its first line)"):
        read_previous(workplace.reports, SECTION)


def test_a_report_without_account_is_the_editors_own(workplace: Workplace) -> None:
    (workplace.reports / f"{SECTION}.json").unlink()
    assert standing(workplace).own
    with pytest.raises(ReportError, match="--discard-edits"):
        mergeable(workplace.reports, SECTION)
    with desk(workplace) as (drafted, bookcase), pytest.raises(ReportError, match="--discard-edits"):
        publish(workplace.reports, drafted, standing(workplace), bookcase)


def test_publishing_the_same_draft_writes_nothing(workplace: Workplace) -> None:
    with desk(workplace) as (drafted, bookcase):
        assert not publish(workplace.reports, drafted, standing(workplace), bookcase).written


def test_what_was_generated_is_known_with_its_sources_after_any_edit(workplace: Workplace) -> None:
    before = workplace.sidecar(SECTION)["claims"]
    edit(workplace, "150 miljoen euro", "150 miljoen (!) euro")
    with desk(workplace) as (_, bookcase):
        sidecar = accept(workplace.reports, standing(workplace), bookcase).sidecar
    assert [(claim.id, claim.text) for claim in generated_claims(sidecar)] == [
        (row["id"], row["text"]) for row in before
    ]
    assert [reference.document for reference in generated_references(sidecar)] == [CYCLING]


def test_accepting_touches_the_account_alone_and_the_words_survive_the_next_draft(workplace: Workplace) -> None:
    path = edit(workplace, "150 miljoen euro", "150 miljoen **euro**, zegt de redactie,")
    before = path.read_bytes()
    with desk(workplace) as (drafted, bookcase):
        found = accept(workplace.reports, standing(workplace), bookcase)
        assert path.read_bytes() == before
        assert (found.written, standing(workplace).edited) == (True, False)
        assert [claim.origin for claim in found.sidecar.claims if claim.citations] == ["edited"]
        assert not accept(workplace.reports, standing(workplace), bookcase).written
        publish(workplace.reports, drafted, standing(workplace), bookcase)
        assert path.read_bytes() == before


def test_what_an_editor_saves_while_a_draft_is_made_is_not_lost(workplace: Workplace) -> None:
    with desk(workplace) as (drafted, bookcase):
        previous = standing(workplace)
        path = edit(workplace, "150 miljoen euro", "150 miljoen euro, zegt de redactie,")
        found = publish(workplace.reports, drafted, previous, bookcase)
    assert "zegt de redactie" in path.read_text()
    assert [claim.origin for claim in found.sidecar.claims if claim.citations] == ["edited"]


def test_other_quotes_make_no_other_sentence(workplace: Workplace) -> None:
    edit(workplace, '"1.3 Fiets"', "“1.3 Fiets”")
    with desk(workplace) as (_, bookcase):
        sidecar = accept(workplace.reports, standing(workplace), bookcase).sidecar
    assert {claim.origin for claim in sidecar.claims} == {"generated"}
