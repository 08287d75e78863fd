"""What holds of every merge, whatever the editor did and whatever the new draft says."""

import random
import re
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.markdown import parse
from tests.regeneration.merging.reports_by_hand import Point, Sentence, merged, report, told

SUBJECTS = ["fietspaden", "scholen", "musea", "woningen", "bossen", "havens", "bibliotheken", "sportclubs", "bedrijven"]
ACTS = [
    "De regering kent {n} miljoen euro toe voor {s}.",
    "Gemeenten krijgen {n} euro voor {s}.",
    "Er komen {n} {s} bij.",
]


@dataclass
class Writer:
    """Makes up sentences, and drafts and edits with them, from one seed."""

    chance: random.Random
    count: int = 100

    def sentence(self) -> Sentence:
        self.count += 1
        text = self.chance.choice(ACTS).format(n=self.count, s=self.chance.choice(SUBJECTS))
        return text, tuple(self.chance.sample("abcdefgh", self.chance.choice([0, 1, 1, 2])))

    def draft(self) -> list[Point]:
        return [
            (
                self.chance.choice(SUBJECTS).title() + f" {n}",
                [self.sentence() for _ in range(self.chance.randint(1, 3))],
            )
            for n in range(self.chance.randint(1, 4))
        ]

    def redraft(self, points: list[Point]) -> list[Point]:
        """Some sentences gone, some with another figure, some new, a point put in."""
        found: list[Point] = []
        for lead, sentences in points:
            kept = []
            for text, cited in sentences:
                fate = self.chance.random()
                if fate < 0.15:
                    continue
                kept.append((text.replace("De regering", "De overheid"), cited) if fate < 0.4 else (text, cited))
                if fate > 0.85:
                    kept.append(self.sentence())
            if kept:
                found.append((lead, kept))
        if self.chance.random() < 0.4 or not found:
            found.insert(self.chance.randint(0, len(found)), (f"Nieuw {self.count}", [self.sentence()]))
        return found

    def edit(self, markdown: str) -> tuple[str, set[str]]:
        """The report as an editor may leave it, and the words that are the editor's."""
        blocks = markdown.split("\n\n")
        words: set[str] = set()
        body = [n for n, block in enumerate(blocks) if block[:1].isdigit()]
        for place in body:
            fate = self.chance.random()
            self.count += 1
            own = f"eigenwoord{self.count}"
            if fate < 0.2:
                blocks[place] = blocks[place].replace(" voor ", f" **{own}** voor ", 1)
            elif fate < 0.35:
                blocks[place] += f" Een {own} van de redactie [0]."
            elif fate < 0.5:
                blocks[place] += f"\n\nEen alinea over {own}, met [een link](https://krant.be/{own}) en [88]."
            elif fate < 0.6:
                blocks[place] += f"\n   - een punt over {own}"
            elif fate < 0.7:
                blocks[place] = blocks[place].rpartition(". ")[0] + "." if ". " in blocks[place][4:] else blocks[place]
            elif fate < 0.85 and ". " in blocks[place][4:]:
                head, _, last = blocks[place].rpartition(". ")
                markers = " ".join(re.findall(r"\\\[[0-9]+\\\]", last))
                blocks[place] = f"{head}. Over {own} hoorden wij wat anders {markers}."
            words |= {own} if own in blocks[place] else set()
        if self.chance.random() < 0.3 and len(body) > 1:
            one, other = self.chance.sample(body, 2)
            blocks[one], blocks[other] = blocks[other], blocks[one]
        return "\n\n".join(blocks), words


def numbered_from_0(markdown: str) -> bool:
    read = parse(markdown)
    listed = [reference.number for reference in read.references]
    cited = dict.fromkeys(n for claim in read.claims() for n in claim.numbers if n in listed)
    return listed == list(range(len(listed))) and list(cited) == listed


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost_no_marker_astray_and_merging_again_changes_nothing(seed: int) -> None:
    writer = Writer(random.Random(seed))
    points = writer.draft()
    base, new = report(points), report(writer.redraft(points))
    edited, words = writer.edit(base)
    found = merged(base, edited, new).markdown
    assert all(word in found for word in words)
    # Every sentence of the merge cites what it cited where it came from.
    known = {*told(base), *told(edited), *told(new)}
    ours = [each for each in told(found) if "CONFLICT" not in each[0]]
    assert [each for each in ours if each not in known] == []
    assert new == base or numbered_from_0(found)
    assert merged(new, found, new).markdown == found
    assert merged(base, found, new).markdown == found


@given(st.integers(0, 10**9))
@settings(max_examples=30, deadline=None)
def test_without_a_new_draft_the_report_stays_and_without_edits_the_draft_is_it(seed: int) -> None:
    writer = Writer(random.Random(seed))
    points = writer.draft()
    base, new = report(points), report(writer.redraft(points))
    edited, _ = writer.edit(base)
    assert merged(base, edited, base).markdown == edited
    assert merged(base, base, new).markdown == new
    assert merged(base, new, new).markdown == new


@given(st.integers(0, 10**9))
@settings(max_examples=30, deadline=None)
def test_a_later_draft_keeps_the_words_and_puts_no_conflict_in_a_conflict(seed: int) -> None:
    writer = Writer(random.Random(seed))
    points = writer.draft()
    drafts = [points]
    for _ in range(3):
        drafts.append(writer.redraft(drafts[-1]))
    texts = [report(draft) for draft in drafts]
    standing, words = writer.edit(texts[0])
    for before, after in pairwise(texts):
        standing = merged(before, standing, after).markdown
        assert all(word in standing for word in words)
        opened = standing.count("CONFLICT: **kies")
        assert opened == standing.count("CONFLICT: **einde.**") == standing.count("CONFLICT: ") / 3
