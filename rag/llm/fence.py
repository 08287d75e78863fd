"""Data in a prompt: on lines of their own, between marks and under keys that no text inside can know."""

import unicodedata

from rag.files import sha256


def one_line(text: str) -> str:
    """A text on one line without invisible characters: no source can add lines to the prompt, or hide words in it."""
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c)[0] != "C").split())


def fence(*texts: str) -> str:
    """The mark around data. It hashes all that it encloses, so that the same request gives the same prompt (and cache
    key), while no document can hold it: that would be a fixed point of SHA-256.
    """
    return f"<<<{sha256(chr(0).join(texts))[:24]}>>>"


def opaque_key(mark: str, name: str) -> str:
    """What ``name`` is called in the one prompt that has the fence ``mark``: no text can name another's key."""
    return "z" + sha256(f"{mark}{name}")[:7]
