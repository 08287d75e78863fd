"""The provider's side of a batch: files up, batches made and found again, answers down. Retried in this one place."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import openai
from openai.types import Batch

from rag.config import LlmConfig
from rag.errors import ConfigError, ModelError
from rag.faults import fault_point
from rag.llm.client import backoff
from rag.llm.connection import api_key
from rag.llm.failures import NOT_A_COMPLETION, CallError, explain

ENDED = ("completed", "failed", "expired", "cancelled")
QUEUE_FULL = "token_limit_exceeded"  # why a batch fails that is larger than what may wait for this model
MARK = "verantwoord"  # the name under which a batch carries its tag
MOST_LISTED = 1000  # batches of the account, newest first, among which ours is looked for
TRANSFER_TIME = 600.0  # seconds for a large file
_NO_SUCH_ADDRESS = (404, 405, 501)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class BatchState:
    """Where a batch stands: ``done`` of ``total`` requests, the ids of its files, the codes of why it was refused."""

    id: str
    status: str
    done: int = 0
    total: int = 0
    files: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in ENDED


class _Missing(CallError):
    """There is nothing at an address."""


class BatchService:
    """Files and batches at an OpenAI-compatible address. Raises ConfigError if its key is not in the environment."""

    def __init__(self, config: LlmConfig, base_url: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = "/v1/chat/completions" if config.api_version is None else "/chat/completions"
        self._retries = config.retries
        self._base_url = base_url
        self._sleep = sleep
        self._client = _connect(config, base_url)

    def submit(self, tag: str, data: bytes) -> str:
        """The id of the batch with this tag, made of the lines in ``data`` unless the provider has it already.

        Raises ConfigError if the provider knows no batches, CallError.
        """

        def once() -> str:
            # Also before a second try: the first may have arrived though its answer was lost.
            return self._found(tag) or self._made(tag, data)

        return self._taken(once)

    def find(self, tag: str) -> str | None:
        """The id of the batch with this tag. Raises as ``submit`` does."""
        return self._taken(lambda: self._found(tag))

    def state(self, identity: str) -> BatchState | None:
        """Where a batch stands; None if the provider does not know it. Raises CallError."""
        try:
            return self._patiently(lambda: _state(self._client.batches.retrieve(identity)))
        except _Missing:
            return None

    def content(self, file: str) -> bytes:
        """What is in a file, nothing if it is gone. Raises CallError."""
        try:
            return self._patiently(lambda: self._client.files.content(file, timeout=TRANSFER_TIME).content)
        except _Missing:
            logging.getLogger(__name__).warning("%s: the file %s of a batch is gone", self._base_url, file)
            return b""

    def _found(self, tag: str) -> str | None:
        listed = islice(self._client.batches.list(limit=100), MOST_LISTED)
        return next((batch.id for batch in listed if (batch.metadata or {}).get(MARK) == tag), None)

    def _made(self, tag: str, data: bytes) -> str:
        fault_point("batch.upload")
        name = f"{MARK}-{tag[:16]}.jsonl"
        file = self._client.files.create(file=(name, data), purpose="batch", timeout=TRANSFER_TIME)
        fault_point("batch.create")
        batch = self._client.batches.create(
            input_file_id=file.id,
            endpoint=self.endpoint,  # type: ignore[arg-type]  # Azure has its own
            completion_window="24h",
            metadata={MARK: tag},
        )
        fault_point("batch.created")
        return batch.id

    def _taken(self, call: Callable[[], Result]) -> Result:
        """``call``, where a refusal means that the provider does not do batches, or not these."""
        try:
            return self._patiently(call)
        except CallError as error:
            if isinstance(error, _Missing) or error.code in ("model.html", "model.protocol", "model.request"):
                advice = "leave --batch out to ask directly"
                raise ConfigError(f"{self._base_url}: takes no batches ({error.code}); {advice}") from error
            raise

    def _patiently(self, call: Callable[[], Result]) -> Result:
        """``call``, again after a wait where that may help."""
        for attempt in range(self._retries + 1):
            try:
                return self._explained(call)
            except CallError as error:
                if not error.retryable or attempt == self._retries:
                    raise
                self._sleep(backoff(attempt) if error.wait is None else error.wait)
        raise AssertionError("the last attempt returns or raises")

    def _explained(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except (openai.OpenAIError, *NOT_A_COMPLETION) as error:
            failure = explain(error, self._base_url)
            if isinstance(error, openai.APIStatusError) and error.status_code in _NO_SUCH_ADDRESS:
                raise _Missing("batch", str(failure)) from None
            raise failure from None


def refusal(base_url: str, state: BatchState) -> ModelError:
    """The error of a batch that the provider did not begin."""
    why = ", ".join(state.faults) or "it does not say why"
    return ModelError("model.batch", f"{base_url}: the batch {state.id} is refused ({why}); nothing of it was paid")


def _connect(config: LlmConfig, base_url: str) -> openai.OpenAI:
    """The library under the client stack, which knows files and batches; the only retries are ours."""
    key = api_key(config.key_env, base_url).get_secret_value()
    if config.api_version is None:
        return openai.OpenAI(base_url=base_url, api_key=key, timeout=config.timeout, max_retries=0)
    return openai.AzureOpenAI(
        azure_endpoint=base_url, api_version=config.api_version, api_key=key, timeout=config.timeout, max_retries=0
    )


def _state(batch: Batch) -> BatchState:
    counts = batch.request_counts
    faults = (batch.errors.data if batch.errors else None) or []
    return BatchState(
        batch.id,
        str(batch.status),
        (counts.completed or 0) + (counts.failed or 0) if counts else 0,
        (counts.total or 0) if counts else 0,
        tuple(file for file in (batch.output_file_id, batch.error_file_id) if file),
        tuple(f"{fault.code}" + (f" in line {fault.line}" if fault.line else "") for fault in faults),
    )
