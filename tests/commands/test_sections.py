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


def test_a_missing_agreement_is_named(tmp_path: Path) -> None:
    outcome = Workplace(tmp_path).run("sections")
    assert (outcome.code, outcome.out) == (4, "")
    assert f"{tmp_path / 'agreement.jsonl'}: cannot be read (No such file or directory)" in outcome.told


def test_an_agreement_of_another_format_names_the_key(tmp_path: Path) -> None:
    outcome = Workplace(tmp_path, corpus={"documents": ["corpus"], "agreement": "akkoord.docx"}).run("sections")
    assert outcome.code == 4
    assert "set 'corpus: agreement' to a JSONL file or a folder of Markdown" in outcome.told
