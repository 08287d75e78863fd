"""A written question with its answer, as passages: question n together with answer n.

The words are those of the source; only headers (number, names, date, minister) and page numbers are left out. In
doubt a text counts as question, for a question is never evidence that something was done.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.sources.composition import Composition
from rag.sources.numbering import item_numbers
from rag.sources.paragraphs import Line, Paragraph, page_lines, paragraphs
from rag.sources.text import normalise_line

_QUESTION_HEAD = re.compile(r"[#* ]*(?:SCHRIFTELIJKE VRAAG|Schriftelijke vraag)[* ]*|#+ *(?:Vraag|Vragen)")
_HEAD_FIELD = re.compile(r"nr\b.{0,40}|van [A-ZÀ-Þ].*|datum ?:.*|aan [A-ZÀ-Þ].*")
# "ANTWOORD / op vraag nr. 144 van 13 december 2023 / van KATJA VERHEYEN", with lines broken anywhere.
_ANSWER_HEAD = re.compile(
    r"^[#* ]*(?:ANTWOORD|Antwoord)[:* ]*"
    r"(?:\s+op\s+vraag\s+nr\b\.?\s*[^\n]{0,80}(?:\n(?:\d{1,2} )?(?:[a-z]+ )?\d{4})?(?:\s+van\s+[A-ZÀ-Þ][^\n]*)?)?$",
    re.M,
)
_ANNEX_HEAD = re.compile(r"[#* ]*(?:BIJLAGEN?|Bijlagen?)(?: \d{1,2})?[:* ]*")
_SENTENCE_END = re.compile(r"[.?!:;]\W*$")
_SUBJECT_LENGTH = 200

# The questions of one passage and the answers in it.
_Passage = tuple[list[list[Paragraph]], list[list[Paragraph]]]


@dataclass(frozen=True, slots=True)
class _Item:
    """The paragraphs under one number, or under several merged ones."""

    numbers: frozenset[int]
    paragraphs: list[Paragraph]


def compose_question(pages: Iterable[tuple[int, str]], title: str | None, long_title: str | None) -> Composition:
    """Title, introductions, pairs and annexes of a question sheet given as (page number, text) pairs.

    An answer to several questions shares one passage with all of them. Without a ``title`` the subject line is it.
    """
    asked, answered, annexes = _parts(page_lines(pages))
    composition = Composition()
    subject = _subject(asked, title)
    composition.add("title", title or subject)
    composition.add("long_title", long_title or "")
    passages = [passage for passage in _passages(asked[len(subject) :], answered) if any(passage)]
    for number, (questions, answers) in enumerate(passages, start=1):
        for question in questions:
            composition.add("question", question, number)
        for answer in answers:
            composition.add("answer", answer, number)
    composition.add("body", annexes, len(passages) + 1)
    return composition


def _passages(asked: list[Paragraph], answered: list[Paragraph]) -> list[_Passage]:
    """Introductions first, then what belongs together."""
    introduction, questions = _questions(asked)
    preamble, answers = _answers(answered, frozenset().union(*(item.numbers for item in questions)))
    if not questions:
        return [([asked], [answered])]
    if not answers and preamble:
        return [([introduction], []), ([item.paragraphs for item in questions], [preamble])]
    passages: list[_Passage] = [([introduction], []), ([], [preamble])]
    for cluster in _clusters([*questions, *answers]):
        together = [item.paragraphs for item in questions if item.numbers <= cluster]
        passages.append((together, [item.paragraphs for item in answers if item.numbers <= cluster]))
    return [([text for text in asked if text], [text for text in given if text]) for asked, given in passages]


def _parts(lines: list[Line]) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph]]:
    """What was asked, what was answered, and the annexes."""
    text = "\n".join(line.text for line in lines)
    head = _ANSWER_HEAD.search(text)
    if head is None:
        sheet, annexes = _cut_annexes(_without_head(lines))
        everything = paragraphs(sheet)
        restart = _restart(everything)
        return everything[:restart], everything[restart:], annexes
    start, end = text.count("\n", 0, head.start()), text.count("\n", 0, head.end()) + 1
    rest, annexes = _cut_annexes(lines[end:])
    return paragraphs(_without_minister(_without_head(lines[:start]))), paragraphs(rest), annexes


def _without_head(lines: list[Line]) -> list[Line]:
    """The lines of a question without the block from "SCHRIFTELIJKE VRAAG" to the minister's titles."""
    start = next((n for n, line in enumerate(lines[:20]) if _QUESTION_HEAD.fullmatch(line.text)), None)
    if start is None:
        return lines
    end = start + 1
    while end < len(lines):
        block = end
        while block < len(lines) and (not lines[block].text or _in_capitals(lines[block].text)):
            block += 1
        if named := [n for n in range(end, block) if "MINISTER" in lines[n].text]:
            end = named[-1] + 1
            while end < block and lines[end].text:
                end += 1
        elif not lines[end].text or _HEAD_FIELD.fullmatch(lines[end].text):
            end += 1
        else:
            break
    return lines[:start] + lines[end:]


def _without_minister(lines: list[Line]) -> list[Line]:
    """The lines before an answer's head without the minister's name and titles, which belong to that head."""
    start = len(lines)
    while start and (not lines[start - 1].text or _in_capitals(lines[start - 1].text)):
        start -= 1
    return lines[:start] if any("MINISTER" in line.text for line in lines[start:]) else lines


def _in_capitals(text: str) -> bool:
    return text.removeprefix("aan ").isupper()


def _cut_annexes(lines: list[Line]) -> tuple[list[Line], list[Paragraph]]:
    """The lines before the list of annexes, and the list."""
    start = next((n for n, line in enumerate(lines) if _ANNEX_HEAD.fullmatch(line.text)), len(lines))
    return lines[:start], paragraphs(lines[start:])


def _subject(asked: Sequence[Paragraph], title: str | None) -> list[Paragraph]:
    """The subject line at the head of a question, in a list; empty where the first paragraph is something else."""
    if not asked:
        return []
    text = asked[0].text
    if title is not None:
        return [asked[0]] if text.lstrip("#* ").casefold() == normalise_line(title).casefold() else []
    is_subject = len(text) <= _SUBJECT_LENGTH and not _SENTENCE_END.search(text) and not item_numbers(text)
    return [asked[0]] if is_subject else []


def _restart(everything: Sequence[Paragraph]) -> int:
    """Where the numbering begins again at 1, and so, in a sheet without the head of an answer, the answer begins."""
    seen = False
    for position, paragraph in enumerate(everything):
        if 1 in item_numbers(paragraph.text):
            if seen:
                return position
            seen = True
    return len(everything)


def _questions(asked: Iterable[Paragraph]) -> tuple[list[Paragraph], list[_Item]]:
    """The introduction, and the questions numbered from 1 without gaps; any other number is part of the text."""
    introduction: list[Paragraph] = []
    items: list[_Item] = []
    last = 0
    for paragraph in asked:
        numbers = item_numbers(paragraph.text)
        if numbers and min(numbers) == last + 1:
            items.append(_Item(numbers, [paragraph]))
            last = max(numbers)
        else:
            (items[-1].paragraphs if items else introduction).append(paragraph)
    return introduction, items


def _answers(answered: Iterable[Paragraph], asked: frozenset[int]) -> tuple[list[Paragraph], list[_Item]]:
    """The common introduction, and the answers in order of the first question they answer, each question once."""
    introduction: list[Paragraph] = []
    items: list[_Item] = []
    left = asked
    for paragraph in answered:
        numbers = item_numbers(paragraph.text)
        if numbers and numbers <= left and (not items or min(numbers) > min(items[-1].numbers)):
            items.append(_Item(numbers, [paragraph]))
            left -= numbers
        else:
            (items[-1].paragraphs if items else introduction).append(paragraph)
    return introduction, items


def _clusters(items: Iterable[_Item]) -> list[frozenset[int]]:
    """The numbers that belong together because one question or answer bears several of them, in order."""
    clusters: list[frozenset[int]] = []
    for item in items:
        touching = [cluster for cluster in clusters if cluster & item.numbers]
        clusters = [cluster for cluster in clusters if not cluster & item.numbers]
        clusters.append(item.numbers.union(*touching))
    return sorted(clusters, key=min)
