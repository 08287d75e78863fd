"""``verantwoord sections``: what there is to draft."""

from pathlib import Path

from tests.commands.workplace import SECTIONS, Workplace


def test_sections_are_listed_in_order_without_an_index(tmp_path: Path) -> None:
    outcome = Workplace(tmp_path).agreement().run("sections")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [f"{identity}\t{title}" for identity, (title, _) in SECTIONS.items()]


def test_json_gives_every_field(tmp_path: Path) -> None:
    (first, *_) = Workplace(tmp_path).agreement().run("sections", "--json").json
    title, text = SECTIONS["mobiliteit/1.3"]
    assert first == {"id": "mobiliteit/1.3", "chapter": "mobiliteit", "number": "1.3", "title": title, "text": text}


def test_a_missing_agreement_names_the_key(tmp_path: Path) -> None:
    outcome = Workplace(tmp_path).run("sections")
    assert (outcome.code, outcome.out) == (4, "")
    assert (
        "set 'corpus: agreement' to a JSONL file or a folder of Markdown" in outcome.told
        or "cannot be read" in outcome.told
    )
