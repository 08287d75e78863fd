"""Does a sentence assert something a source could show to be wrong, so that it needs a citation?

Reports are full of sentences that do not: they announce a list, weigh the whole, say what was searched or repeat what
the agreement promised. Those are told by their words; every other sentence asserts.
"""

import re

from rag.support.conflicts import SIGN

_LONGEST_HEADING = 6  # words, without a full stop

_END = re.compile(r"[.!?][\"”’')\]]*$")
_LEAD = re.compile(r"[A-Z][^:.!?]{2,90}: \S")


def _any_of(words: str) -> re.Pattern[str]:
    """A pattern for whole words or phrases, one or more a line, divided by ``|``; white space counts for one blank."""
    return re.compile(rf"\b(?:{'|'.join(' '.join(part.split()) for part in words.split('|'))})\b", re.IGNORECASE)


# About the report itself, the search, or what was promised: never a fact about what was decided.
_META = _any_of(
    r"""regeerakkoord | samenvatt\w+ | hieronder | overzicht | opmerking | verstrekte | doorzocht | dit verslag |
    beschikbare (?:\w+ )?(?:documenten|informatie|gegevens|data|besluiten) | nagekomen | belofte[ns]? | algemeen |
    in (?:grote|hoge|zekere) mate | volledig beeld | conclu\w+ | geconcludeerd | niet (?:expliciet )?vermeld |
    (?:niet|niets|werd|werden) gevonden | blijk van | van belang te |
    niet duidelijk of | geen (?:\w+ ){0,2}besluiten | beslissingen tonen aan |
    belangrijke? (?:rol|thema['’]?s) | het steunt op | dat het niet gebeurd is | dat er niets gebeurd is |
    geen (?:\w+ ){0,3}(?:informatie|beslissing\w*|gegevens|melding\w*)"""
)
# Weighing words: a judgement about the whole, unless the sentence also names an act or a measure.
_WEIGHING = _any_of(
    r"""regeerakkoord\w* | beloofde? | samengevat | onderstaande? | bovenstaande? | bovengenoemde | voornoemde |
    (?:eerder|hierboven) genoemde | uiteengezet | nakom\w+ | naleving | documenten | documentatie | rapport\w* |
    analyse | ambities? | doelstellingen | doelen | engagementen | toezeggingen | voornemens? | algehele |
    overkoepelend | al met al | overwegend | over het geheel | in belangrijke mate |
    (?:kan|kunnen|valt|is) (?:\w+ ){0,3}(?:gesteld|vastgesteld|afgeleid|te constateren|opgemerkt|gezegd) |
    (?:deze|die|genoemde|dit|dat|hiermee|hierdoor) (?:\w+ ){0,4}(?:tonen?|toont|wijzen|wijst|laten|laat|weerspiegel\w+|
    illustre\w+|bevestig\w+|duid\w+|suggere\w+|onderstre\w+|getuig\w+|demonstre\w+|reflect\w+|vormen|dragen|
    impliceren|sluiten) |
    (?:tonen|toont|wijzen|wijst|laten|laat|zien) (?:aan|zien|op|dat|erop|duidelijk) |
    echter | hoewel | lijkt | lijken | blijkt | onduidelijk | niet (?:expliciet|duidelijk|geheel) |
    geen (?:\w+ ){0,3}bewijs | de volgende | in lijn | strookt | stroken | consistent\w* | overeen | overeenstemming |
    aansluit\w+ | sluit\w* (?:\w+ ){0,2}aan | actieve? (?:betrokkenheid|inzet|rol) | (?:focus|nadruk) ligt |
    (?:gericht|richten) zich | streven naar | verdere | toekomst\w* | noodzakelijk | voortdurend |
    streeft | streefde | beoogt | beoogd | het doel is | (?:focus|nadruk) lag | (?:voornamelijk|vooral) gericht op |
    aandacht (?:voor|uit) | ruimte voor | gekeken naar | gebaseerd op | gezocht naar | cruciaal | essentieel |
    belangrijke? (?:rol|stap|stappen|thema['’]?s) | blijk van | tekenen van | ontbreekt | ontbreken | ingespannen |
    is inspanning | dragen bij aan | draagt (?:\w+ )?bij aan |
    geen (?:\w+ ){0,2}voorbeelden |
    dient (?:\w+ |[\w-]+ ){0,8}te worden | (?:dit|deze|het beleid|hiermee|daarmee) omvat\w* |
    kan (?:\w+ ){0,3}evolueren | ruimte laat | laat ruimte | werkt (?:\w+ )aan | is er aandacht"""
)
# An act, an instrument, an amount, a year or a name: what a source can be held against.
_CONCRETE = re.compile(
    _any_of(
        r"""goedgekeurd\w* | goedkeuring | toegekend\w* | opgericht\w* | oprichting | ingevoerd\w* | invoering |
        introductie | opzegging | \w*decreet | \w*decreten | \w*besluit | \w*nota | subsidie\w* | \w*oproep\w* |
        \w*premies? | \w*plan | programma | euro | wijziging\w* | aanpassing\w* | (?:19|20)\d\d"""
    ).pattern
    + r"|\d+ ?%|['‘\"“][A-Z]",
    re.IGNORECASE,
)


def needs_citation(text: str) -> bool:
    """Whether a sentence of a report asserts a checkable fact about what was decided or done."""
    text = text.strip()
    if not text or text.endswith(":") or text.startswith(SIGN):
        return False
    if len(text.split()) <= _LONGEST_HEADING and not _END.search(text):
        return False
    if _META.search(text):
        return False
    if _WEIGHING.search(text):
        return bool(_CONCRETE.search(text) or _LEAD.match(text))
    return True
