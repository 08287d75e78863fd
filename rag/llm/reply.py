"""An answer of a language model as it came, and the rules by which it is accepted.

| code | what is wrong | asked again |
|---|---|---|
| model.truncated | it did not come to its own end, by llm.max_completion_tokens as a rule | no |
| model.refused | the model, or its content filter, declines | no |
| model.empty | no text | yes |
| model.json | no JSON object in the text | yes |
| model.schema | JSON, but not of the asked form | yes |
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Self, TypeVar

from langchain_core.messages import AIMessage
from pydantic import BaseModel, ValidationError

from rag.errors import ModelError

# Servers that do not know of reasoning pass it on in front of the answer.
_THOUGHT = re.compile(r"^\s*<think>.*?(</think>|$)", re.DOTALL)

Schema = TypeVar("Schema", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model sent: kept whole, before anything is made of it. Token counts are None if it gave none."""

    text: str
    finish: str | None
    refusal: str | None
    prompt_tokens: int | None
    completion_tokens: int | None

    @classmethod
    def of_message(cls, message: AIMessage) -> Self:
        """The answer in langchain's form."""
        usage = message.response_metadata.get("token_usage")
        finish = message.response_metadata.get("finish_reason")
        return cls._of(str(message.text), finish, message.additional_kwargs.get("refusal"), usage)

    @classmethod
    def of_completion(cls, completion: Any) -> Self:
        """The answer in the protocol's own form."""
        choice = completion["choices"][0]
        message = choice["message"]
        usage = completion.get("usage")
        return cls._of(str(message.get("content") or ""), choice.get("finish_reason"), message.get("refusal"), usage)

    @classmethod
    def _of(cls, text: str, finish: str | None, refusal: str | None, usage: dict[str, int] | None) -> Self:
        tokens = usage or {}
        counts = (tokens.get("prompt_tokens"), tokens.get("completion_tokens"))
        return cls(text, finish, refusal, *(count if isinstance(count, int) else None for count in counts))

    def dump(self) -> bytes:
        """As stored in the cache."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def load(cls, data: bytes) -> Self:
        """Back from the cache."""
        return cls(**json.loads(data))

    def accept(self, schema: type[Schema]) -> Schema:
        """The content, in the form asked for.

        Raises ModelError with a code of the table above.
        """
        if self.refusal or self.finish == "content_filter":
            raise ModelError("model.refused", "the model declines to answer")
        if self.finish != "stop":
            message = f"the answer is cut (finish_reason {self.finish}); raise llm.max_completion_tokens"
            raise ModelError("model.truncated", message)
        text = _THOUGHT.sub("", self.text)
        if not text.strip():
            raise ModelError("model.empty", "the answer is empty", retryable=True)
        try:
            return schema.model_validate(_json_object(text))
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            message = f"the answer is not of the asked form ({place}: {first['msg']}); try another llm.structured"
            raise ModelError("model.schema", message, retryable=True) from None


def _json_object(text: str) -> Any:
    """The first JSON object in a text; models without structured output wrap it in a fence or a sentence."""
    decoder = json.JSONDecoder(strict=False)  # small models break lines inside strings
    start = text.find("{")
    while start >= 0:
        try:
            return decoder.raw_decode(text, start)[0]
        except (json.JSONDecodeError, RecursionError):
            start = text.find("{", start + 1)
    raise ModelError("model.json", "the answer holds no JSON; try another llm.structured", retryable=True)
