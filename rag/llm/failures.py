"""Every way in which a call to a language model fails, under one code each.

| code | what happened | asked again |
|---|---|---|
| model.unreachable | no connection, or it broke | yes |
| model.timeout | no answer in time | yes |
| model.rate_limit | too many requests | yes, after the time the server asks for |
| model.server | the server failed (408, 409, 5xx) | yes |
| model.body | the body is not JSON: cut on the way | yes |
| model.html | a web page instead of an answer | no |
| model.protocol | an answer, but no chat completion | no |
| model.quota | the account has no credit left | no |
| model.auth | the key is refused | no |
| model.context | the question and its answer do not fit in the model | no |
| model.request | the request itself is refused | in another way where there is one (``rag.llm.dialect``) |
| model.batch | its batch ended without it (expired, cancelled) | yes, in another batch |

What can be wrong with an answer that did arrive is in ``rag.llm.reply``.
"""

import json
import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai
from langchain_core.exceptions import ContextOverflowError

from rag.errors import ModelError
from rag.llm.dialect import refused_in

LONGEST_WAIT = 120.0  # seconds; a server that asks for more is not asked again
# What langchain and openai raise on a 200 answer that is not a chat completion (JSONDecodeError is a ValueError).
NOT_A_COMPLETION = (ValueError, KeyError, TypeError, AttributeError, IndexError)
_REFUSALS = (400, 404, 422)  # statuses that may be about a part of the request
_NO_MODEL = re.compile(r"model_not_found|\bmodel\b.{0,80}\b(not found|not exist)", re.IGNORECASE | re.DOTALL)
_CONTEXT = re.compile(r"context (length|window|size)|context_length|exceed_context", re.IGNORECASE)


class CallError(ModelError):
    """A call that brought no answer.

    ``wait`` is how long the server asks us to stay away (seconds), ``billed`` whether the call may have cost money.
    ``refused`` names what of the request the server does not take, as far as it says so; None if that is no matter of
    how it was asked.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        wait: float | None = None,
        billed: bool = False,
        refused: frozenset[str] | None = None,
    ) -> None:
        super().__init__(f"model.{code}", message, retryable=retryable)
        self.wait = wait
        self.billed = billed
        self.refused = refused


def explain(error: Exception, base_url: str) -> CallError:
    """What an exception of the client stack means. The server's own words are left out: they may repeat the key."""
    match error:
        case TimeoutError():
            return CallError("timeout", f"{base_url}: no answer in time", retryable=True, billed=True)
        case openai.APITimeoutError():
            return CallError("timeout", f"{base_url}: no answer in time", retryable=True, billed=_sent(error))
        case openai.APIConnectionError():
            return CallError("unreachable", f"{base_url}: no connection", retryable=True, billed=_sent(error))
        case openai.RateLimitError():
            return _limited(error, base_url)
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return CallError("auth", f"{base_url}: the key is refused; check the variable that llm.key_env names")
        case ContextOverflowError():
            return _overflow(base_url)
        case openai.APIStatusError():
            return _refused(error, base_url)
        case json.JSONDecodeError():
            return CallError("body", f"{base_url}: the answer is cut or is not JSON", retryable=True, billed=True)
    if _is_html(error):
        return CallError("html", f"{base_url}: a web page instead of an answer; check llm.base_url")
    return CallError("protocol", f"{base_url}: not a chat completion; check llm.base_url", billed=True)


def explain_status(status: int, body: object, base_url: str) -> CallError:
    """What an error means that a batch holds in the place of an answer: the same as for a call."""
    kinds: dict[int, type[openai.APIStatusError]] = {
        401: openai.AuthenticationError,
        403: openai.PermissionDeniedError,
        429: openai.RateLimitError,
    }
    response = httpx2.Response(status, request=httpx2.Request("POST", base_url))
    said = body.get("error", body) if isinstance(body, dict) else body
    return explain(kinds.get(status, openai.APIStatusError)("", response=response, body=said), base_url)


def _limited(error: openai.RateLimitError, base_url: str) -> CallError:
    """A 429: no credit is fatal; too fast is not, unless the server wants us away for long."""
    if "insufficient_quota" in (error.code, error.type):
        return CallError("quota", f"{base_url}: the account has no credit left")
    wait = _retry_after(error.response.headers)
    if wait is not None and wait > LONGEST_WAIT:
        return CallError("rate_limit", f"{base_url}: too many requests; run again in {wait:.0f} seconds")
    return CallError("rate_limit", f"{base_url}: too many requests", retryable=True, wait=wait)


def _refused(error: openai.APIStatusError, base_url: str) -> CallError:
    """Any other status of 400 and up."""
    status, words = error.status_code, "" if _is_html(error) else str(error.body)
    refused = refused_in(str(error.param or "")) or refused_in(words)
    if (status >= 500 and not refused) or status in (408, 409):
        wait = _retry_after(error.response.headers)
        short = wait if wait is None else min(wait, LONGEST_WAIT)
        return CallError("server", f"{base_url}: failed with status {status}", retryable=True, wait=short)
    if _CONTEXT.search(words):
        return _overflow(base_url)
    advice = "llm.base_url and llm.model" if status == 404 else "llm.model and llm.structured"
    message = f"{base_url}: the request is refused with status {status}; check {advice}"
    # Some servers fail over a part that they do not know, and name it.
    partly = (status in _REFUSALS or status >= 500) and words and not _NO_MODEL.search(words)
    return CallError("request", message, refused=refused if partly else None)


def _overflow(base_url: str) -> CallError:
    advice = "lower draft.prompt_tokens or llm.max_completion_tokens"
    return CallError("context", f"{base_url}: the question does not fit in the model; {advice}")


def _retry_after(headers: Any) -> float | None:
    """Seconds in a Retry-After header, which holds a number or a date."""
    value = headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _sent(error: BaseException) -> bool:
    """False only if no connection was ever made: anything later may have reached the model, and the bill."""
    return not any(type(cause).__name__ in ("ConnectError", "ConnectTimeout") for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_html(error: Exception) -> bool:
    """A page served as text reaches langchain as a plain string where it expects an object."""
    response = getattr(error, "response", None)  # attached by langchain where it can
    kind = response.headers.get("content-type", "") if response is not None else ""
    return "html" in kind or "got str" in str(error)
