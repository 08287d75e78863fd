"""What a sentence, a report and a source are called from one evaluation to the next, whatever their numbers."""

import re
import unicodedata

from eval.reading import Loaded
from rag.files import sha256
from rag.report import Reference

LENGTH = 16
"""Hex digits of a key: enough for a million sentences."""

_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-"})


def sentence_key(text: str) -> str:
    """The same for two texts that differ in white space, in the kind of quotes and dashes, or in Unicode form only."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return sha256(re.sub(r"\s+", " ", plain).strip())[:LENGTH]


def source_key(reference: Reference) -> str:
    """The document a reference leads to; where that is not known, its url, else its title."""
    return reference.document or reference.url or reference.title


def report_key(loaded: Loaded, shown: str) -> str:
    """The section a report is about; without sidecar its path as ``shown``."""
    return loaded.section or shown
