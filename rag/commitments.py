"""The checkable promises in a section of the coalition agreement, as spans of its text.

A promise is a sentence in which somebody who answers for the government does something: "we voeren ... in", "VLAIO
monitort ...", "... wordt hervormd", "er komt ...". What the government thinks, wants, finds or sees is none, unless it
says what it will do for it or what will be measured. Rules only, over a copy of the sentence without the hyphens that
the typesetter left in words; the span is that of the untouched text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.dutch.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of a section: ``section.text[start:end] == text``."""

    start: int
    end: int
    text: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What "we" or the government may do without promising anything: to be, have, think, want, value, be able or obliged.
_IDLE = _words(
    """zijn waren is was hebben hadden heeft had willen wil kunnen kan konden moeten moet mogen mag worden wordt zouden
    hoeven geloven gelooft vinden vindt weten weet zien ziet beseffen beseft streven streeft hopen hoopt verwachten
    verwacht menen meent denken denkt kennen kent leven leeft staan staat wensen wenst beogen beoogt ambiëren ambieert
    vertrouwen vertrouwt erkennen erkent delen deelt scharen schaart verwerpen verwerpt baseren baseert respecteren
    respecteert hechten hecht onderschrijven onderschrijft koesteren koestert vertrekken vertrekt beschouwen beschouwt
    begrijpen begrijpt benadrukken benadrukt rekenen rekent kiezen kiest dienen dient lijken lijkt telt beschikken
    beschikt bevindt behoort behoren ligt liggen ervaren ervaart leren merken merkt bezitten bezit betekent vormt vormen
    kampt krijgen verdienen verdient blijkt toont kenden werden werd steunen verkiezen juichen
    bereiken bereikt bekomen verkrijgen verkrijgt evolueren evolueert trachten tracht proberen probeert mikken mikt
    slagen slaagt wisten"""
)
# Verbs with a second word that makes a stance of them: "we gaan uit van", "we dragen bij", "we doen geen afbreuk".
_STANCE = re.compile(
    r"\b(?:gaa[nt]?|gaat) (?:we )?(?:er(?:van)?|hierbij|daarbij)?\s?(?:\w+ )?uit van\b|\bgaan (?:we )?ervan uit\b"
    r"|\bdraagt? bij\b|\bdragen (?:we )?bij\b|\bafbreuk\b|\blaten (?:we )?niet toe\b|\bzijn inspanningen\b"
    r"|\bstellen (?:we )?vast\b|\bspreken (?:we )?uit\b|\bde overtuiging\b"
    r"|\bblij(?:ft|ven) (?:we )?(?:\w+ )?(?:kiezen|geloven|streven)\b"
    r"|\bstaat? voorop\b"
)
# The other way round: an idle verb whose second word makes a deed of it, "we vormen het fonds om".
_COMPOUND = re.compile(
    r"\b(?:(?:kennen|kent)\b[^,;]*\btoe"
    r"|(?:vormen|vormt)\b[^,;]*\bom(?= (?:tot|naar)|[.,;])"
    r"|(?:zien|ziet)\b[^,;]*\b(?:toe|af)"
    r"|(?:staan|staat)\b[^,;]*\bin voor|(?:dienen|dient)\b[^,;]*\bin(?=[.,;])|delen\b[^,;]*\bmee(?=[.,;])"
    r"|(?:leggen|legt)\b[^,;]*\bop|kiezen\b.*\bom\b.*\bte)\b"
)
# What makes a wish a promise: a concrete act ("we willen een fonds oprichten") ...
_DEED = re.compile(
    r"\b(?:(?:in|door)(?:\s?te\s?)?voeren|op(?:\s?te\s?)?(?:richten|stellen|starten|zetten)|uit(?:\s?te\s?)?"
    r"(?:rollen|werken|bouwen|breiden)|aan(?:\s?te\s?)?(?:leggen|kopen|stellen|passen)|af(?:\s?te\s?)?(?:schaffen|sluiten"
    r"|bouwen)|lanceren|hervormen|fuseren|verlengen|verankeren|overnemen|overdragen|toekennen|vastleggen|opheffen"
    r"|verplichten|verbieden|goedkeuren|bouwen|onderzoeken|evalueren|organiseren|inkantelen|invullen|digitaliseren)\b"
)
# ... or a measure: a year, a percentage, a number of something, a place in a ranking.
_TARGET = re.compile(
    r"\b(?:tegen|uiterlijk|vanaf|voor|in|tussen|na)\s(?:het\s|de\s)?(?:einde?\s\w+\s|eind\s)?(?:20\d\d|(?:deze\s|de\s)?"
    r"(?:legislatuur|regeerperiode|bestuursperiode))|\d\s?(?:%|procent|ha\b|hectare|km\b|euro)"
    r"|\b(?:\d+|een|één|honderd\w*) (?:miljoen|miljard)\b"
    r"|\b(?:minstens|minimaal|maximaal|ten minste|gemiddeld)\s\d|\btop[\s-]?\d|\bverdubbel|\bhalveren\b"
    r"|\b\d+[.\d]*\s(?:bijkomende|extra|nieuwe)\b"
)
_WISH = re.compile(
    r"\b(?:we|wij|regering|vlaanderen|overheid)\s(?:\w+\s)?(?:willen|wil|wensen|wenst|streven|streeft|ambiëren|beogen)\b"
    r"|\b(?:willen|wil|wensen|streven|streeft|ambiëren|beogen|kiezen)\s(?:we|wij|de vlaamse regering|vlaanderen)\b"
    r"|\b(?:we|wij)\skiezen\b|\b(?:onze|de) (?:ambitie|doelstelling) is\b"
    r"|\b(?:ons|het|als) (?:streef)?(?:doel|cijfer)\b"
)

# "We voeren ...", "daarom voeren we ...": a verb in the plural beside the pronoun, not in a subordinate clause.
_WE = re.compile(r"(?:(?P<before>\w+),? )?\b(?:we|wij) (?P<verb>\w+)")
_INVERTED = re.compile(r"\b(?P<verb>\w+n) (?:we|wij)\b")
_SUBORDINATE = _words(
    """dat die zodat omdat doordat opdat als indien wanneer terwijl of wat hoe hoewel waar waarbij waarin waarmee
    waardoor waarvoor waarop waarvan waartoe waarlangs waaraan waarover tenzij nadat voordat zoals zodra welke"""
)
_LINKING = _words("of als wat")
_NO_VERB = _words(
    "en dan van aan in een binnen indien toen waarvan waaraan daaraan zoeven buiten tussen zodoende mensen"
)
# "We dit" and "zodat we ..." with the verb at the end: what stands beside the pronoun there is no verb.
_PLURAL = re.compile(r"\w+(?:en|aan|oen|ien|zien)\Z")
# "We maakten de omschakeling": what was done is no promise.
_PAST = re.compile(r"(?:[kpf]ten|[gvfmw]den|[ei][rl]den|namen|kwamen|gingen|deden|gaven|kregen|sloten|schreven)\Z")

# Those who act for the government, at the head of a clause or behind its verb.
_ACTOR = (
    r"(?:(?:de |deze |onze )?(?:vlaamse )?(?:regering|overheid|gemeenschap|administratie"
    r"|\w*inspectie|\w*minister(?:-president)?)"
    r"|vlaanderen|het vlaamse? gewest|het (?:departement|agentschap|vlaams agentschap)(?: [\w&]+){0,5}?"
    r"|(?:het|de|dit|deze) (?:[\w-]+ ){0,4}\w*(?:agentschap|overheden|netwerk)"
    r"|(?:toerisme|sport|syntra) vlaanderen|de lijn|de vlaamse waterweg|kind en gezin|opgroeien"
    r"|(?:de |het )?(?:vlaio|fit|vdab|pmv"
    r"|ovam|vmm|vlm|vreg|awv|vmsw|vrt|fwo|ilvo|vito|veka|abb|agodi|vaph|inbo|eventflanders)"
    r"|(?:een|dit) \w*(?:centrum|agentschap|platform|fonds|taskforce))"
)
_ACTING = re.compile(
    rf"(?:\A|[,;:] |\ben )(?:ook )?{_ACTOR}(?: zelf| bevoegd voor [\w &]{{3,40}}?)? (?P<verb>\w+t)\b"
    rf"|\b(?P<inverted>\w+t) {_ACTOR}\b"
    rf"|\b(?:vakministers|ministers|agentschappen|entiteiten|zorginspectie en [\w ]+) (?P<plural>\w+en)\b"
)
# Agencies that nobody listed: "PMV en LRM nemen ...".
_ACRONYM = r"(?:[Dd]e |[Hh]et )?[A-Z]{2,}\w*"
_ACRONYMS = re.compile(rf"\A{_ACRONYM}(?:(?:,| en) {_ACRONYM})* (?P<verb>[a-zë]+(?:t|en))\b")
_WILL = re.compile(
    rf"\b{_ACTOR}(?: \w+| (?:van|bevoegd voor) [\w &]{{3,40}}?)? zal\b|\b{_ACTOR} [^,.;]{{3,80}}, en zal\b"
    rf"|\bzal {_ACTOR}\b|\b(?:we|wij) (?:\w+ )?zullen\b"
    r"|\bzullen (?:we|wij)\b|\bministers? van \w+ staat in voor\b"
)
_NO_DEED = _words(
    """niet met het dat uit vanuit omtrent nadat doordat want tot wat omdat zodat naast bijvoorbeeld
    vraagt ontbreekt kost"""
)

# "Het decreet wordt herzien", "er komen ...", "... krijgt voortaan ...".
_PARTICIPLE = (
    r"(?:(?:\w*ge\w{2,}|(?:be|ver|her|ont|er|over|onder|door|voor|aan|uit|op|mis|vol)\w{3,}|\w+eer)[dt]|\w*ge\w+en|voorzien"
    r"|(?:be|ver|her|ont|over|onder)\w{3,}en)\b"
)
_FINITE = re.compile(r"\b(?:wordt|worden|zal|zullen|moet|moeten|dient|dienen)\b")
_PASSIVE = re.compile(rf"\b(?:wordt|worden|gebeuren)\b.*\b{_PARTICIPLE}|\b{_PARTICIPLE} (?:te )?worden\b|\bgebeuren\b")
_POSSIBLE = _words("kan kunnen kon mag mogen zou zouden")
_ARRIVES = re.compile(
    r"\ber (?:komt|komen|wordt|worden)\b|\bkomt er\b|\bkomen er\b|\ber moet(?:en)?\b.*\b(?:komen|gebeuren|worden)\b"
)
_CHANGE = re.compile(
    r"\A(?:de|het|een|elke?|alle) [^,;]{3,90} word(?:t|en) (?:een|één|het|de|onderdeel|verplicht|gratis|lid|geen)\b"
    r"|\b(?:middelen|opbrengst\w*|budget\w*) (?:gaa[nt]|gaat|vloei\w+) (?:\w+ )?naar\b"
    r"|(?:\A|, )(?:(?!\b(?:dat|die|om|te|waar\w*|zodat|omdat|moet|moeten|kunnen|willen)\b)[^,;])*\bkrijg(?:t|en)\b"
    r"(?!.*\b(?:aandacht|kans\w*|plaats)\b)"
    r"|\bblij(?:ft|ven) (?:\w+ ){0,2}(?:behouden|ongewijzigd|vrijgesteld|bestaan|gelden|gewaarborgd)\b"
    r"|\bkan\b(?!.*\b(?:bereikt|slagen|lukken)\b).*\b(?:maximaal|enkel|alleen)\b"
    r"|\b\w+t (?:zich|\w+) [^,;]*\bverplicht\b"
    r"|\b(?:tegen|uiterlijk)\b.{0,30}\b20[2-5]\d\b"
    r"|\b(?:stijg|groei|daal|verhoog|verlaag)t\b(?: [^\s,;]+){0,8} \d[\d.,]*\s?(?:%|procent|miljoen|miljard|euro)"
    r"|\bvoortaan\b|\bniet langer\b|\bverdwijnt\b|\bvervalt\b|\bdooft\b[^.]*\buit\b|\bin werking\b"
    r"|\bvanaf\b[^.]{0,40}\b20\d\d\b"
)
_TOLD_FIRST = re.compile(r"(?:\A|: )(?:vandaag|momenteel|op dit moment|tot op heden|tot nu toe)\b")
# "Op die manier krijgen alle werkgevers ...": what a promise will lead to is no other promise.
_RESULT = re.compile(
    r"\A(?:hierdoor|daardoor|op die manier|op deze manier|zo (?:kan|kunnen|krijg\w+|word\w+|zorg\w+|mak\w+|bied\w+)"
    r"|daarmee|hiermee|zodoende|aldus)\b"
)
_BACKWARD = re.compile(r"\A(?:dit|hiermee|daarmee)\b")
# What everybody deserves ("Zij die …, helpen we") and what would follow ("Als we …"): a creed, not a promise.
_CREED = re.compile(r"\A(?:maar )?zij die\b|\Aals we\b")
# "moet vlot kunnen worden bijgestuurd": how things ought to be.
_OUGHT = re.compile(
    r"\baandacht\b.*\b(?:besteed|verleend|gegeven|geschonken)\b"
    r"|\b(?:moet|moeten|dient|dienen)\b.*\b(?:kunnen|mogelijk|voelen)\b"
)
# Who has to do something because the government says so; who has to be, have or feel something is wished well.
_PARTY = (
    r"(?:leerlingen|studenten|scholen|\w*besturen|gemeenten|inburgeraars|nieuwkomers|werkzoekenden|\w*huurders?"
    r"|aanvragers?|ondernemingen|bedrijven|werkgevers|voorzieningen|organisatoren|ouders|instellingen|eigenaars?|\w*aanbieders|\w*verstrekkers)"
)
_OBLIGED = re.compile(
    rf"(?:\b{_PARTY}(?: (?:die|waarvan|waar|met) [^,]*,?)? (?:moet(?:en)?|dient|dienen)"
    rf"|\bmoet(?:en)? (?:\w+ )?{_PARTY})\b"
    r"(?!.*\b(?:kunnen|zijn|hebben|krijgen|blijven|voelen|mogen)\b)"
)
# What is so already, or only may be, is told and not promised.
_TOLD = re.compile(
    r"\b(?:vandaag|momenteel|tot op heden|tot nu toe|nu al|de afgelopen|de voorbije|vorige (?:regeerperiode"
    r"|legislatuur)|vaak|dikwijls|soms|helaas|steeds (?:meer|vaker|diverser)|al te)\b"
)
_CLAUSE = re.compile(r"[,;:]|\b(?:en|maar|want)\b")

_IMPERATIVE = re.compile(r"\A(?:[-–—•▪◦‣·*]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?:\w+en\b.*|.*\b\w+en[.;]?)\Z", re.S)

# "2.3.4 Een sterk lokaal ondernemerschap Een bruisende kern ...": the number of a heading that is glued to a sentence.
_NUMBERED = re.compile(r"\A\d+(?:\.\d+)+\.?\s+")
# Where the sentence behind a heading begins: at a capital that no punctuation explains, in a word that begins
# sentences; the articles begin names as well ("De Lijn"), and count behind a number only.
_SENTENCE_WORD = re.compile(
    r"(?<=[\w)’'\"”])\s(?=(?:We|Wij|Er|Daarom|Daarnaast|Ook|Om|Dit|Deze|Verder|Samen|Met|Door|Via|Bij|Binnen|Voor|In|Op"
    r"|Als|Na|Naast|Vanuit|Tegen|Sinds|Onze|Elke|Alle|Iedereen|Wie|Zowel|Jaarlijks|Vanaf|Tot)\s)"
)
_ARTICLE = re.compile(r"(?<=[\w)’'\"”])\s(?=(?:De|Het|Een|Vlaanderen \w+t|Heel)\s)")
_CAPITAL = re.compile(
    r"(?<=[a-zà-ÿ])(?<!Vlaams)(?<!Vlaamse)\s(?=(?!Vlaa|Europ|Brussel|Nederland|Natura|België)[A-Z][a-zà-ÿ]+\s[a-zà-ÿ])"
)
_PRONOUN = re.compile(r"(?:We|Wij|Er)\s")
# Where a sentence ends without a full stop: an item of a list, a sentence that certainly begins, a footnote.
_LOST_STOP = re.compile(
    r"(?<=;)\s(?=[A-ZÉ])|(?<=[a-zà-ÿ)])\s(?=(?:We|Wij)\s\w+en\s|Er\s(?:komt|komen|wordt|worden)\s)"
    r"|(?<=[a-zà-ÿ,])\s(?=\d{1,2}\s[A-ZÉ][a-zà-ÿ]+\s[a-zà-ÿ]+)"
)
_NOTE_MARK = re.compile(r"[a-zà-ÿ)’”](\d{1,2})(?![\w.,%])")
_LONGEST_HEADING = 160  # characters
# What a sentence of pages promises it says at its start; the bound keeps the time linear whatever the text.
_LONGEST_SENTENCE = 2000  # characters
# The title of the next chapter, where the last section of one ends: a few words without a full stop.
_NEXT_CHAPTER = re.compile(r"(?:[\w’'-]+,? ){0,11}[\w’'-]+\Z")
_BROKEN = re.compile(r"(?<=[a-zà-ÿ])(?:-\s?|\s-)(?=[a-zà-ÿ])")


def find_commitments(text: str) -> tuple[Commitment, ...]:
    """The sentences of a section that promise something that can be checked, in order, without glued headings."""
    found = []
    spans = split_sentences(text)
    notes = frozenset(match[1] for match in _NOTE_MARK.finditer(text))
    for number, span in enumerate(spans):
        if 0 < number == len(spans) - 1 and _NEXT_CHAPTER.match(text[span.start : span.end]):
            break
        for start, end in _parts(text, span.start, span.end):
            sentence = text[start:end]
            if sentence.split(maxsplit=1)[0] in notes:
                continue
            if _promises(_plain(sentence[:_LONGEST_SENTENCE])):
                found.append(Commitment(start, end, sentence))
    return tuple(found)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences that lost the full stop between them, without footnotes and the numbered heading."""
    sentence = text[start:end]
    heading = _heading(sentence)
    # Without a number, what looks like a heading may as well be a sentence.
    if heading and not _NUMBERED.match(sentence):
        yield start, start + len(sentence[:heading].rstrip())
    start += heading
    footnote = False
    for cut in (*_LOST_STOP.finditer(text, start, end), None):
        stop = cut.start() if cut else end
        if start < stop and not footnote:
            yield start, stop
        if cut:
            start, footnote = cut.end(), text[cut.end()].isdigit()


def _heading(sentence: str) -> int:
    """The length of a heading that is glued to the start of a sentence, 0 without one."""
    number = _NUMBERED.match(sentence)
    after = number.end() if number else 0
    # The heading has a first word of its own, which may well be one that begins sentences.
    first = max(sentence.find(" ", after), 0) if number else 0
    starts = [match.end() for match in _SENTENCE_WORD.finditer(sentence, first, _LONGEST_HEADING)]
    certain = [start for start in starts if _PRONOUN.match(sentence, start)]
    if certain or not number:
        return min(certain, default=0)
    for pattern in (_ARTICLE, _CAPITAL):
        starts = starts or [match.end() for match in pattern.finditer(sentence, first, _LONGEST_HEADING)]
    return min(starts, default=after)


def _plain(sentence: str) -> str:
    """The sentence, single-spaced, without the hyphens and gaps that line ends left in words."""
    return " ".join(_BROKEN.sub("", sentence).split())


def _promises(sentence: str) -> bool:
    """Whether a plain sentence is a promise."""
    acronyms = _ACRONYMS.match(sentence)
    sentence = sentence.lower()
    if _WISH.search(sentence) and (_TARGET.search(sentence) or _DEED.search(sentence)):
        return True
    if _STANCE.search(sentence) or _RESULT.match(sentence) or _CREED.match(sentence):
        return False
    if _TOLD_FIRST.search(sentence):
        return False
    verbs = [*_own_verbs(sentence), *([acronyms["verb"]] if acronyms else [])]
    if any(verb not in _IDLE for verb in verbs) or (verbs and _COMPOUND.search(sentence)) or _WILL.search(sentence):
        return True
    if _TOLD.search(sentence) or _BACKWARD.match(sentence):
        return False
    others = (_ARRIVES, _CHANGE, _OBLIGED, _IMPERATIVE)
    return any(pattern.search(sentence) for pattern in others) or _is_passive(sentence)


def _own_verbs(sentence: str) -> Iterator[str]:
    """The verbs of the main clauses of which the government is the subject."""
    for match in _INVERTED.finditer(sentence):
        if match["verb"] not in _NO_VERB and _is_present(match["verb"]):
            yield match["verb"]
    for match in _WE.finditer(sentence):
        after_verb = match["before"] and match["before"] not in _NO_VERB and _PLURAL.search(match["before"])
        if match["before"] not in _SUBORDINATE and not after_verb and _is_present(match["verb"]):
            yield match["verb"]
    for match in _ACTING.finditer(sentence):
        verb = match["verb"] or match["inverted"] or match["plural"]
        if verb not in _NO_DEED and verb not in _SUBORDINATE:
            yield verb


def _is_present(verb: str) -> bool:
    """Whether a word may be a verb in the plural of the present tense."""
    return bool(_PLURAL.search(verb)) and not _PAST.search(verb)


def _subordinate(clause: str) -> bool:
    """Whether a word of a clause makes it a subordinate one; "als" and the like do so at its start only."""
    words = clause.split()
    return bool(_SUBORDINATE & set(words[:1]) or (_SUBORDINATE - _LINKING) & set(words))


def _is_passive(sentence: str) -> bool:
    """Whether a main clause says that something is or must be done."""
    if not _PASSIVE.search(sentence) or _OUGHT.search(sentence):
        return False
    for match in _FINITE.finditer(sentence):
        before = sentence[: match.start()]
        clause = before[max((cut.end() for cut in _CLAUSE.finditer(before)), default=0) :]
        phrase = re.split(r"[,;:]", before)[-1]
        if not _subordinate(clause) and not _POSSIBLE & set(phrase.split()):
            return True
    return False
