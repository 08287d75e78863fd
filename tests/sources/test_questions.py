"""rag/sources/questions.py: question n and answer n together, every word kept."""

import textwrap
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import Role
from rag.sources.composition import Composition
from rag.sources.questions import compose_question

HEAD = """SCHRIFTELIJKE VRAAG
nr. 147
van JAN DE VOORBEELDIGE
datum: 26 februari 2024
aan ELS VOORBEELD
VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN BINNENLANDS
BESTUUR EN STEDENBELEID

Kabinetten  -  Diversiteitsbeleid

"""
ANSWER_HEAD = """ELS VOORBEELD
VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN BINNENLANDS
BESTUUR EN STEDENBELEID

ANTWOORD
op vraag nr. 147 van 26
februari 2024
van JAN DE VOORBEELDIGE

"""


def passages(*pages: str, title: str | None = "Titel") -> list[list[tuple[Role, str]]]:
    """Role and text of every segment but the title, by passage."""
    composition = compose_question(list(enumerate(pages, start=1)), title, None)
    grouped: dict[int, list[tuple[Role, str]]] = {}
    for segment in composition.segments:
        if segment.role != "title":
            grouped.setdefault(segment.passage, []).append(
                (segment.role, composition.text[segment.start : segment.end])
            )
    return list(grouped.values())


def test_headers_go_and_the_subject_line_is_the_title() -> None:
    composition = compose_question([(1, HEAD + "Inleiding.\n\n1. Wat?\n"), (2, ANSWER_HEAD + "1. Dit.")], None, None)
    assert composition.text == "Kabinetten - Diversiteitsbeleid\nInleiding.\n1. Wat?\n1. Dit."
    assert [(s.role, s.passage) for s in composition.segments] == [
        ("title", 0),
        ("question", 1),
        ("question", 2),
        ("answer", 2),
    ]
    assert [(page.start, page.number) for page in composition.pages] == [(0, 1), (51, 2)]


def test_a_subject_line_like_the_given_title_is_not_repeated() -> None:
    composition = compose_question([(1, HEAD + "1. Wat?")], "Kabinetten - diversiteitsbeleid", None)
    assert composition.text == "Kabinetten - diversiteitsbeleid\n1. Wat?"


def test_another_subject_line_is_kept() -> None:
    assert passages(HEAD + "Inleiding.\n\n1. Wat?")[0] == [
        ("question", "Kabinetten - Diversiteitsbeleid\n\nInleiding.")
    ]


@pytest.mark.parametrize(
    ("merged", "together"),
    [("1-3.", {1, 2, 3}), ("1. en 2.", {1, 2}), ("1, 2 en 4.", {1, 2, 4}), ("1 t/m 3.", {1, 2, 3})],
)
def test_a_merged_answer_shares_a_passage_with_all_its_questions(merged: str, together: set[int]) -> None:
    asked = "\n".join(f"{n}. Vraag {n}?" for n in range(1, 5))
    rest = "\n".join(f"{n}. Los antwoord {n}." for n in range(1, 5) if n not in together)
    found = passages(f"{asked}\nANTWOORD\n{merged} Samen beantwoord.\n{rest}")
    assert found[0] == [
        *[("question", f"{n}. Vraag {n}?") for n in sorted(together)],
        ("answer", f"{merged} Samen beantwoord."),
    ]
    left = [n for n in range(1, 5) if n not in together]
    assert found[1:] == [[("question", f"{n}. Vraag {n}?"), ("answer", f"{n}. Los antwoord {n}.")] for n in left]


def test_an_answer_without_numbers_stays_with_all_questions() -> None:
    found = passages("Inleiding.\n\n1. Eerste?\n\n2. Tweede?\n\nANTWOORD\nop vraag nr. 1\n\nZie de bijlage.")
    assert found == [
        [("question", "Inleiding.")],
        [("question", "1. Eerste?"), ("question", "2. Tweede?"), ("answer", "Zie de bijlage.")],
    ]


def test_a_question_without_numbers_stays_with_its_answer() -> None:
    found = passages("Wat doet de minister?\n\nANTWOORD\n\n1. Dit.\n\n2. En dat.")
    assert found == [[("question", "Wat doet de minister?"), ("answer", "1. Dit.\n\n2. En dat.")]]


def test_the_common_introduction_of_the_answer_is_a_passage_of_its_own() -> None:
    found = passages("1. Eerste?\n\n2. Tweede?\n\nANTWOORD\n\nVooraf dit.\n\n1. Een.\n\n2. Twee.")
    assert found[0] == [("answer", "Vooraf dit.")]
    assert found[1] == [("question", "1. Eerste?"), ("answer", "1. Een.")]


def test_without_an_answer_head_the_answer_begins_where_the_numbering_does_again() -> None:
    found = passages("1. Eerste?\n2. Tweede?\n1. Een.\n2. Twee.")
    assert found == [
        [("question", "1. Eerste?"), ("answer", "1. Een.")],
        [("question", "2. Tweede?"), ("answer", "2. Twee.")],
    ]


def test_a_question_without_answer_is_never_evidence() -> None:
    assert passages("Inleiding.\n\n1. Eerste?\n\n2. Tweede?") == [
        [("question", "Inleiding.")],
        [("question", "1. Eerste?")],
        [("question", "2. Tweede?")],
    ]


def test_a_number_in_a_running_sentence_is_no_item() -> None:
    found = passages(
        "1. Geldt dit ook voor de steden en gemeenten die vallen onder artikel\n2. van het decreet?\n"
        "2. Wat kost het?\n\nANTWOORD\n\n"
        "1. Ja, want dat volgt uit het decreet van 4 mei 2018, in het bijzonder artikel\n2. van dat decreet.\n"
        "2. Niets.\n"
    )
    assert [segment[0] for segment in found] == [
        ("question", "1. Geldt dit ook voor de steden en gemeenten die vallen onder artikel 2. van het decreet?"),
        ("question", "2. Wat kost het?"),
    ]
    assert found[1][1] == ("answer", "2. Niets.")


def test_annexes_stay_out_of_the_answers() -> None:
    found = passages("1. Eerste?\n\nANTWOORD\n\n1. Zie bijlage.\n\nBIJLAGEN\n1. Een tabel\n2. Nog een tabel")
    assert found[-1] == [("body", "BIJLAGEN\n\n1. Een tabel\n\n2. Nog een tabel")]
    assert found[0][1] == ("answer", "1. Zie bijlage.")


def test_lettered_parts_stay_under_their_number() -> None:
    found = passages("1. Wat?\na) Hoeveel?\nb) Wanneer?\n\nANTWOORD\n\n1. a) Drie.\nb) Morgen.")
    assert found == [[("question", "1. Wat?\n\na) Hoeveel?\n\nb) Wanneer?"), ("answer", "1. a) Drie.\n\nb) Morgen.")]]


@pytest.mark.parametrize("pages", [[], [""], ["\n \n"], ["ANTWOORD"], ["SCHRIFTELIJKE VRAAG\nnr. 1"]])
def test_an_empty_sheet_has_only_its_title(pages: list[str]) -> None:
    assert passages(*pages) == []


@dataclass(frozen=True)
class Sheet:
    """A generated question sheet and what must come out of it."""

    pages: list[str]
    introduction: str
    questions: list[str]
    preamble: str
    answers: list[tuple[tuple[int, ...], str]]
    annexes: list[str]


WORD = st.text("abdefgiklmnoprstuvz", min_size=2, max_size=11).filter(
    lambda word: word not in {"en", "of", "tot", "als", "noch", "op", "van", "ad", "resp"}
)
SENTENCE = st.lists(WORD, min_size=2, max_size=25).map(lambda words: " ".join(words).capitalize())


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Sheets with every mix of headers, introductions, merged answers, annexes, line widths and page breaks."""
    width = draw(st.integers(40, 100))
    count = draw(st.integers(1, 6))
    questions = [f"{n}. {draw(SENTENCE)}?" for n in range(1, count + 1)]
    introduction = draw(st.just("") | SENTENCE.map(lambda text: text + "."))
    preamble = draw(st.just("") | SENTENCE.map(lambda text: text + "."))
    answers: list[tuple[tuple[int, ...], str]] = []
    first = 1
    while first <= count:
        last = draw(st.integers(first, count))
        label = f"{first}." if first == last else draw(st.sampled_from([f"{first}-{last}.", f"{first} tot {last}."]))
        answers.append((tuple(range(first, last + 1)), f"{label} {draw(SENTENCE)}. {draw(SENTENCE)}."))
        first = last + 1
    annexes = draw(st.just([]) | st.lists(SENTENCE, min_size=1, max_size=3))
    gap = draw(st.sampled_from(["\n", "\n\n"]))

    def wrap(parts: list[str]) -> str:
        return gap.join("\n".join(textwrap.wrap(part, width)) for part in parts if part)

    asked = HEAD + wrap([introduction]) + "\n\n" + wrap(questions)
    answered = ANSWER_HEAD + wrap([preamble]) + "\n\n" + wrap([text for _, text in answers])
    if annexes:
        answered += "\n\nBIJLAGEN\n" + wrap([f"{n}. {text}" for n, text in enumerate(annexes, start=1)])
    pages = [f"{asked}\n1", f"{answered}\n2"] if draw(st.booleans()) else [f"{asked}\n\n{answered}\n1"]
    return Sheet(pages, introduction, questions, preamble, answers, annexes)


def words(composition: Composition, role: Role, passage: int | None = None) -> list[str]:
    """All words of the segments with this role."""
    return [
        word
        for segment in composition.segments
        if segment.role == role and passage in {None, segment.passage}
        for word in composition.text[segment.start : segment.end].split()
    ]


@given(sheets())
@settings(max_examples=150, deadline=None)
def test_every_sheet_gives_its_pairs_and_loses_no_word(sheet: Sheet) -> None:
    pages = list(enumerate(sheet.pages, start=1))
    composition = compose_question(pages, "Kabinetten - Diversiteitsbeleid", None)
    assert words(composition, "question") == f"{sheet.introduction} {' '.join(sheet.questions)}".split()
    assert Counter(words(composition, "answer")) == Counter(
        f"{sheet.preamble} {' '.join(text for _, text in sheet.answers)}".split()
    )
    listed = [word for n, text in enumerate(sheet.annexes, start=1) for word in f"{n}. {text}".split()]
    assert words(composition, "body") == (["BIJLAGEN", *listed] if listed else [])
    numbered = [p for p in range(1, 20) if any(w[0].isdigit() for w in words(composition, "question", p))]
    assert len(numbered) == len(sheet.answers)
    for passage, (numbers, text) in zip(numbered, sheet.answers, strict=True):
        assert words(composition, "question", passage) == " ".join(sheet.questions[n - 1] for n in numbers).split()
        assert words(composition, "answer", passage) == text.split()
    position = 0
    for segment in composition.segments:
        assert segment.start == position
        position = segment.end + 1
    assert position == len(composition.text) + 1
