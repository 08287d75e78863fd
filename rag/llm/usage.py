"""What asking a model took."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Model calls made, calls answered from the cache instead, tokens and euros of the calls made."""

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    euros: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        """What both took together."""
        return Usage(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))
