"""Suggesting the name somebody probably meant."""

import difflib
from collections.abc import Iterable


def nearest(wanted: str, known: Iterable[str]) -> str:
    """``did you mean …?`` with up to three ids, or how many there are to choose from."""
    names = list(known)
    close = difflib.get_close_matches(wanted, names, 3, 0.5)
    tail = [name for name in names if name.rsplit("/", 1)[-1] == wanted.rsplit("/", 1)[-1]]
    options = list(dict.fromkeys([*close, *tail]))[:3]
    if options:
        return "did you mean " + ", ".join(options) + "?"
    return f"there are {len(names)}, for instance {', '.join(names[:3])}" if names else "there are none"
