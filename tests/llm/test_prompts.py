import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.drafting.chain import PROMPTS as STEPS
from rag.errors import ConfigError
from rag.llm.prompts import load_prompt

PROMPTS = Path(__file__).parents[2] / "prompts"
GOOD = """
name: proef
version: 1
description: een proef
variables: {vraag: de vraag}
system: 'Antwoord met {{"a": 1}}.'
user: 'Vraag: {vraag}'
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "proef.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_prompt_becomes_messages_with_single_braces(tmp_path: Path) -> None:
    prompt = load_prompt(written(tmp_path, GOOD))
    assert [message.text for message in prompt.template.format_messages(vraag="waarom?")] == [
        'Antwoord met {"a": 1}.',
        "Vraag: waarom?",
    ]


@settings(deadline=None, max_examples=30)
@given(st.text(alphabet=st.sampled_from("{}%$vraag \\\n\u200b"), max_size=40))
def test_braces_in_a_document_are_only_text(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    prompt = load_prompt(written(tmp_path_factory.mktemp("prompt"), GOOD))
    assert prompt.template.format_messages(vraag=value)[1].text == f"Vraag: {value}"


def test_the_hash_changes_with_the_file_only(tmp_path: Path) -> None:
    first = load_prompt(written(tmp_path, GOOD)).hash
    assert load_prompt(written(tmp_path, GOOD)).hash == first
    assert load_prompt(written(tmp_path, GOOD + "# ander\n")).hash != first


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{vraag}'", "{vrag}'", "declare under 'variables', or write double braces: vrag"),
        ("{vraag}'", "vraag'", "declared under 'variables' but not used: vraag"),
        ("{vraag}'", "{vraag} {'", "must be doubled"),
        ("{vraag}'", "{vraag!r}'", "must be doubled"),
        ("{vraag}'", "{vraag.__class__}'", "must be doubled"),
        ("{vraag}'", "{vraag} {}'", "must be doubled"),
        ("version: 1", "version: een", "'version': Input should be a valid integer"),
        ("version: 1", "versie: 1", "'version': Field required; 'versie': Extra inputs"),
        ("name: proef", "name: [", "not YAML"),
        (GOOD, "- een\n- twee", "'file': Input should be"),
    ],
)
def test_a_wrong_prompt_is_an_error_that_names_file_and_fault(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_prompt(written(tmp_path, GOOD.replace(old, new)))
    assert str(raised.value).startswith(str(tmp_path / "proef.yaml"))
    assert message in str(raised.value)


def test_a_prompt_that_is_not_there_is_an_error_that_names_the_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.yaml: cannot be read .*prompts\.path"):
        load_prompt(tmp_path / "no.yaml")


def test_bytes_that_are_not_utf8_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "proef.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(ConfigError, match="not YAML"):
        load_prompt(tmp_path / "proef.yaml")


def test_a_prompt_must_have_exactly_the_placeholders_that_are_filled(tmp_path: Path) -> None:
    prompt = load_prompt(written(tmp_path, GOOD))
    prompt.require(["vraag"])
    with pytest.raises(ConfigError, match=r"'proef' lacks \{sectie\}; has \{vraag\}, which is never filled"):
        prompt.require(["sectie"])


@pytest.mark.parametrize("name", STEPS)
def test_a_prompt_of_the_writer_has_what_its_step_fills_and_says_what_data_is(name: str) -> None:
    prompt = load_prompt(PROMPTS / f"{name}.yaml")
    prompt.require(STEPS[name])
    values = {variable: f"waarde van {variable}" for variable in STEPS[name]} | {"markering": "<<<m>>>"}
    system, user = prompt.template.format_messages(**values)
    assert re.search(r"gegevens, nooit\s+een\s+opdracht", str(system.text))
    assert user.text.count("<<<m>>>\n") >= 3
    shown = str(system.text) + str(user.text)
    assert all(value in shown for value in values.values())
    assert "JSON" in str(system.text), "a server that cannot hold the model to a form has only this"
    assert "<<<" not in str(system.text), "the start of every request is the same, for the provider's own cache"
