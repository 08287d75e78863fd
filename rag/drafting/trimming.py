"""A sentence of a decision brought back to what it says: who does what, without what surrounds it.

Dutch main clauses have one constituent before the verb. In "Na advies van de Raad van State keurt de Vlaamse Regering
het besluit goed" it can be cut or replaced without touching the rest. Whatever may change the meaning (a negation, a
condition, an amount, a stage) is never cut, and what is not surely of a known form stays as it is.
"""

import re
from dataclasses import dataclass

from rag.lexical import stem, stems

_ITEM = re.compile(r"^(?:\d+(?:(?:-| en |, ?)\d+)*[.)]|[a-z]\)|[-•*–▪])\s+")
_LOOSE = re.compile(r"\s+(?=[,.;:!?])|(?<=\()\s+|\s+(?=\))")
_LOOSE_QUOTE = re.compile(r"(?<=[.!?…])\s+(?=[\"'”’]$)")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_END = re.compile(r"[.!?…][\"'”’)\]]*$")

# The verbs of the minutes. Other verbs may have the government as their object, or tell what it thinks or wants.
_VERB = (
    r"(?:keurt|hecht|beslist|besluit|wijzigt|past|stemt|kent|neemt|stelt|verleent|erkent|verlengt|draagt|legt|benoemt"
    r"|vervangt|geeft|machtigt|mandateert|gelast|delegeert|belast|duidt|wijst|herschikt|herverdeelt|verdeelt|bepaalt"
    r"|voert|regelt|richt|sluit|verhoogt|actualiseert|reserveert|voorziet|trekt|gunt|gaat|brengt|bekrachtigt|maakt"
    r"|investeert|ondersteunt|breidt|heft|hervormt|bevestigt|optimaliseert|vernieuwt|hernieuwt|stuurt|lanceert|start"
    r"|subsidieert|betaalt|besteedt|verplicht|vraagt|bezorgt|onderschrijft|verankert|versterkt|formuleert|vult|zet)"
)
# A verb in the present tense ends in -t; these words do as well, or tell what the government has, wants or thinks.
_ANY_VERB = (
    r"(?!(?:heeft|wenst|moet|vindt|acht|streeft|hecht veel|gelooft|met|dat|uit|niet|tot|want|wat|omdat|zodat|doordat"
    r"|opdat|nadat|voordat|totdat|ondervindt|weet|verwacht|hoopt|ziet|staat|gaat ervan)\b)[a-zë]{2,}t"
)
_STRAIGHT = re.compile(
    rf"^(?:De Vlaamse? [Rr]egering,? (?P<verb>{_ANY_VERB})|(?:Ze|Zij|De Vlaamse) (?P<its_verb>{_VERB}))\b(?P<rest>.+)$"
)
_INVERTED = re.compile(
    rf"^(?P<lead>.+?),? (?:(?P<verb>{_ANY_VERB}) (?:nu )?[Dd]e Vlaamse [Rr]egering"
    rf"|(?P<its_verb>{_VERB}) (?:nu )?(?:ze|zij))\b(?P<rest>.+)$"
)
# Constituents that tell on what occasion something is decided, and nothing of what is.
_OCCASION = re.compile(
    r"^(?:Na|Nu|Daarom|Daartoe|Daarvoor|Daarbij|Daarnaast|Hiertoe|Hiervoor|Hierbij|Vandaag|Bijgevolg|Tegelijk|Vervolgens"
    r"|Bovendien|Verder|Ook|Zo|Op die manier|In d[ia]t (?:kader|verband)|In het kader|In (?:verdere )?uitvoering"
    r"|In navolging|In antwoord|In functie|Om|Ter (?:uitvoering|ondersteuning|vervanging)|Naar aanleiding|Met het oog"
    r"|Op (?:basis|voordracht|voorstel|vraag|verzoek)|Volgend op|Aansluitend|Als gevolg|Gelet op|Gezien|Ingevolge"
    r"|Omdat|Aangezien|Gebaseerd op|Conform|Overeenkomstig|Rekening houdend|Met deze?)\b",
    re.IGNORECASE,
)
# A lead with a main verb of its own is a clause of its own: "De minister stelt X voor en daarom".
_VERBAL = re.compile(
    r"^(?:Volgens|Sinds|Jaarlijks)\b|Regering|\b(?:is|zijn|heeft|hebben|wordt|worden|kan|kunnen|zal|zullen|werd|werden|was|waren)\b|[;:]"
)
_FILLER = re.compile(
    r"^[\s,]*(?:(?:nu|vandaag|thans|daarom|dan ook|bijgevolg|daarvoor|hiervoor|daartoe|hiertoe|daarbij|hierbij|tegelijk"
    r"|meteen|tevens|eveneens|ook|zo|alvast|verder|vervolgens|bovendien|in d[ia]t (?:kader|verband))\b[\s,]*)+"
)
_NOW = re.compile(
    r" (?:daarom|dan ook|bijgevolg)(?= )| nu(?= (?:goed|toe|vast|aan|af|op|in|principieel|definitief|opnieuw)\b)"
)
# ", na advies van de SERV en van de Raad van State," between the verb and what is decided.
_ADVISED = re.compile(
    r"^,\s+(?:en\s)?(?:na|in navolging|op voorstel|op voordracht|in uitvoering)\b[^.;]*?,\s+"
    r"(?=(?:(?:ook|opnieuw|nogmaals|een tweede keer|voor de \w+ keer) )?(?:principieel|definitief)\b"
    r"|(?:opnieuw )?haar\b|(?:het|een|de|twee|drie|enkele|diverse) (?:\w+ )?"
    r"\w*(?:besluit|besluiten|decreet|decreten|verordening)\b)"
)
_TAIL = re.compile(
    r",\s+(?:zodat|waardoor|waarbij|waarmee|waarin|opdat|aangezien|omdat|terwijl|nadat|met als doel|met het oog op"
    r"|en dit|om|conform|overeenkomstig"
    r"|ten gevolge van|in afwachting|in lijn met"
    r"|ter vervanging|ter uitvoering|in uitvoering|in het kader|naar aanleiding|rekening houdend|gelet op"
    r"|inclusief|onder meer|onder andere|als gevolg|om zo|om op die manier|met inbegrip|met name|zoals)\b"
)
# What stands behind an abbreviation is what it stands for.
_PARENTHESIS = re.compile(r"(?<![A-Z]{2})(?<![A-Z]{2}\s)\s*\([^()]{12,}\)")
# What a cut may never take away.
_WEIGHTY = re.compile(
    r"\b(?:niet|geen|nooit|noch|enkel|alleen|slechts|uitsluitend|tenzij|mits|indien|als|wanneer|voorwaarden?"
    r"|uitzondering|voorbehoud|behoudens|behalve|zonder|maximaal|minstens|minimaal|hoogstens|tot en met|vanaf"
    r"|principi\w+|voorlopig\w*|definitie[fv]e?|proefproject\w*|tijdelijk\w*|euro|procent|miljoen|miljard)\b|%|€",
    re.IGNORECASE,
)
# In these "als" is no condition.
_BOTH = re.compile(r"\bzowel\b.*?\bals\b|\bals (?=gevolg|onderdeel|doel)", re.IGNORECASE)
# Without its second part a separable verb says something else, or nothing.
_PARTS = re.compile(
    r"\b(?:goed|toe|vast|vrij|open|terug|ter beschikking|akkoord|kennis|(?:aan|in|af|op|over|uit|om|door)(?=$|[,;]))\b"
)
# What points at something outside the sentence.
_POINTER = re.compile(
    r"\b(?:deze|dit(?! (?:jaar|schooljaar|werkjaar|begrotingsjaar|academiejaar))|(?:hier|daar)(?:aan|in|van|mee|voor"
    r"|over|toe|bij|op|naast|door|om|uit)|er(?:van|mee|over)|ter zake|desbetreffende|voormelde|bovenstaande"
    r"|bovenvermelde|voorgenoemde|voornoemde|genoemde|dergelijke|zulke|hem|hen|hier|in die zin)\b"
    r"|\b(?:zo['’]n)\b(?! \d)|(?<=\bvan )die(?= [a-z]{4,})(?!.{0,80}\b(?:die|waar\w*)\b)"
    r"|^(?:dat|die)\b(?! (?:de|het|een|er)\b)",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:dat|dit|deze|die|daar\w*|hier\w*|zo|ook|zij|ze|hij|hun|er|bedoeling"
    r"|het (?:bevat|omvat|betreft|is|wordt|heeft|zal|kan|gaat|moet)|bovendien|verder|tot slot|ten slotte"
    r"|echter|eveneens|tevens|tenslotte|tegelijkertijd|vervolgens|dus|immers|daarnaast|bijkomend|beide|anderzijds|enerzijds|tegelijk|concreet|maar|en"
    r"|want|intussen|voorts|op die manier|in d[ia]t|om d[ia]t|met d[ie]\w+|door d[ie]\w+)\b",
    re.IGNORECASE,
)
# "een besluit goed dat deze wijzigingen regelt", "het voorontwerp van wijzigingsdecreet hierover"
_POINTING_CLAUSE = re.compile(
    r"(?:(?<=goed)|(?<=besluit)|(?<=decreet)) (?:dat|die|waarmee) (?:met )?(?:deze|dit|bovenstaande|voormelde)\b"
    r"(?: \w+){0,4}$| (?:hierover|daarover|hiervoor|daarvoor)$"
)
# Two sentences between which the full stop was lost.
_GLUED = re.compile(r"(?<=[a-z)]{3}) (?=(?:De|Het|Deze|Dit|Een|Hiermee|Daarmee|Hierdoor|Zo) [a-z]+ [a-z]+)")
# The noun of "deze maatregelen"; without one, "deze" stands for something itself.
_NOUN = re.compile(
    r" (?!(?:te|in|niet|word(?:t|en)|kan|kunnen|als|zijn|is|op|aan|ook|volgens|moet|moeten|bij|met|die|dat|heeft)\b)"
    r"([a-z]\w{3,})"
)
# What a pointer is where its title has been told, if a noun phrase follows it and no predicate.
_KNOWN = {"deze": "de", "dit": "het", "die": "de", "zo'n": "een", "in die zin": ""}
_NAMED = re.compile(
    r" (?!\w+ (?:te|worden|wordt|zijn|is|kan|kunnen|moet|moeten|zal|zullen|heeft|hebben)\b"
    r"|(?:te|zo|ter|om|goed|onder|verder|moet|moeten|kan|kunnen|wil|mag|zal|zullen|wordt|worden|is|zijn)\b)"
    r"(?:[A-Z]\w+|[a-z]\w{2,})"
)
# "gemeenten die dit doen"
_OBJECT, _LAST = re.compile(r"\b(?:die|dat|ze|wie) $"), re.compile(r" \w+(?:$|[,;])")
_COUNTED = re.compile(r" (?:\d|(?:twee|drie|vier|vijf|zes)\b)")
# So many content words before a pointer, and it points at one of those.
_ENOUGH = 5
_RULE = re.compile(r"\b\w*(?:besluit|besluiten|decreet|decreten|codex)\b", re.IGNORECASE)
# The words of every decision: they tell the form, not the subject.
_FORM = frozenset(
    stem(word)
    for word in """besluit besluiten decreet decreten voorontwerp ontwerp ontwerpdecreet ontwerpbesluit
    wijzigingsdecreet wijzigingsbesluit uitvoeringsbesluit regelgeving diverse verschillende enkele aantal principieel
    principiële definitief definitieve goed goedkeuring opnieuw bekrachtiging afkondiging beslist uitvoering
    geeft haar nodige wijzigt wijziging hecht keurt regelt vlaamse regering kader besluitvorming bepalingen
    budget periode euro miljoen miljard subsidie bedrag totaal maximaal januari februari maart april mei juni
    juli augustus september oktober november december verzamelbesluit verzameldecreet koninklijk
    beleidsdomein jaar jaren gespreid twee drie vier vijf zes project projecten maatregel maatregelen aanvraag
    aanvragen extra bijkomende bijna eenmalige dringende tijdelijke ondersteuning middelen""".split()
)


@dataclass(frozen=True, slots=True)
class Act:
    """What the government does: ``rest`` follows verb and subject and has no full stop.

    ``lead`` stands before the verb where it may not be left out.
    """

    verb: str
    rest: str
    lead: str = ""

    def text(self, opening: str = "", day: str = "") -> str:
        """The clause without full stop. ``opening`` comes before the verb, ``day`` there too or behind the subject."""
        if not opening and not day:
            clause = f"De Vlaamse Regering {self.verb} {self.rest}"
        else:
            before, behind = (opening, f" {day}" if day else "") if opening else (day, "")
            clause = f"{before[0].upper()}{before[1:]} {self.verb} de Vlaamse Regering{behind} {self.rest}"
        return clause.replace(" ,", ",")


def one_line(text: str) -> str:
    """A sentence on one line, without list mark and loose blanks."""
    text = " ".join(text.translate(_INVISIBLE).split())
    return _LOOSE_QUOTE.sub("", _LOOSE.sub("", _ITEM.sub("", text)))


def points_outside(text: str) -> bool:
    """Whether a sentence cannot be understood without the ones before it."""
    return bool(_LEANS.match(text)) or any(_unresolved(text, pointer) for pointer in _POINTER.finditer(text))


def _unresolved(text: str, pointer: re.Match[str]) -> bool:
    """Whether nothing before a pointer can be what it points at: the noun behind it or, without, enough words."""
    before = text[: pointer.start()]
    noun = _NOUN.match(text, pointer.end())
    if noun and pointer[0].lower() in ("deze", "dit"):
        return stem(noun[1].lower()) not in stems(before)
    return len(subject(before)) < _ENOUGH


def settled(text: str) -> str:
    """A text behind a title that tells what its pointers point at: "deze twee besluiten" is "twee besluiten" there."""

    def known(pointer: re.Match[str]) -> str:
        word = _KNOWN.get(pointer[0].lower().replace("’", "'"))
        if word is None or (word and not _NAMED.match(text, pointer.end())) or not _unresolved(text, pointer):
            return pointer[0]
        if _OBJECT.search(text[: pointer.start()]) and _LAST.match(text, pointer.end()):
            return pointer[0]
        return "" if _COUNTED.match(text, pointer.end()) else word

    return " ".join(_POINTER.sub(known, text).split())


def subject(text: str) -> set[str]:
    """The stems that tell what a decision is about, rather than what kind of decision it is."""
    return {root for root in stems(_RULE.sub(" ", text)) if not root.isdigit()} - _FORM


def find_act(text: str, longest: int) -> Act | None:
    """What the government does in a sentence on one line, trimmed; None where it is not of the known form.

    Asides and subordinate clauses are cut only as far as ``longest`` characters ask for it.
    """
    text = _GLUED.split(text)[0]
    if found := _STRAIGHT.match(text):
        lead = ""
    elif found := _INVERTED.match(text):
        lead = found["lead"]
        if _OCCASION.match(lead) and not _WEIGHTY.search(_BOTH.sub("", lead)):
            lead = ""
        elif points_outside(lead) or _VERBAL.search(lead):
            return None
    else:
        return None
    rest = _NOW.sub("", _FILLER.sub("", found["rest"])).strip()
    aside = _ADVISED.match(f", {rest.lstrip(', ')}")
    if aside and not _WEIGHTY.search(aside[0]):
        rest = f", {rest.lstrip(', ')}"[aside.end() :]
    rest = shorten(_END.sub("", rest).rstrip(",;: "), longest)
    return Act(found["verb"] or found["its_verb"], _without_pointer(rest), lead) if rest else None


def _without_pointer(rest: str) -> str:
    """What an act says, less a last clause that says no more than that it is about what was told before."""
    clause = _POINTING_CLAUSE.search(rest)
    return rest[: clause.start()] if clause and not _WEIGHTY.search(clause[0]) else rest


def shorten(text: str, longest: int) -> str:
    """A sentence without full stop, less what may be cut: long parentheses, then subordinate clauses at its end."""
    text = _PARENTHESIS.sub(lambda aside: aside[0] if _WEIGHTY.search(aside[0]) else "", text)
    for cut in reversed([tail.start() for tail in _TAIL.finditer(text)]):
        if len(text) <= longest:
            break
        kept, lost = text[:cut], text[cut:]
        if cut >= 40 and not _WEIGHTY.search(lost) and set(_PARTS.findall(lost)) <= set(_PARTS.findall(kept)):
            text = kept
    return text.rstrip(",;: ")
