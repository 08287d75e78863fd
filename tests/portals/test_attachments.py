"""rag/portals/attachments.py and the child that reads Word files: good files are read, others named, none does harm."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from rag.errors import DocumentError
from rag.portals.attachments import read_attachment
from rag.sources import text
from tests.pdfs import write_image_pdf, write_pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def archive(**files: str | bytes) -> bytes:
    """A ZIP file; in the names of its parts ``__`` is a slash and ``_`` a dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("__", "/").replace("_", "."), content)
    return data.getvalue()


def word(body: str, *, namespace: str = W, before: str = "") -> bytes:
    """A Word file with this body."""
    root = f'<w:document xmlns:w="{namespace}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
    return archive(word__document_xml=before + root)


def run(content: str, settings: str = "") -> str:
    return f"<w:r>{settings}<w:t>{content}</w:t></w:r>"


def read(data: bytes, name: str = "bijlage", media_type: str = "application/octet-stream") -> str:
    """The text of a Word file."""
    [(number, content)] = read_attachment(data, name, media_type)
    assert number == 0
    return content


def failure(data: bytes, name: str = "bijlage.bin", media_type: str = "") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_attachment(data, name, media_type)
    return caught.value


def test_a_pdf_is_read_by_its_pages_whatever_it_is_called(tmp_path: Path) -> None:
    data = write_pdf(tmp_path / "a.pdf", [["Eerste bladzijde"], ["Tweede bladzijde"]]).read_bytes()
    pages = [(1, "Eerste bladzijde"), (2, "Tweede bladzijde")]
    assert read_attachment(data, "nota.docx", "application/msword") == pages


def test_a_word_file_is_read_whatever_it_is_called() -> None:
    document = docx.Document()
    document.add_heading("Nota", 1)
    document.add_paragraph("De Vlaamse Regering keurt de nota goed.")
    table = document.add_table(2, 2)
    for cell, content in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Jaar", "Euro", "2024", "5 miljoen"], strict=True
    ):
        cell.text = content
    document.add_paragraph("Met een\ttab en een\nnieuwe regel.")
    data = io.BytesIO()
    document.save(data)
    expected = (
        "Nota|De Vlaamse Regering keurt de nota goed.|Jaar Euro|2024 5 miljoen|Met een\ttab en een\nnieuwe regel."
    )
    assert read(data.getvalue(), "nota.pdf", "application/pdf").split("\n\n") == expected.split("|")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<w:p>{run('Ver')}{run('gunning')}</w:p>", "Vergunning"),
        (f"<w:sdt><w:sdtPr><w:tab/></w:sdtPr><w:sdtContent><w:p>{run('Veld')}</w:p></w:sdtContent></w:sdt>", "Veld"),
        (f"<w:p>{run('Het ')}<w:del>{run('oude')}</w:del><w:ins>{run('nieuwe')}</w:ins></w:p>", "Het nieuwe"),
        (f"<w:p><w:moveFrom>{run('weg')}</w:moveFrom><w:moveTo>{run('hier')}</w:moveTo></w:p>", "hier"),
        (f"<w:p><w:hyperlink>{run('een link')}</w:hyperlink></w:p>", "een link"),
        (f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run('geen tab')}</w:p>", "geen tab"),
        (f"<w:p>{run('zicht')}{run('on', '<w:rPr><w:vanish/></w:rPr>')}{run('baar')}</w:p>", "zichtbaar"),
        (f'<w:p>{run("toch", "<w:rPr><w:vanish w:val=" + chr(34) + "0" + chr(34) + "/></w:rPr>")}</w:p>', "toch"),
        (f"<w:p>{run('a')}<w:r><w:noBreakHyphen/></w:r>{run('b')}</w:p>", "a-b"),
        (
            f"<w:p>{run('Voor')}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{run('Kader')}</w:p></w:txbxContent>"
            f"</mc:Choice><mc:Fallback><w:p>{run('Kader')}</w:p></mc:Fallback></mc:AlternateContent></w:r>{run('na')}</w:p>",
            "Voor\n\nKader\n\nna",
        ),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{run('a')}</w:p><w:p>{run('b')}</w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p>{run('c')}"
            f"</w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
            "a b c",
        ),
        (f"<w:p/><w:p>{run('een')}</w:p><!-- niets --><w:p>{run(' ')}</w:p><w:p>{run('twee')}</w:p>", "een\n\ntwee"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_read_once_and_in_order(body: str, expected: str) -> None:
    assert read(word(body)) == expected


def test_the_strict_form_and_other_names_of_the_main_part_are_read() -> None:
    body = f"<w:p>{run('Tekst')}</w:p>"
    assert read(word(body, namespace=STRICT)) == "Tekst"
    assert read(archive(word__document2_xml=f'<w:document xmlns:w="{W}">{body}</w:document>')) == "Tekst"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "before 2007"),
        (b"{\\rtf1\\ansi Tekst}", "an RTF file"),
        (archive(xl__workbook_xml="<x/>"), "an Excel workbook"),
        (archive(ppt__presentation_xml="<x/>"), "a PowerPoint presentation"),
        (archive(**{"META-INF/manifest_xml": "<x/>", "content_xml": "<x/>"}), "an OpenDocument"),
        (archive(a_txt=b"%PDF-1.7"), "a ZIP file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "a web page"),
        (b"<HTML>404", "a web page"),
        (b"<?xml version='1.0'?><x/>", "an XML file"),
        (b"MZ\x90\x00", "of an unknown kind"),
        (b"Gewone tekst", "of an unknown kind"),
        (b" " * 2000 + b"%PDF-1.7", "of an unknown kind"),
    ],
)
def test_another_file_is_named_so_that_it_can_be_listed(data: bytes, what: str) -> None:
    error = failure(data, "nota.pdf", "application/pdf")
    assert error.code == "attachment.format"
    assert what in str(error)


def test_what_the_publisher_said_is_told_of_an_unknown_file() -> None:
    assert str(failure(b"?", "nota.wpd", "application/x-wp")).startswith(
        "a file of an unknown kind (.wpd, application/x-wp), "
    )


def test_nothing_images_and_too_much_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure(b"").code == "attachment.empty"
    assert failure(write_image_pdf(tmp_path / "a.pdf").read_bytes()).code == "pdf.no_text"
    assert failure(word(f"<w:p>{run('1. -')}</w:p>")).code == "docx.no_text"
    monkeypatch.setattr(text, "MAX_BYTES", 10)
    monkeypatch.setattr("rag.portals.attachments.MAX_BYTES", 10)
    assert failure(b"%PDF-1.7" + bytes(10)).code == "file.large"


def test_files_of_this_machine_are_not_drawn_in(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("geheim")
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/geheim.txt">]>'
    assert read(word(f"<w:p>{run('voor')}{run('&e;')}{run('na')}</w:p>", before=outside)) == "voorna"


ENTITIES = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 12))
UNFOLDING = f'<!DOCTYPE x [<!ENTITY a0 "lol">{ENTITIES}]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word("<w:p>" + " " * 150_000_000 + "</w:p>"), "docx.limit"),
        (word(f"<w:p>{run('x' * 9_000_000)}</w:p>" * 3), "docx.limit"),
        (word("<w:p>" * 5000 + "</w:p>" * 5000), "docx.damaged"),
        (word(f"<w:p>{run('&a11;')}</w:p>", before=UNFOLDING), "docx.damaged"),
        (word("<w:p>"), "docx.damaged"),
        (word(f"<w:p>{run('Tekst')}</w:p>")[:-40], "docx.damaged"),
        (b"PK\x03\x04" + bytes(500), "docx.damaged"),
    ],
)
def test_a_hostile_or_broken_word_file_is_one_unreadable_attachment(data: bytes, code: str) -> None:
    assert failure(data).code == code


def test_memory_that_runs_out_in_the_child_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p/>" * 1_000_000))
    code = "import sys; from rag.sources import child; child.MEMORY = 90_000_000; "
    code += "from rag.sources.docx_child import read_text; child.serve('docx', lambda: read_text(sys.argv[1]))"
    reply = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=False)
    assert json.loads(reply.stdout)["code"] == "docx.limit"
