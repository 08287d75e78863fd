"""Small reports in the published form, written out as a test needs them, and merged as they stand."""

from collections.abc import Sequence

from rag.markdown import parse
from rag.regeneration.merging.layout import Version
from rag.regeneration.merging.merge import Merged, merge
from rag.regeneration.merging.naming import names_of

# A sentence and the sources behind it, and a point of a report: its bold lead and its sentences.
Sentence = tuple[str, tuple[str, ...]]
Point = tuple[str, Sequence[Sentence]]

INTRODUCTION = "Het regeerakkoord noemt drie voornemens."
CLOSING = "Doorzocht: tien documenten. Wat hier niet staat, werd niet gevonden."


def report(points: Sequence[Point], introduction: str = INTRODUCTION, title: str = "Wonen") -> str:
    """The Markdown of a report with a list of references in order of appearance."""
    sources: list[str] = []

    def number(source: str) -> int:
        if source not in sources:
            sources.append(source)
        return sources.index(source)

    def sentence(text: str, cited: Sequence[str]) -> str:
        return text[:-1] + "".join(f" \\[{number(source)}\\]" for source in cited) + text[-1]

    items = [
        f"{place}. **{lead}**: {' '.join(sentence(*each) for each in sentences)}"
        for place, (lead, sentences) in enumerate(points, 1)
    ]
    blocks = ["Samenvatting:", introduction, *items, CLOSING]
    head = f"# {title}\n\n<details>\n        <summary>Regeerakkoord Sectie </summary>\n        <p>1.2 tekst </p>\n"
    entries = "\n\n".join(entry(place, source) for place, source in enumerate(sources))
    return (
        f"{head}        </details> \n\n"
        + "\n\n".join(blocks)
        + f"\n\n<details>\n        <summary> Referenties</summary>\n        \n{entries}\n        </details> \n\n"
    )


def entry(number: int, source: str) -> str:
    """A line of the list of references."""
    return f"**[\\[{number}\\]](https://www.vlaanderen.be/{source})** : **(2021-03-12)** Beslissing {source} "


def listing(markdown: str, number: int, source: str) -> str:
    """A report with another source at the end of its list."""
    place = markdown.rindex("\n        </details>")
    return f"{markdown[:place]}\n\n{entry(number, source)}{markdown[place:]}"


def version(markdown: str) -> Version:
    """A report in which a source is what its entry says."""
    references = parse(markdown).references
    return Version(markdown, references, names_of(references))


def merged(base: str, edited: str, new: str) -> Merged:
    """The merge of three reports."""
    return merge(version(base), version(edited), version(new))


def told(markdown: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every sentence of a report with what it cites, by what the list calls it."""
    read = parse(markdown)
    titles = {reference.number: reference.title for reference in reversed(read.references)}
    return [(claim.text, tuple(titles.get(n, "nergens") for n in claim.numbers)) for claim in read.claims()]
