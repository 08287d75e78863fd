"""A small field to plant errors in, and the wrong claims that an operator makes of one sentence."""

from random import Random

from eval.mutations.case import Editing, Original
from eval.mutations.field import Field
from rag.documents import Document
from tests.samples import document

SCHOOLS = document(
    "scholen",
    ("title", "Subsidie voor veilige schoolroutes"),
    (
        "body",
        "De Vlaamse Regering kent maximaal 15,4 miljoen euro toe aan vijf gemeenten in de provincie Limburg. "
        "De steun bedraagt 40% van de kosten. De oproep loopt vanaf 8 juli 2022 en richt zich tot sommige scholen. "
        "De Vlaamse minister van Mobiliteit voert het decreet van 26 april 2019 uit.",
    ),
    day="2022-07-08",
    kind="nota",
)
ROUTES = document(
    "routes",
    ("title", "Veilige schoolroutes: subsidie voor fietsers"),
    ("body", "De Vlaamse Regering keurt principieel een besluit over schoolroutes langs gewestwegen goed."),
    day="2021-03-05",
    kind="nota",
)
FOREST = document(
    "bos",
    ("title", "Bebossing"),
    ("body", "De Vlaamse Regering stimuleert bossen met een eenmalige premie voor eigenaars van landbouwgrond."),
    kind="nota",
)
ASKED = document(
    "vraag",
    ("title", "Premie voor zonnepanelen"),
    ("question", "De premie voor zonnepanelen zou volgens velen in 2023 verdwijnen zonder overleg met de sector."),
    ("answer", "De premie voor zonnepanelen blijft bestaan tot het einde van het jaar 2024."),
    kind="schriftelijke vraag",
)
PROMISE = "We bouwen tegen het einde van de legislatuur een museum over de Noordzee."


def field(*documents: Document) -> Field:
    """The documents above, or others."""
    return Field(documents or (SCHOOLS, ROUTES, FOREST, ASKED), [PROMISE])


def wrong(find: Editing, claim: str, source: Document = SCHOOLS) -> list[str]:
    """The claims that an editing operator makes of one, with the planted words between angle quotes."""
    original = Original(claim, source)
    edits = find(claim, original.said, Random(3))
    return [f"{claim[:start]}‹{new}›{claim[end:]}" for start, end, new in edits]
