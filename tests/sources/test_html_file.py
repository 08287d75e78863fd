"""rag/sources/html_file.py: the text a reader of the page sees."""

from pathlib import Path

import pytest

from rag.errors import DocumentError
from rag.sources.html_file import page_text, read_html
from rag.sources.text import normalise


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Vlaamse <b>Re</b>gering</p>", "Vlaamse Regering"),
        ("<p>een\n  twee</p><p>drie", "een twee\n\ndrie"),
        ("een<br>twee<br/>drie", "een\ntwee\ndrie"),
        ("<script>weg()</script>blijft<style>p {}</style>", "blijft"),
        ("<div hidden>weg <div>ook weg</div> nog weg</div>blijft", "blijft"),
        ("<p hidden>weg<p>blijft", "blijft"),
        ('<span style="display: none">weg</span>blijft', "blijft"),
        ('<i aria-hidden="true">weg</i>blijft', "blijft"),
        ("<img hidden src=x>blijft", "blijft"),
        ("<!-- weg -->blijft", "blijft"),
        ("1&nbsp;000&nbsp;&euro; &amp; &lt;b&gt;", "1 000 € & <b>"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("<ul><li>een<li>twee</ul>", "een\n\ntwee"),
        ("a < b en c > d", "a < b en c > d"),
        ("<p>nooit gesloten <b>vet", "nooit gesloten vet"),
        ("<title>kop</title>tekst<svg><title>plaatje</title></svg>", "tekst"),
    ],
)
def test_the_visible_text_is_read(html: str, text: str) -> None:
    assert normalise(page_text(html)[1]) == text


def test_the_title_serves_where_there_is_no_sidecar(tmp_path: Path) -> None:
    path = tmp_path / "oproep.html"
    path.write_text("<html><head><title>De\noproep</title></head><body><h1>Kop</h1><p>Tekst.</p></body></html>")
    document = read_html(path, "oproep.html")
    assert (document.id, document.title, document.text) == ("oproep", "De oproep", "De oproep\nKop\n\nTekst.")


def test_the_sidecar_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "oproep.htm"
    path.write_bytes("<title>Genegeerd</title><p>Één tekst.</p>".encode("cp1252"))
    (tmp_path / "oproep.yaml").write_text("id: x-1\nkind: nota\ntitle: Titel\nlong_title: Lange titel\n")
    document = read_html(path, "oproep.htm")
    assert document.text == "Titel\nLange titel\nÉén tekst."
    assert [segment.role for segment in document.segments] == ["title", "long_title", "body"]


@pytest.mark.parametrize("html", ["<p>Tekst.</p>", "", "<title> </title>"])
def test_without_title_and_sidecar_a_page_is_refused(tmp_path: Path, html: str) -> None:
    path = tmp_path / "x.html"
    path.write_text(html)
    with pytest.raises(DocumentError) as caught:
        read_html(path, "x.html")
    assert caught.value.code == "sidecar.missing"


@pytest.mark.parametrize(
    "rest", ["<!DOCTYPE [ <", "<![CDATA[ x", "<!-- open", "<p title='open", "</", "&#xD800; &#99999999;"]
)
def test_a_broken_end_never_loses_what_stands_before_it(rest: str) -> None:
    assert normalise(page_text(f"<p>Voor.</p>{rest}")[1]).startswith("Voor.")


def test_a_broken_declaration_is_an_unreadable_document_or_ignored() -> None:
    # Which of the two depends on the version of Python.
    try:
        found = normalise(page_text("<p>Voor.</p><![onzin[ x ]>")[1])
    except DocumentError as error:
        found = error.code
    assert found in {"html.damaged", "Voor."}
