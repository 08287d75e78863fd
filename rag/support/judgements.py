"""Dutch words that judge rather than tell, for whoever writes of a government: praise and blame in all their forms.

Only words that hardly say anything else in administrative prose: "goede", "sociale" and "duurzame" tell something too.
"""

# Adjectives as they stand uninflected, and as adverbs.
_ADJECTIVES = """
aanzienlijk adembenemend alarmerend ambitieus arrogant avontuurlijk baanbrekend bedenkelijk bedroevend
beklagenswaardig belabberd belachelijk belangrijk bemoedigend benijdenswaardig beschamend betoverend bevlogen
bezielend boeiend broodnodig chaotisch charmant consequent cruciaal cynisch daadkrachtig dankbaar degelijk
desastreus doelbewust doeltreffend doordacht doorslaggevend doortastend drastisch dubieus eclatant effectief
efficiënt eminent enorm enthousiasmerend essentieel excellent exemplarisch fabelachtig fascinerend fenomenaal
flink formidabel fors foutloos fraai funest futloos gedegen gedurfd geestdriftig geniaal geruststellend 
geweldig gezaghebbend geïnspireerd gigantisch glansrijk glorieus grandioos grondig grootmoedig grootscheeps
haastig hardnekkig harteloos hartverwarmend heldhaftig heroïsch hoogstaand hoopgevend hoopvol hopeloos
huiveringwekkend ijzersterk illuster imposant impulsief indrukwekkend ingenieus ingrijpend inspirerend
invloedrijk jammerlijk kansloos klungelig knullig koelbloedig koppig kortzichtig krachtdadig krachtig kundig
kwalijk laaghartig lachwekkend laf lamlendig legendarisch lichtzinnig loffelijk lofwaardig lovenswaardig
magistraal majestueus massaal meelijwekkend meeslepend meesterlijk menslievend miserabel mislukt moedig mooi
nalatig naïef nobel nodeloos noemenswaardig noodlottig noodzakelijk onbaatzuchtig onbegrijpelijk onberispelijk
onbezonnen ondermaats ondoordacht onevenaarbaar ongehoord ongekend ongelofelijk ongelooflijk ongeëvenaard
onhandig onmiskenbaar onnavolgbaar onovertroffen onschatbaar onverantwoord onvergetelijk onvermoeibaar
onverstandig onvolprezen opmerkelijk opzienbarend overhaast overtuigend overweldigend pijnlijk
prachtig prestigieus rampzalig respectabel revolutionair robuust roekeloos roemrijk rooskleurig ruimhartig
schandelijk scherpzinnig schrander schromelijk significant slagkrachtig slagvaardig smadelijk spectaculair
spijtig standvastig stoutmoedig stuitend stuntelig subliem substantieel succesrijk succesvol 
toonaangevend treffend trefzeker treurig triomfantelijk uitgekiend uitstekend uitzonderlijk uniek
vastberaden veelbelovend veelbetekenend veelzeggend verbazend verbazingwekkend verbijsterend verbluffend
verderfelijk verfrissend verheugend verontrustend verrassend verregaand verstandig verwerpelijk vlekkeloos
volmaakt voorbeeldig voortreffelijk voortvarend vooruitstrevend vooruitziend vreugdevol waardeloos
waardevol weergaloos weldadig weldoordacht welkom welverdiend wereldschokkend wonderbaarlijk wonderlijk
zegenrijk zinloos zinvol
"""
# Those that never change, nouns, and sentence adverbs.
_OTHER = """
blijkbaar doorbraak forser daadkracht eindelijk gelukkig helaas hopelijk mijlpaal mijlpalen noodgedwongen ongetwijfeld
prima puik solide staaltje tevredenheid uiteraard vanzelfsprekend
"""
_VOWELS = "aeiouyëï"


def judging_words() -> frozenset[str]:
    """Every form of every word, lower case."""
    adjectives = _ADJECTIVES.split()
    return frozenset([*adjectives, *map(inflected, adjectives), *_OTHER.split()])


def inflected(word: str) -> str:
    """A Dutch adjective with its ending: "massaal" makes "massale", "effectief" "effectieve", "laf" "laffe"."""
    stem, last = word[:-1], word[-1]
    if word.endswith("ieel"):
        return f"{word[:-3]}ële"
    if last in "fs" and stem[-1] in _VOWELS and stem[-2] in _VOWELS:
        last = {"f": "v", "s": "z"}[last]
    if last not in _VOWELS and len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] in "aou":
        return f"{stem[:-1]}{last}e"  # an open syllable needs no second vowel
    if _closes_short(word):
        return f"{word}{last}e"
    if word.endswith("en"):
        return word  # "bevlogen" stays as it is
    return f"{stem}{last}e"


def _closes_short(word: str) -> bool:
    """Whether one consonant closes a stressed short vowel, so that it doubles: "laf", "succesvol", "welkom" not."""
    short = word[-1] not in _VOWELS and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return short and (len(word) <= 4 or word.endswith("vol"))
