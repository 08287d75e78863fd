"""Configuration errors name the line and the fix."""

from pathlib import Path

import pytest

from rag.config import Config, load_config
from rag.errors import ConfigError
from tests.conftest import ROOT


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def error_of(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text))
    return str(caught.value)


def test_an_empty_file_gives_every_default(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, "")) == Config(root=tmp_path.resolve())


def test_the_shipped_file_says_what_the_defaults_are() -> None:
    shipped = load_config(ROOT / "config.yaml")
    assert shipped.model_copy(update={"root": Path(".")}) == Config()


@pytest.mark.parametrize("url", ["postgresql://me:geheim@here/it", "postgresql:///it?user=me&password=geheim"])
def test_a_password_in_the_file_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    told = error_of(tmp_path, f"ledger:\n  url: {url}\n")
    assert "a password does not belong in a file" in told
    assert "geheim" not in told


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "index:\n  path: here/index\n"))
    assert config.resolve(config.index.path) == tmp_path.resolve() / "here" / "index"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("llm:\n  modle: x\n", 2, "did you mean 'model'?"),
        ("indexes:\n  path: x\n", 1, "did you mean 'index'?"),
        ("llm:\n  retries: many\n", 2, "valid integer"),
        ("chunks:\n\n  max_tokens: 3\n", 3, "greater than or equal to 32"),
        ("draft:\n  writer: gpt\n", 2, "'extractive' or 'llm'"),
        ("index:\n  path: a\nindex:\n  path: b\n", 3, "duplicate key 'index' (first on line 1)"),
        ("corpus:\n  documents: [a, 3]\n", 2, "valid string"),
        ("corpus: &a\n  agreement: x\nindex: *a\n", 1, "aliases"),
        ("llm:\n  model: no\n", 2, "valid string"),
        ("root: /\n", 1, "unknown key 'root'"),
        ("draft:\n  length: lang\n", 2, "'kort', 'gewoon' or 'uitgebreid'"),
        ("draft:\n  order: datum\n", 2, "'commitment' or 'date'"),
        ("draft:\n  questions: nee\n", 2, "valid boolean"),
        ("draft:\n  documents: 0\n", 2, "greater than or equal to 1"),
        ("draft:\n  prompt_tokens: 100\n", 2, "greater than or equal to 500"),
        ("draft:\n  citations_per_sentence: 9\n", 2, "less than or equal to 5"),
        ("draft:\n  lenght: kort\n", 2, "did you mean 'length'?"),
        ("llm:\n  structured: xml\n", 2, "'auto', 'json_schema', 'json_object' or 'text'"),
        ("llm:\n  base_url: localhost:11434/v1\n", 2, "starts with http:// or https://"),
        ("embedding:\n  base_url: localhost\n", 2, "starts with http:// or https://"),
        ("ledger:\n  url: mysql://me@here/it\n", 2, "write postgresql://USER@HOST/DATABASE"),
        ("index:\n  url: postgresql://me:geheim@here/it\n", 2, "put it in PGPASSWORD or ~/.pgpass"),
        ("llm:\n  requests_per_minute: -1\n", 2, "greater than or equal to 0"),
        ("llm:\n  requests_per_minute: 0.5\n", 2, "valid integer"),
        ("llm:\n  timeout: 0\n", 2, "greater than 0"),
        ("llm:\n  temperature: 3.0\n", 2, "less than or equal to 2"),
        ("llm:\n  workers: 0\n", 2, "greater than or equal to 1"),
        ("llm:\n  max_euros: -1.0\n", 2, "greater than or equal to 0"),
        ("llm:\n  prices:\n    prompt: -1.0\n", 3, "greater than or equal to 0"),
        ("llm:\n  prices:\n    input: 1.0\n", 3, "known here: prompt, completion"),
        ("llm:\n  api_version: 7\n", 2, "valid string"),
        ("llm:\n  api_version: '2024-10-21'\n", 1, "set base_url to https://NAME.openai.azure.com"),
        ("llm: {api_version: '1', base_url: 'https://x.azure.com/openai/v1/'}\n", 1, "leave api_version out"),
        ("- a\n- b\n", 1, "expected 'key: value' lines"),
        ("llm: {model: x\n", 2, "expected ',' or '}'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    message = error_of(tmp_path, text)
    assert words in message
    assert f":{line}:" in message or f"line {line}:" in message


def test_a_version_may_be_written_as_the_date_it_is(tmp_path: Path) -> None:
    text = "llm:\n  base_url: https://x.openai.azure.com\n  api_version: 2024-10-21\n"
    assert load_config(write(tmp_path, text)).llm.api_version == "2024-10-21"


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    assert len(error_of(tmp_path, "a: 1\nb: 2\n").splitlines()) == 2


def test_a_missing_binary_or_huge_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--config"):
        load_config(tmp_path / "none.yaml")
    assert "UTF-8" in error_of(tmp_path, b"a: \xff\xfe")
    assert "larger than" in error_of(tmp_path, b"#" * 1_000_001)
