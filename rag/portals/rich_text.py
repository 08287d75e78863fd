"""The formatted text of a publication as plain text, a paragraph or list item a line."""

from rag.sources.html_file import page_text
from rag.sources.text import normalise


def rich_text(html: str) -> str:
    """The text of a fragment of HTML: inline tags never split a word, blocks end a line. Raises DocumentError."""
    return plain_text(page_text(html)[1])


def plain_text(text: str) -> str:
    """``text`` normalised, without blank lines."""
    return "\n".join(line for line in normalise(text).split("\n") if line)
