"""rag/sources/pdf_file.py and its child process: good PDFs are read with their pages, bad ones named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rag.documents import Page
from rag.errors import DocumentError
from rag.sources import child as parent
from rag.sources import text
from rag.sources.pdf_file import pdf_pages, read_pdf
from tests.pdfs import truncate, write_content_pdf, write_image_pdf, write_pdf

LINES = ["De Vlaamse Regering keurt het nieuwe be-", "leid van de minister principieel goed."]


def failure(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        pdf_pages(path)
    return caught.value


def test_a_pdf_with_its_sidecar_becomes_a_document_with_pages(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [[*LINES, "1"], ["Op de tweede bladzijde staat dit.", "2"]])
    (tmp_path / "a.yaml").write_text("id: '7'\nkind: mededeling\ntitle: Titel\ndate: 2024-01-10\n")
    document = read_pdf(path, "a.pdf")
    first = "De Vlaamse Regering keurt het nieuwe beleid van de minister principieel goed."
    assert document.text == f"Titel\n{first} Op de tweede bladzijde staat dit."
    assert document.page_at(0) == document.page_at(document.text.index("goed.")) == Page(0, 1)
    assert document.page_at(document.text.index("Op de tweede")) == Page(document.text.index("Op de tweede"), 2)


def test_without_sidecar_a_pdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"no a\.yaml beside it") as caught:
        read_pdf(write_pdf(tmp_path / "a.pdf", [LINES]), "a.pdf")
    assert caught.value.code == "sidecar.missing"


def test_a_mistake_in_the_sidecar_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: '7'\nsoort: nota\n")
    with pytest.raises(DocumentError, match=r"a\.yaml: line 2: unknown key 'soort'"):
        read_pdf(write_pdf(tmp_path / "a.pdf", [LINES]), "a.pdf")


def test_two_thousand_pages_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    pages = pdf_pages(write_pdf(tmp_path / "a.pdf", [[f"Bladzijde {n}"] for n in range(1, 2001)]))
    assert pages[-1] == (2000, "Bladzijde 2000")
    error = failure(write_pdf(tmp_path / "b.pdf", [["x"]] * 2001))
    assert (error.code, str(error)) == ("pdf.pages", "2,001 pages, at most 2,000 are read; split it")


def test_an_empty_password_opens_and_any_other_is_refused(tmp_path: Path) -> None:
    assert pdf_pages(write_pdf(tmp_path / "open.pdf", [["Leesbaar"]], password="")) == [(1, "Leesbaar")]
    assert failure(write_pdf(tmp_path / "dicht.pdf", [["Geheim"]], password="sleutel")).code == "pdf.encrypted"  # noqa: S106


def test_a_scan_is_sent_to_ocr(tmp_path: Path) -> None:
    error = failure(write_image_pdf(tmp_path / "scan.pdf"))
    assert error.code == "pdf.no_text"
    assert "run OCR" in str(error)


@pytest.mark.parametrize("share", [0.97, 0.6, 0.1])
def test_a_truncated_pdf_is_damaged(tmp_path: Path, share: float) -> None:
    path = truncate(write_pdf(tmp_path / "a.pdf", [[f"Regel {n}" for n in range(40)]] * 5), share)
    assert failure(path).code == "pdf.damaged"


@pytest.mark.parametrize("data", [b"", b"<html><body>404</body></html>", b"PK\x03\x04docx", b" " * 2000 + b"%PDF-1.7"])
def test_another_file_posing_as_pdf_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert failure(path).code == "pdf.not_pdf"


def test_a_large_pdf_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(text.MAX_BYTES + 1)
    assert failure(path).code == "file.large"


def test_a_page_that_inflates_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = write_content_pdf(tmp_path / "a.pdf", b" " * 80_000_000)
    assert path.stat().st_size < 200_000
    assert failure(path).code == "pdf.limit"


def child(path: Path, change: str) -> subprocess.CompletedProcess[bytes]:
    """The child process with one of its limits lowered."""
    code = f"from rag.sources import child, pdf_child; {change}; pdf_child.main()"
    return subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=False)


def test_the_child_reports_that_memory_ran_out(tmp_path: Path) -> None:
    path = write_content_pdf(tmp_path / "a.pdf", b"BT /F 9 Tf " + b"(a) Tj " * 400_000 + b"ET")
    reply = json.loads(child(path, "child.MEMORY = 120_000_000").stdout)
    assert reply["code"] == "pdf.limit"


def test_the_child_is_stopped_when_its_time_is_up(tmp_path: Path) -> None:
    path = write_content_pdf(tmp_path / "a.pdf", b"BT /F 9 Tf " + b"(a) Tj " * 900_000 + b"ET")
    result = child(path, "child.CPU = 1")
    assert result.returncode < 0
    assert result.stdout == b""


def test_too_much_text_is_refused(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["x" * 60]] * 3)
    assert json.loads(child(path, "child.MAX_CHARACTERS = 100").stdout)["code"] == "pdf.limit"


def test_a_child_that_dies_is_one_unreadable_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = tmp_path / "python"
    dying.write_text("#!/bin/sh\nkill -9 $$\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    error = failure(write_pdf(tmp_path / "a.pdf", [LINES]))
    assert error.code == "pdf.limit"
    assert "exit -9" in str(error)


def test_a_child_that_hangs_is_one_unreadable_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr(parent, "SECONDS", 0.2)
    assert failure(write_pdf(tmp_path / "a.pdf", [LINES])).code == "pdf.limit"


def test_the_child_sees_no_secrets_and_nothing_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["Veilig"]])
    (tmp_path / "pypdf.py").write_text("raise SystemExit('picked up from the current folder')")
    spy = tmp_path / "python"
    spy.write_text(f'#!/bin/sh\nenv > "{tmp_path}/seen"\nexec {sys.executable} "$@"\n')
    spy.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-geheim")
    monkeypatch.setattr(sys, "executable", str(spy))
    assert pdf_pages(path) == [(1, "Veilig")]
    assert "sk-geheim" not in (tmp_path / "seen").read_text()
