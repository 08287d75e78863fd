"""Is a text Dutch? Told by its function words, which every sentence has and no two languages share for long."""

import re

_WORD = re.compile(r"[^\W\d_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DUTCH = _words(
    "de het een van en in op te voor met is die dat zijn wordt worden aan door bij om er niet ook als naar uit over tot"
    " of deze dit heeft"
)
_FOREIGN = (
    _words("the of and to in for is that with by on as at from are this be it its was has will an or"),
    _words("le la les de des du et en à au aux pour une un dans par que qui est sur avec ce"),
    _words("der die das und von zu den dem des ein eine für mit auf ist im nicht wird werden durch an in"),
)


def is_dutch(text: str) -> bool:
    """Whether the function words of a text are Dutch; a text too short to tell is given the benefit of the doubt."""
    words = [word.lower() for word in _WORD.findall(text)]
    dutch = sum(word in _DUTCH for word in words)
    foreign = max(sum(word in language for word in words) for language in _FOREIGN)
    return dutch >= foreign and (len(words) < 20 or dutch >= 0.08 * len(words))
