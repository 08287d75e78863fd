"""Publishing a draft over an edited report, and accounting for what only an editor changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.config import load_config
from rag.drafting.reports import Drafted, draft_section
from rag.drafting.writers import make_writer
from rag.errors import ReportError
from rag.ledger import open_ledger
from rag.llm.account import Account
from rag.regeneration.accounting import Bookcase
from rag.regeneration.journal import SCHEMA, Journal
from rag.regeneration.previous import Previous, generated_claims, generated_references, mergeable, read_previous
from rag.regeneration.publishing import accept, publish
from rag.session import open_session
from tests.commands.workplace import CYCLING, Workplace

SECTION = "mobiliteit/1.3"


@contextmanager
def desk(workplace: Workplace) -> Iterator[tuple[Drafted, Bookcase, Journal]]:
    """A draft of the section as the corpus is now, what sentences are held against, and who writes."""
    config = load_config(workplace.config)
    with open_ledger(config, SCHEMA) as ledger, open_session(config) as session:
        journal = Journal(ledger, workplace.reports)
        writer, inputs = make_writer("extractive", session)
        evidence = session.evidence(session.section(SECTION))
        yield draft_section(evidence, writer, {**inputs, **session.inputs}, Account()), Bookcase.of(session), journal


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
    with desk(workplace) as (drafted, bookcase, journal), pytest.raises(ReportError, match="--discard-edits"):
        publish(journal, drafted, standing(workplace), bookcase)


def test_publishing_the_same_draft_writes_nothing(workplace: Workplace) -> None:
    with desk(workplace) as (drafted, bookcase, journal):
        assert not publish(journal, drafted, standing(workplace), bookcase).written


def test_what_was_generated_is_known_with_its_sources_after_any_edit(workplace: Workplace) -> None:
    before = workplace.sidecar(SECTION)["claims"]
    edit(workplace, "150 miljoen euro", "150 miljoen (!) euro")
    with desk(workplace) as (_, bookcase, journal):
        sidecar = accept(journal, standing(workplace), bookcase).sidecar
    assert [(claim.id, claim.text) for claim in generated_claims(sidecar)] == [
        (row["id"], row["text"]) for row in before
    ]
    assert [reference.document for reference in generated_references(sidecar)] == [CYCLING]


def test_accepting_touches_the_account_alone_and_the_words_survive_the_next_draft(workplace: Workplace) -> None:
    path = edit(workplace, "150 miljoen euro", "150 miljoen **euro**, zegt de redactie,")
    before = path.read_bytes()
    with desk(workplace) as (drafted, bookcase, journal):
        found = accept(journal, standing(workplace), bookcase)
        assert path.read_bytes() == before
        assert (found.written, standing(workplace).edited) == (True, False)
        assert [claim.origin for claim in found.sidecar.claims if claim.citations] == ["edited"]
        assert not accept(journal, standing(workplace), bookcase).written
        publish(journal, drafted, standing(workplace), bookcase)
        assert path.read_bytes() == before


def test_what_an_editor_saves_while_a_draft_is_made_is_not_lost(workplace: Workplace) -> None:
    with desk(workplace) as (drafted, bookcase, journal):
        previous = standing(workplace)
        path = edit(workplace, "150 miljoen euro", "150 miljoen euro, zegt de redactie,")
        found = publish(journal, drafted, previous, bookcase)
    assert "zegt de redactie" in path.read_text()
    assert [claim.origin for claim in found.sidecar.claims if claim.citations] == ["edited"]


def test_what_an_editor_saves_before_it_is_accepted_is_not_lost(workplace: Workplace) -> None:
    edit(workplace, "150 miljoen euro", "150 miljoen euro, zegt de redactie,")
    with desk(workplace) as (_, bookcase, journal):
        previous = standing(workplace)
        after = edit(workplace, "zegt de redactie", "zegt de hoofdredactie").read_bytes()
        found = accept(journal, previous, bookcase)
    assert (workplace.reports / f"{SECTION}.md").read_bytes() == after
    assert [claim.text for claim in found.sidecar.claims if "hoofdredactie" in claim.text]


def test_what_is_saved_while_it_is_merged_is_not_written_over(workplace: Workplace) -> None:
    read = edit(workplace, "150 miljoen euro", "150 miljoen euro, zegt de redactie,").read_text()
    saved = edit(workplace, "zegt de redactie", "zegt de hoofdredactie").read_bytes()
    sidecar = standing(workplace).sidecar
    assert sidecar is not None
    with desk(workplace) as (_, _, journal), pytest.raises(ReportError, match="run the command again"):
        journal.write("# Fiets\n", sidecar, over=read)
    assert (workplace.reports / f"{SECTION}.md").read_bytes() == saved


def test_other_quotes_make_no_other_sentence(workplace: Workplace) -> None:
    edit(workplace, '"1.3 Fiets"', "“1.3 Fiets”")
    with desk(workplace) as (_, bookcase, journal):
        sidecar = accept(journal, standing(workplace), bookcase).sidecar
    assert {claim.origin for claim in sidecar.claims} == {"generated"}
