"""Dutch words that judge rather than tell, for whoever writes of a government: praise and blame.

Only words that hardly say anything else in administrative prose: "goede", "sociale" or "duurzame" tell something too.
"""

import re
from collections.abc import Iterator

# Adjectives as they stand uninflected; as adverbs they stand so too.
_ADJECTIVES = """
aanzienlijk adembenemend adequaat alarmerend ambitieus arrogant avontuurlijk baanbrekend barmhartig bedenkelijk bedroevend
beklagenswaardig belabberd belachelijk belangrijk bemoedigend benijdenswaardig beschamend betoverend bevlogen bezielend
bijzonder-geslaagd blamerend boeiend briesend broodnodig chaotisch charmant consequent constructief correct-geniaal
creatief-sterk cruciaal cynisch daadkrachtig dankbaar degelijk desastreus deskundig doelbewust doelmatig doeltreffend
doordacht doorslaggevend doortastend drastisch dubieus dynamisch eclatant effectief efficiënt eminent enorm
enthousiasmerend ernstig-falend essentieel excellent exemplarisch fabelachtig fascinerend fenomenaal flink fors
formidabel foutloos fraai funest futloos geavanceerd gebrandmerkt gedegen gedreven gedurfd geestdriftig gefaald
geïnspireerd geniaal geruststellend geslaagd gestroomlijnd-sterk geweldig gezaghebbend gigantisch glansrijk glorieus
grandioos grondig grootmoedig grootscheeps haastig hardnekkig harteloos hartverwarmend heldhaftig helder-sterk heroïsch
hoogstaand hoopgevend hoopvol hopeloos huiveringwekkend illuster imposant impressionant impulsief indrukwekkend
ingenieus ingrijpend inspirerend invloedrijk ijzersterk jammerlijk kansloos kleurrijk klungelig knullig koelbloedig
koppig kortzichtig krachtdadig krachtig kundig kwalijk laaghartig lachwekkend laf lamlendig legendarisch loffelijk
lichtzinnig lovenswaardig lofwaardig magistraal majestueus mager-zwak massaal meesterlijk meeslepend meelijwekkend
menslievend mislukt miserabel moedig monumentaal-groots mooi naïef nalatig nobel nodeloos noemenswaardig noodlottig
onbaatzuchtig onbegrijpelijk onberispelijk onbezonnen ondermaats ondoordacht onevenaarbaar ongeëvenaard ongehoord
ongekend ongelofelijk ongelooflijk onhandig onmiskenbaar onnavolgbaar onovertroffen onschatbaar ontoereikend
onvergetelijk onvermoeibaar onverantwoord onverstandig onvolprezen onwaarschijnlijk-goed opmerkelijk opportuun-sterk
opvallend opzienbarend overhaast overtuigend overweldigend pijnlijk pientere-slim pragmatisch-sterk prachtig prestigieus
prima puik radicaal-goed rampzalig rechtschapen respectabel revolutionair roekeloos roemrijk rooskleurig ruimhartig
schandelijk schitterend-nieuw schrander schromelijk scherpzinnig significant slagvaardig slagkrachtig slim solide
sensationeel smadelijk spectaculair spijtig standvastig stoutmoedig stuntelig subliem substantieel succesvol succesrijk
stuitend teleurgesteld terecht toekomstgericht-sterk toonaangevend treffend treurig triomfantelijk trefzeker
uitgekiend uitgebreid uitstekend uitzonderlijk uniek vastberaden veelbelovend veelbetekenend veelzeggend verbazend
verbazingwekkend verbijsterend verbluffend verderfelijk verfrissend verheugend vernieuwend verontrustend verrassend
verregaand verstandig verstrekkend verwerpelijk vlekkeloos volledig volmaakt volwaardig-sterk voorbeeldig voornaam
voortreffelijk voortvarend vooruitstrevend vooruitziend vreugdevol waardeloos waardevol weergaloos weldadig weldoordacht
welkom welverdiend wereldschokkend wijs-beleid wonderbaarlijk wonderlijk zinloos zinvol zwakzinnig zegenrijk
"""
