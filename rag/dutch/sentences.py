"""Sentence boundaries in Dutch administrative text, as character offsets.

Rules over two short looks, one back and one ahead of every full stop: what kind of word stands before it (an
abbreviation that never closes a sentence, one that may, an initial, a number) and how what follows begins. Every
look is bounded, so the time is linear in the length of the text, whatever the text.
"""

import re
from collections.abc import Iterator

from rag.documents import Span


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# Written with a full stop, and always followed by what they belong to: a full stop after them ends nothing. Only
# abbreviations that are not words as well: "kon.", "vol." and "arts." do end sentences.
_TITLES = _words("dhr mevr mw mr dr drs prof ing ir lic bc lt maj eerw mgr st ste ph th chr fr jhr ds")
_REFERENCES = _words(
    "art artt nr nrs no blz p pp par hfst hfdst hoofdst afd afl bijl fig ed dl cf cfr vgl tel stbl pb parl dossiernr"
)
_LINKS = _words(
    "bv bijv nl ca ong zgn zg resp incl excl max min gem vnl evt alg m.n o.a o.m d.d d.w.z m.a.w i.e e.g a.k.a t.e.m",
    "t/m t.a.v t.o.v t.b.v t.g.v t.w.v t.h.v m.b.t m.b.v m.u.v m.i.v m.m.v i.k.v i.h.k.v i.h.b i.p.v i.s.m i.v.m i.o.v",
    "i.o.m i.f.v i.g.v i.c o.b.v o.l.v o.g.v o.w.v n.a.v d.m.v a.d.h.v r.v w.o b.v",
)
_QUALIFIERS = _words("gecoörd gewijz koninkl vl belg ned versch div uitv besl verg")
_NEVER_LAST = _TITLES | _REFERENCES | _LINKS | _QUALIFIERS

# Written with a full stop, and at home both within a sentence ("12 mln. euro") and at its end ("12 mln. De ...").
# "Vlaanderen connect." is a name.
_MAY_BE_LAST = _words(
    "enz etc e.a e.d e.v e.v.a c.s c.q a.i n.v.t a.u.b s.v.p m.m jl ll jr sr a.s mln mld mio milj connect",
    "jan feb febr mrt apr jun jul aug sep sept okt nov dec",
)

# A letter after one of these is a label ("categorie B. Personeelsleden ..."), not somebody's initial.
_LABELLED = _words(
    "bijlage categorie categorieën deel fase functieklasse graad groep hepatitis klasse label lijst lot luik niveau",
    "niveaus optie perceel pijler punt scenario spoor tabel titel type variant zone",
)

# Names that carry a mark of their own: the school network GO!, and "Brownfieldconvenant 54. Ertvelde - Kuhlmann".
_NAMES_WITH_EXCLAMATION = frozenset({"go"})
_NAMES_WITH_NUMBER = frozenset({"brownfieldconvenant"})

# Words that begin a sentence and seldom a name: they settle what follows an initialism, and a missing space.
_STARTERS = _words(
    "De Het Een Eén Deze Dit Die Dat Er Ze Zij Hij We Wij Ik Men U Je Wie Wat Welk Welke Wanneer Waar Waarom Hoe",
    "Hoeveel Kan Kunt Heeft Is Zijn Worden Wordt Werd Werden Zal Zullen Aan Achter Al Alle Alleen Als Anderzijds Beide",
    "Bij Bijgevolg Binnen Boven Bovendien Concreet Daarbij Daardoor Daarenboven Daarin Daarmee Daarna Daarnaast Daarom",
    "Daartoe Daarvan Daarvoor Dan Dankzij Door Doordat Dus Echter Enerzijds Enkel Eerst Ermee Gelet Gezien Hierbij",
    "Hierdoor Hiermee Hierna Hiertoe Hiervan Hiervoor Hun In Inclusief Indien Ingevolge Inmiddels Intussen Inzake Meer",
    "Met Mits Momenteel Na Naar Naargelang Naast Net Niet Nu Om Omdat Omwille Ondanks Onder Ook Op Over Overigens Per",
    "Rekening Samen Sinds Slechts Sommige Tegelijk Tegen Ten Tenslotte Ter Terwijl Tevens Tijdens Toch Toen Tot Tussen",
    "Uit Uiteraard Vanaf Vandaag Vanuit Verder Vervolgens Via Volgens Voor Vooral Voorts Want Zo Zoals Zodat Zodra",
    "Zonder Zowel",
)

# Short words that do end sentences: after them, and after longer words, a lower-case letter may begin the next one.
_SHORT_LAST = _words(
    "aan af bij doen door dus euro gaan goed had heen hem hen hier in is jaar kan mee na niet nodig op over staan toe",
    "uit vast voor waar was weer weg werd werk wil zal zijn zorg",
)

# How far to look back for the word before a full stop, and ahead for the words after it.
_LOOK = 48
# Brackets and quotes up to this long hold together; in longer ones the sentences inside count, and an opening mark
# whose closing one was forgotten does not swallow the rest of the text.
_LONGEST_ASIDE = 300

_ITEM = r"""(?:
    [-–—•▪◦‣·*o\uf0b7]                                       # - a bullet
  | \(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\)                     # a)  (3)  iv)
  | (?:\d{1,2}|[a-h])\.                                      # 1.  b.
  | \d{1,2}(?:[ ]?(?:[-–,]|en|tot)[ ]?\d{1,2})+[.)]          # 1-3.  1 en 2.
  | \d{1,2}°
  | (?:§|Art\.)\s\d{1,3}\.
  | \d{1,2}(?:\.\d{1,2})+\.?(?=\s+[A-Z])                     # 2.3.4 Een ... (but not 1.000 woningen)
)\s"""
_BLOCK_BREAK = re.compile(rf"\n[^\S\n]*+(?:\n\s*+|(?={_ITEM}))|\u2029", re.X)
# What may stand before the first word of a sentence and ends in a full stop of its own: "1.", "§ 2.", "Art. 3.", "II.".
_LEAD = re.compile(
    r"[\s(*]*(?:(?:art\.|artikel|hoofdstuk|afdeling|titel|bijlage|vraag|antwoord|§)\s*)?"
    r"(?:\d{1,3}(?:[.\-–]\d{1,3})*|[a-hA-H]|[IVX]{1,5})[°)]?\s*\Z",
    re.I,
)
# Before 3.11.5 Python matches possessive groups wrongly, so only single characters repeat possessively here; "cited" is
# made so by looking ahead and matching what was seen.
_STOP = re.compile(
    r"""
    (?P<marks>[.!?…]++) (?P<closing>[)\]}”’»"'*_¹²³⁰⁴-⁹.!?…]*+)
    (?=(?P<cited>(?:\s*+\\?\[\d{1,3}(?:\s?[-–,;]\s?\d{1,3})*\\?\])*)) (?P=cited)  # "woningen. [8]": stays with it
    (?P<gap>\s*+) (?![.,;:!?…)\]}%&/=])
    """,
    re.X,
)
_NEXT = re.compile(
    r"""[\s(\[{“„«‘’"'*_#§€•\-–—\u200b]*?(?P<item>\(?[a-z0-9]{1,2}\)\s)?
    (?:['’][snt]\s+)?(?P<word>[^\W_]+)(?:\s+(?P<second>[^\W_]+))?""",
    re.X,
)
_ASIDES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\((?:[^()]++|\([^()]*+\)){0,20}\)",
        rf"(?<!\w)[“„«\"](?=\S)[^“„«”»\"]{{1,{_LONGEST_ASIDE}}}[”»\"]",
        # An apostrophe within or before a word (kmo's, 's, '90) neither opens nor closes a quotation.
        rf"(?<!\w)[‘'](?=\S)(?!\d\d\b|[snt]\b)(?:[^‘’']|(?<=\w)[’'](?=\w)|(?<!\w)[‘’'](?=[snt]\b|\d\d\b))"
        rf"{{1,{_LONGEST_ASIDE}}}[’'](?!\w)",
    )
)


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of ``text`` as offsets into it.

    Spans are in order, do not overlap, are trimmed of whitespace, never empty, and together hold every character
    that is not whitespace. A blank line and a list item on a new line always begin a sentence, a single newline
    does not; a list number and a citation marker after the full stop belong to their sentence.
    """
    spans = []
    for block in _blocks(text):
        passage = text[block.start : block.end]
        begin = 0
        for end in (*_ends(passage), len(passage)):
            sentence = passage[begin:end]
            lead = len(sentence) - len(sentence.lstrip())
            if stripped := sentence.strip():
                start = block.start + begin + lead
                spans.append(Span(start, start + len(stripped)))
            begin = end
    return tuple(spans)


def _blocks(text: str) -> Iterator[Span]:
    """The stretches between blank lines and line-initial list markers: no sentence crosses them."""
    start = 0
    for gap in _BLOCK_BREAK.finditer(text):
        yield Span(start, gap.end())
        start = gap.end()
    yield Span(start, len(text))


def _ends(text: str) -> Iterator[int]:
    """Offsets within one block just after each sentence but the last."""
    asides = _asides(text)
    aside = next(asides, None)
    begin = 0
    for stop in _STOP.finditer(text):
        while aside and aside.end <= stop.start():
            aside = next(asides, None)
        within = aside and aside.start < stop.start() and stop.end("closing") < aside.end
        if not within and stop.end() < len(text) and _is_end(text, begin, stop):
            begin = stop.end("cited")
            yield begin


def _asides(text: str) -> Iterator[Span]:
    """Short bracketed or quoted stretches, merged where they overlap."""
    found = sorted(match.span() for pattern in _ASIDES for match in pattern.finditer(text))
    current: Span | None = None
    for start, end in found:
        if end - start > _LONGEST_ASIDE:
            continue
        if current and start < current.end:
            current = Span(current.start, max(current.end, end))
            continue
        if current:
            yield current
        current = Span(start, end)
    if current:
        yield current


def _is_end(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether the sentence that began at ``begin`` ends at ``stop``, which something follows."""
    ahead = _NEXT.match(text, stop.end("cited"), stop.end() + _LOOK)
    if ahead is None:
        return False
    before = text[max(begin, stop.start() - _LOOK) : stop.start()]
    words = before.split()
    word = words[-1].lstrip("([{“„«‘\"'*_") if words and not before[-1].isspace() else ""
    if not stop["gap"]:
        return _lacks_space(word, ahead)
    if _LEAD.match(before) and begin >= stop.start() - _LOOK:
        return False
    first = ahead["word"]
    if _counts_on(text[max(begin, stop.start() - 4 * _LOOK) : stop.start()], words, word):
        return False
    if ahead["item"] or first[0].isupper():
        return _ends_before_capital(stop, words, word, ahead)
    if first[0].isdigit():
        return _ends_before_number(stop, word)
    return _ends_before_lower_case(stop, word)


def _ends_before_capital(stop: re.Match[str], words: list[str], word: str, ahead: re.Match[str]) -> bool:
    """The usual case: a capital follows. The word before the stop decides."""
    kind = _kind(word)
    bracket = ")" in stop["closing"]
    if bracket and set(stop["closing"]) & set(".!?…"):
        return True  # "(tablet, laptop, …). De regering"
    if bracket and (kind != "word" or stop["marks"] not in {".", "?"}):
        return _starts_anew(ahead)  # "(tablet, laptop, enz.) Vlaanderen"
    label = words[-2] if len(words) > 1 else ""
    if stop["marks"] == "!":
        return word.lower() not in _NAMES_WITH_EXCLAMATION or _starts_anew(ahead)
    if stop["marks"] != ".":
        return True
    if kind == "may be last":
        return ahead["word"] != "EUR"
    if kind == "initial":
        return label.lower() in _LABELLED or _starts_anew(ahead)
    if word == "bv":
        return label[:1].isupper() and _starts_anew(ahead)  # the legal form of a firm, not "for example"
    if word.isdigit():
        return label.lower() not in _NAMES_WITH_NUMBER
    return kind == "word"


def _ends_before_number(stop: re.Match[str], word: str) -> bool:
    """A figure follows: "... organisaties. 85% van ..." ends a sentence, "art. 3", "B.S. 12" and "nr. 4" do not."""
    return stop["marks"] in {".", "?"} and _kind(word) == "word"


def _ends_before_lower_case(stop: re.Match[str], word: str) -> bool:
    """A name ("vzw", "deBuren") or a slip begins the next sentence: believed after a word that is no abbreviation."""
    plain = stop["marks"] == "." and not stop["closing"] and _kind(word) == "word"
    year = len(word) == 4 and word.isdecimal()
    return plain and (year or word.lower() in _SHORT_LAST or (len(word) > 4 and word.isalpha()))


def _counts_on(recent: str, words: list[str], word: str) -> bool:
    """Whether ``word`` numbers an item of a running list: "de percelen: 1. Netwerk; 2. Opslag en 3. Beheer"."""
    if not (word.isdecimal() and len(word) < 3):
        return False
    return (len(words) > 1 and words[-2][-1] in ":;") or f" {int(word) - 1}. " in recent


def _lacks_space(word: str, ahead: re.Match[str]) -> bool:
    """ "goedgekeurd.De Vlaamse Regering": two sentences; Multimodaal.Vlaanderen, h.Art and addresses are one word."""
    joined = len(word) > 1 and (word[-1].islower() or word[-1] == ")") and not set(word) & set("@/.")
    return joined and ahead["word"] in _STARTERS and ahead.start("word") == ahead.start() and bool(ahead["second"])


def _kind(word: str) -> str:
    """What the word before a full stop is: "never last", "may be last", "initial" or just a "word"."""
    if word.isupper() and len(word) > 1 and "." not in word:
        return "word"  # an acronym: ING is not ing., PB is not pb.
    low = word.lower().rpartition("-")[2]
    if low in _NEVER_LAST:
        return "never last"
    if low in _MAY_BE_LAST:
        return "may be last"
    parts = word.replace(".-", ".").split(".")  # A.-M. Janssens
    if (len(word) == 1 and word.isalpha()) or (len(parts) > 1 and all(len(p) == 1 and p.isupper() for p in parts)):
        return "initial"
    if len(parts) > 1 and all(p.isalpha() and p.islower() and len(p) < 3 for p in parts):
        return "never last"  # an abbreviation of the i.k.v. family that the list does not have
    return "word"


def _starts_anew(ahead: re.Match[str]) -> bool:
    """Whether a sentence rather than a name follows: "B. De maatregel" against "J. De Block"."""
    second = ahead["second"] or ""
    return ahead["word"] in _STARTERS and (ahead["word"] != "De" or second[:1].islower() or second == "Vlaamse")
