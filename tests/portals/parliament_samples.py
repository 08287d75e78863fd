"""Written questions for the stand-in of the Flemish Parliament, and the files that go with them."""

import datetime as dt
import io
import re
import tempfile
import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pypdf
import yaml

from rag.dutch.dates import find_dates
from tests.pdfs import write_pdf

PDF = "application/pdf"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


@dataclass(frozen=True)
class StoredFile:
    """A file as the parliament keeps it; ``type`` is its "documenttype", ``published`` the day it came on the site."""

    id: int
    type: str
    title: str
    name: str
    media_type: str
    data: bytes
    published: dt.date


@dataclass
class StoredQuestion:
    """A question as the parliament keeps it; names of people are (voornaam, naam).

    ``steps`` are the status and day of everything that happened to it. ``without`` are metatags and fields of the
    entity that are left out; ``address`` its page, where that is not the ordinary one.
    """

    id: int
    number: int
    subject: str
    session: str
    asker: tuple[str, str]
    minister: tuple[str, str]
    themes: tuple[str, ...]
    steps: list[tuple[str, dt.date]]
    files: list[StoredFile] = field(default_factory=list)
    asks: tuple[str, ...] = ()
    introduction: str = ""
    soort: str = "SCHV"
    address: str | None = None
    without: frozenset[str] = frozenset()

    @property
    def asked(self) -> dt.date:
        """The day on which it was asked."""
        return self.steps[0][1]

    @property
    def answered(self) -> dt.date | None:
        """The day on which it was answered."""
        return next((day for status, day in self.steps if "eantwoord" in status), None)

    def sheet(self, answers: Iterable[str] | None = None) -> bytes:
        """The question, and the answer where there is one, as the PDF that the parliament makes of it."""
        minister = [" ".join(self.minister).upper(), "VLAAMS MINISTER VAN MOBILITEIT EN OPENBARE WERKEN", " "]
        head = ["SCHRIFTELIJKE VRAAG", f"nr. {self.number}", f"van {' '.join(self.asker).upper()}"]
        lines = [*head, f"datum: {in_words(self.asked)}", f"aan {minister[0]}", *minister[1:], self.subject, " "]
        lines += spaced([self.introduction, *self.asks])
        if answers is None:
            return pdf([lines])
        answer = [*minister, "ANTWOORD", f"op vraag nr. {self.number} van {in_words(self.asked)}", head[2], " "]
        return pdf([lines, [*answer, *spaced(answers)]])


def in_words(day: dt.date) -> str:
    """ "26 februari 2024"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def spaced(paragraphs: Iterable[str]) -> list[str]:
    """Lines of at most 90 characters, with an empty one after each paragraph."""
    return [line for text in paragraphs if text for line in (*textwrap.wrap(text, 90), " ")]


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of lines; what is not in Latin-1 becomes a question mark or its plain form."""
    plain = [
        [line.translate({0x2019: "'", 0x2018: "'"}).encode("latin-1", "replace").decode("latin-1") for line in page]
        for page in pages
    ]
    with tempfile.TemporaryDirectory() as folder:
        return write_pdf(Path(folder) / "sheet.pdf", plain).read_bytes()


def word(*paragraphs: str) -> bytes:
    """A .docx."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def old_word() -> bytes:
    """What begins as a .doc does; nobody needs to read further to see what it is."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def workbook(*rows: str) -> bytes:
    """The smallest .xlsx: a sheet with a text in each row."""
    cells = "".join(f'<row><c t="inlineStr"><is><t>{row}</t></is></c></row>' for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook {space}><sheets><sheet name="Blad1" sheetId="1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def demo_questions(folder: Path) -> list[tuple[StoredQuestion, bytes, dt.date]]:
    """The questions of the demo corpus, each with its sheet as a PDF and the day of its answer."""
    found = []
    for position, path in enumerate(sorted((*folder.glob("*.pdf"), *folder.glob("*.md")))):
        if path.suffix == ".pdf":
            metadata = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
            data, text = path.read_bytes(), pypdf.PdfReader(path).pages[0].extract_text()
        else:
            _, head, text = path.read_text("utf-8").split("---\n", 2)
            metadata, data = (
                yaml.safe_load(head),
                pdf([spaced(text.split("\n"))[n : n + 50] for n in range(0, 150, 50)]),
            )
        found.append(_demo_question(1_900_000 + position, str(metadata["title"]), text, metadata.get("date"), data))
    return found


def _demo_question(
    identity: int, subject: str, text: str, answered: dt.date | None, data: bytes
) -> tuple[StoredQuestion, bytes, dt.date]:
    """A question as the header of its sheet tells it; the one without a date is from the autumn of 2021."""
    number = re.search(r"^nr\. (\d+)", text, re.M)
    day = re.search(r"^datum: (.+)", text, re.M)
    minister = re.search(r"^aan (.+)", text, re.M)
    asked = find_dates(day[1])[0].first if day else dt.date(2021, 12, 6)
    question = StoredQuestion(
        id=identity,
        number=int(number[1]) if number else 1,
        subject=subject,
        session=session_of(asked),
        asker=("An", "Voorbeeld"),
        minister=("", minister[1].capitalize() if minister else "Vlaams minister"),
        themes=(subject.partition(" - ")[0],),
        steps=[("Vraag gesteld aan de minister", asked)],
    )
    return question, data, answered or dt.date(2022, 1, 20)


def session_of(day: dt.date) -> str:
    """The session that a day is in; that of the summer of 2024 is an extraordinary one."""
    return next(name for name, start in reversed(SESSIONS) if start <= day)


SESSIONS = (
    ("2018-2019", dt.date(2018, 9, 24)),
    ("2019", dt.date(2019, 6, 18)),
    ("2019-2020", dt.date(2019, 9, 23)),
    ("2020-2021", dt.date(2020, 9, 28)),
    ("2021-2022", dt.date(2021, 9, 27)),
    ("2022-2023", dt.date(2022, 9, 26)),
    ("2023-2024", dt.date(2023, 9, 25)),
    ("BZ 2024", dt.date(2024, 6, 18)),
    ("2024-2025", dt.date(2024, 9, 23)),
)
