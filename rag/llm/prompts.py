"""Prompts are files: Dutch text with declared placeholders, versioned, and hashed so that a report can name its prompt.

A placeholder is ``{name}``; a brace that is meant as such is doubled. Values are put in as they are: braces in a
document are only text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from langchain_core.prompts import ChatPromptTemplate
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.errors import ConfigError
from rag.files import sha256

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class _File(BaseModel):
    """The keys of a prompt file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    version: int
    description: str
    variables: dict[str, str]
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt ready for use. ``variables`` maps each placeholder to what it stands for; ``hash`` is of the file."""

    name: str
    version: int
    description: str
    variables: dict[str, str]
    template: ChatPromptTemplate
    hash: str

    def require(self, variables: Iterable[str]) -> None:
        """Raise ConfigError unless the prompt has exactly these placeholders."""
        expected = set(variables)
        if expected != set(self.variables):
            missing, unknown = expected - set(self.variables), set(self.variables) - expected
            problems = [f"lacks {{{name}}}" for name in sorted(missing)]
            problems += [f"has {{{name}}}, which is never filled" for name in sorted(unknown)]
            raise ConfigError(f"prompt '{self.name}' {'; '.join(problems)}")


def load_prompt(path: Path) -> Prompt:
    """Read a prompt file.

    Raises ConfigError if it cannot be read, lacks or has too many keys, or if its placeholders are not those declared.
    """
    try:
        data = path.read_bytes()
        file = _File.model_validate(yaml.safe_load(data))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check prompts.path") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        problems = [f"'{'.'.join(map(str, item['loc'])) or 'file'}': {item['msg']}" for item in error.errors()]
        raise ConfigError(f"{path}: {'; '.join(problems)}") from error
    used = _placeholders(path, file.system) | _placeholders(path, file.user)
    if undeclared := used - set(file.variables):
        raise ConfigError(f"{path}: declare under 'variables', or write double braces: {', '.join(sorted(undeclared))}")
    if unused := set(file.variables) - used:
        raise ConfigError(f"{path}: declared under 'variables' but not used: {', '.join(sorted(unused))}")
    template = ChatPromptTemplate.from_messages([("system", file.system), ("user", file.user)])
    return Prompt(file.name, file.version, file.description, file.variables, template, sha256(data))


def _placeholders(path: Path, text: str) -> set[str]:
    """The names between braces; refuses anything else that a template would read as a placeholder."""
    bare = text.replace("{{", "").replace("}}", "")
    rest = _PLACEHOLDER.sub("", bare)
    if "{" in rest or "}" in rest:
        raise ConfigError(f"{path}: a brace that is not a placeholder {{name}} must be doubled")
    return set(_PLACEHOLDER.findall(bare))
