"""The client stack under ``rag.llm.client``: an OpenAI-compatible address, or a deployment at Azure."""

import os
import warnings
from typing import Any
from urllib.parse import urlsplit

import httpx2
from langchain_openai import AzureChatOpenAI, ChatOpenAI
from pydantic import SecretStr

from rag.config import LlmConfig
from rag.errors import ConfigError
from rag.llm.dialect import is_openai

OPENAI = "https://api.openai.com/v1"
NO_KEY = "none"  # for a server that wants none; the client stack insists on one


def connect(config: LlmConfig, base_url: str, http_client: httpx2.Client | None = None) -> ChatOpenAI | AzureChatOpenAI:
    """The stack without retries or caches of its own, sending to ``base_url`` whatever the environment says.

    ``http_client`` takes the place of its own.

    Raises ConfigError if OpenAI is to be asked and its key is not in the environment.
    """
    os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
    # langchain has advice of its own for a server that refuses a schema; we have ours.
    warnings.filterwarnings("ignore", "(This model does not support|Invalid schema for) OpenAI's structured output")
    shared: dict[str, Any] = {
        "model": config.model,
        "api_key": api_key(config.key_env, base_url),
        "timeout": config.timeout,
        "max_retries": 0,  # the only retries are ours
        "use_responses_api": False,
        "disable_streaming": True,
        "cache": False,
        "http_client": http_client,
    }
    if config.api_version is None:
        return ChatOpenAI(base_url=base_url, **shared)
    azure: dict[str, Any] = {"azure_endpoint": base_url, "azure_deployment": config.model, "azure_ad_token": None}
    return AzureChatOpenAI(api_version=config.api_version, **azure, **shared)


def api_key(variable: str, base_url: str) -> SecretStr:
    """The API key from the environment; a server of one's own may do without. Raises ConfigError as ``connect``."""
    key = os.environ.get(variable, "").strip()
    if not key and is_openai(base_url):
        raise ConfigError(f"set the environment variable {variable} to the key of {urlsplit(base_url).hostname}")
    return SecretStr(key or NO_KEY)
