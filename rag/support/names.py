"""Does every name of a claim occur in its sources: persons, places, organisations, acronyms, numbers of rules?

Dutch writes names with a capital and common words without, so a capital inside a sentence makes a name. It may stand
in a source inflected ("Antwerpse"), inside a compound, or as the words its letters stand for.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.documents import Span
from rag.dutch.places import PLACES
from rag.lexical import STOPWORDS, words
from rag.support.objections import Objection
from rag.support.sources import Source, told

# Names of what every decision is about, and words that reports write with a capital though they name nothing.
_UNTOLD = frozenset(
    """vlaams vlaamse vlaanderen vlaming vlamingen regering overheid regeerakkoord parlement besluit besluiten decreet
    decreten minister ministers ministerraad europa europees europese unie belgië belgisch belgische nederlands
    eur euro visienota conceptnota nota mededeling beslissing beslissingen vr vlr nl be eu ok cf mr mevr dhr nv vzw
    januari februari maart april mei juni juli augustus september oktober november december
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag kerstmis pasen""".split()
)
# Short names and the words they stand for where the letters do not tell.
_ALIASES: dict[str, str] = {
    "vlaio": "innoveren en ondernemen",
    "fit": "internationaal ondernemen",
    "ovam": "afvalstoffenmaatschappij",
    "vmm": "milieumaatschappij",
    "vlm": "landmaatschappij",
    "veka": "energie- en klimaatagentschap",
    "vea": "energieagentschap",
    "veb": "energiebedrijf",
    "vmsw": "sociaal wonen",
    "vwf": "woningfonds",
    "abb": "binnenlands bestuur",
    "anb": "natuur en bos",
    "awv": "wegen en verkeer",
    "mow": "mobiliteit en openbare werken",
    "covid": "corona",
    "corona": "covid",
    "bhg": "brussels hoofdstedelijk",
    "vrt": "publieke omroep",
    "lijn": "vervoermaatschappij",
    "btw": "belasting over de toegevoegde waarde",
    "kmo": "middelgrote ondernemingen",
    "kmo's": "middelgrote ondernemingen",
    "ngo": "niet-gouvernementele",
    "lgbtqi": "lhbti",
    "vn": "verenigde naties",
    "vs": "verenigde staten",
    "vk": "verenigd koninkrijk",
}
_JOINED = r"[\w’']+(?:[-.&/+][\w’']+)*\+?"
_TOKEN = re.compile(_JOINED)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;–—\-•…(\"“”„‘'*/]\s*|\d[.)]\s*)$")
_LEAD = re.compile(r"^[^:]{2,120}:\s")
_TAIL = re.compile(r"(?<=[A-Z0-9])-[a-zà-ÿ]+$")
_SHORTEST = 3  # letters that two inflections of a name share
# What may stand between the words of one name.
_WITHIN = re.compile(r"\s(?:(?:&|and|of|for)\s)?")
# What a number names, where it counts nothing.
_LABELLED = re.compile(
    r"(?<!\w)(?:artikel(?:en)?|art\.|richtlijn|verordening|fase|perceel|lot|bijlage|nr\.|nummer|Salk|Titel|Europa|Visie|"
    r"Horizon|Agenda|Plan)\s(?:\((?:EU|EG|EEG)\)\s)?(?:nr\.\s)?(\d+(?:[./]\d+)*)(?![\d%]|[.,]\d|\s?(?:euro|miljoen|%))",
    re.IGNORECASE,
)


def check_names(claim: str, sources: Sequence[Source]) -> Iterator[Objection]:
    """The names of ``claim`` that none of ``sources`` has in any form."""
    known = [_vocabulary(source) for source in sources]
    unknown = [match for match in names_of(claim) if not any(_occurs(match[0], item, claim) for item in known)]
    for start, end in _joined(claim, unknown):
        yield Objection("fact.name", f"“{claim[start:end]}” komt niet voor in de bron.", start, end)
    for match in _LABELLED.finditer(claim):
        pattern = re.compile(rf"(?<![\d./]){re.escape(match[1])}(?![\d]|[./]\d)")
        if not any(pattern.search(text) for source in sources for text in told(source)):
            yield Objection("fact.name", f"“{match[0]}” komt niet voor in de bron.", *match.span())


def _joined(claim: str, words: Sequence[re.Match[str]]) -> list[Span]:
    """Where the names stand of which these are the words: "Flanders Investment & Trade" is one."""
    spans: list[Span] = []
    for word in words:
        end = word.start() + len(word[0].rstrip("'’"))  # that may close a quote
        if spans and _WITHIN.fullmatch(claim, spans[-1].end, word.start()):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(word.start(), end))
    return spans


def names_of(claim: str) -> Iterator[re.Match[str]]:
    """The words of a claim that are names: capitals inside a sentence, acronyms, and places anywhere."""
    lead = _LEAD.match(claim)
    for match in _TOKEN.finditer(claim):
        word = match[0]
        if _TAIL.sub("", word).casefold() in _UNTOLD or not any(map(str.isupper, word)):
            continue
        free = not _begins(claim, match) and not (lead and match.end() < lead.end())
        if _is_acronym(word) or word in PLACES or (free and word[0].isupper() and len(word) > 2):
            yield match


def _is_acronym(word: str) -> bool:
    """VDAB, NT2, CO2; not a word shouted in capitals, nor a Roman number."""
    letters = word.rstrip("'’s")
    return (
        2 <= len(letters) <= 8
        and sum(map(str.isupper, letters)) >= 2
        and letters.replace("-", "").isalnum()
        and not re.fullmatch(r"[IVX]+", letters)
    )


def _begins(claim: str, match: re.Match[str]) -> bool:
    """Whether a word stands where any word has a capital."""
    return bool(_SENTENCE_START.search(claim, 0, match.start()))


class _Vocabulary:
    """What the names of a claim are looked up in."""

    def __init__(self, texts: Sequence[str]) -> None:
        text = " ".join(texts)
        self.order = words(text)
        self.words = frozenset(self.order)
        self.joined = "".join(self.order)
        self.lower = " ".join(text.casefold().split())
        kept = [word for word in self.order if word not in STOPWORDS]
        self.initials = "".join(word[0] for word in kept)
        self.every_initial = "".join(word[0] for word in self.order)
        self.acronyms = frozenset(match[0].casefold() for match in _TOKEN.finditer(text) if _is_acronym(match[0]))
        self.beginnings = frozenset(word[:_SHORTEST] for word in self.words)


@lru_cache(maxsize=2048)
def _vocabulary(source: Source) -> _Vocabulary:
    return _Vocabulary(told(source))


def _occurs(name: str, known: _Vocabulary, claim: str) -> bool:
    """Whether a name stands in a source in some form."""
    # Of "CLIL-methode" only the capitals name something.
    name = _TAIL.sub("", name)
    parts = words(name)
    plain = "".join(parts)
    if not parts or plain in known.words or (len(plain) >= 4 and plain in known.joined):
        return True
    if (alias := _ALIASES.get(name.casefold())) and alias in known.lower:
        return True
    if _is_acronym(name) and not any(map(str.isdigit, name)):
        letters = "".join(filter(str.isalpha, plain.removesuffix("s") if name[-1] == "s" else plain))
        return letters in known.words or (
            len(letters) >= 3 and (letters in known.initials or letters in known.every_initial)
        )
    if _in_short(name, claim, known):
        return True
    if len(parts) > 1:
        return all(_inflected(part, known) for part in parts if len(part) > 1) and not _compass(parts, known)
    return _inflected(plain, known)


def _compass(parts: Sequence[str], known: _Vocabulary) -> bool:
    """Whether the halves of "Oost-Vlaanderen" only stand apart: unlike a compound's they name something else then."""
    return parts[0] in ("oost", "west", "noord", "zuid") and f"{parts[0]}- " not in known.lower


def _inflected(word: str, known: _Vocabulary) -> bool:
    """Whether a word of the source begins like ``word`` but for an ending, or ``word`` is a part of a compound."""
    if word in known.words or (len(word) >= 5 and word in known.joined):
        return True
    root = word[: max(_SHORTEST + 1, len(word) - 3)]
    if word[:_SHORTEST] not in known.beginnings:
        return False
    return any(other.startswith(root) or (len(other) >= 4 and word.startswith(other)) for other in known.words)


def _in_short(name: str, claim: str, known: _Vocabulary) -> bool:
    """Whether the name is part of a run of capitals of which the source has the first letters: "Agentschap …" as A…"""
    for match in re.finditer(r"[A-Z]\w+(?:\s(?:van|voor|en|de|het|der)?\s?[A-Z]\w+)+", claim):
        if name in match[0].split():
            letters = "".join(word[0] for word in match[0].split() if word[0].isupper()).casefold()
            if len(letters) >= 3 and letters in known.acronyms:
                return True
    return False
