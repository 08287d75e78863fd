"""How a server wants to be asked. Servers that call themselves OpenAI-compatible differ in what they take.

| what | found out by | what is done |
|---|---|---|
| a schema for the answer | a refusal, or an answer of another form | ``json_object`` is asked for, then plain text |
| ``max_completion_tokens`` | a refusal | ``max_tokens`` is sent; and the other way round |
| ``temperature`` | a refusal | it is left out |

``max_tokens`` is the older name, which everybody but OpenAI itself knows. It must not be guessed wrong: a server that
does not know the other name does not refuse it as a rule, it lets the model go on for ever.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self, get_args
from urllib.parse import urlsplit

Form = Literal["json_schema", "json_object", "text"]
Bound = Literal["max_tokens", "max_completion_tokens"]
FORMS: tuple[Form, ...] = get_args(Form)  # strictest first
_BOUNDS: tuple[Bound, Bound] = get_args(Bound)
_OPENAI = re.compile(r"(^|\.)(openai|azure)\.com$")
# What a refusal may be about, by the words in it.
_NAMED = {
    "form": re.compile(r"response_?format|json[_ ](schema|object|mode)|structured|guided|grammar", re.IGNORECASE),
    "temperature": re.compile(r"\btemperature\b"),
    "max_tokens": re.compile(r"\bmax_tokens\b"),
    "max_completion_tokens": re.compile(r"\bmax_completion_tokens\b"),
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The form in which answers are asked for, the name of the bound on them, and whether a temperature is sent."""

    form: Form
    bound: Bound
    temperature: bool = True

    @classmethod
    def first(cls, base_url: str, form: Form) -> Self:
        """What a server is asked in as long as nothing is known of it."""
        return cls(form, "max_completion_tokens" if is_openai(base_url) else "max_tokens")

    def dump(self) -> bytes:
        """As remembered in the cache."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def load(cls, data: bytes) -> Self:
        """Back from the cache."""
        return cls(**json.loads(data))

    def arguments(self, schema: dict[str, Any], temperature: float, most: int) -> dict[str, Any]:
        """What goes with the messages of a request. ``schema`` is in the form of a function of the protocol."""
        arguments: dict[str, Any] = {"temperature": temperature} if self.temperature else {}
        # langchain would rename it.
        arguments |= {"extra_body": {"max_tokens": most}} if self.bound == "max_tokens" else {self.bound: most}
        match self.form:
            case "json_schema":
                named = {key: value for key, value in schema.items() if key != "parameters"}
                form = {"type": "json_schema", "json_schema": {**named, "schema": schema["parameters"]}}
                return {**arguments, "response_format": form}
            case "json_object":
                return {**arguments, "response_format": {"type": "json_object"}}
            case "text":
                return arguments

    def without(self, refused: frozenset[str], *, looser: bool) -> "Dialect | None":
        """What to try after a refusal of the things named; of something unnamed, if that is empty.

        ``looser`` allows another form. None if nothing is left to try.
        """
        if self.temperature and "temperature" in refused:
            return replace(self, temperature=False)
        if self.bound in refused:
            return replace(self, bound=_BOUNDS[1 - _BOUNDS.index(self.bound)])
        if looser and (not refused or "form" in refused) and self.form != FORMS[-1]:
            return replace(self, form=looser_form(self.form))
        return None


def looser_form(form: Form) -> Form:
    """The next form that more servers know; the last one stays."""
    return FORMS[min(FORMS.index(form) + 1, len(FORMS) - 1)]


def refused_in(message: str) -> frozenset[str]:
    """What of a request a server refuses, by its message."""
    return frozenset(name for name, words in _NAMED.items() if words.search(message))


def is_openai(base_url: str) -> bool:
    """Whether an address is OpenAI's own, or Azure's: those that always want a key."""
    return bool(_OPENAI.search(urlsplit(base_url).hostname or ""))
