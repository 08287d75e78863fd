"""rag/portals/rich_text.py"""

import html
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.portals.rich_text import plain_text, rich_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Een.</p><p>Twee.</p>", "Een.\nTwee."),
        ("<p>Een.<br>Twee.</p>", "Een.\nTwee."),
        ("<p>Subsidies voor:</p><ul><li>Geel</li><li>Aalst</li></ul>", "Subsidies voor:\nGeel\nAalst"),
        ("<p>s<strong>t</strong>ructuur<span>onderdelen</span></p>", "structuuronderdelen"),
        ("<p>CO<sub>2</sub> per m<sup>2</sup></p>", "CO2 per m2"),
        ("<p>zero\u200bwidth en af\u00adbreken</p>", "zerowidth en afbreken"),
        ("<p>10&nbsp;euro &amp; &eacute;&eacute;n &#8364;</p>", "10 euro & één €"),
        ("<p>e\u0301e\u0301n</p>", "één"),
        ("<p>  veel \n wit  </p>\n\n<p></p>", "veel wit"),
        ("<p>niet <script>alert('1')</script>dit</p>", "niet dit"),
        ("<p>open <em>en niet <li>dicht", "open en niet\ndicht"),
        ("gewone tekst < 3", "gewone tekst < 3"),
        ("", ""),
    ],
)
def test_formatted_text_becomes_what_a_reader_sees(markup: str, text: str) -> None:
    assert rich_text(markup) == text


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1)
INLINE = st.sampled_from(["strong", "em", "span", "a", "sub", "sup"])


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["p", "li", "div", "h2"]))
def test_every_block_is_a_line_and_no_word_is_lost(texts: list[str], tag: str) -> None:
    markup = "".join(f"<{tag}>{html.escape(text)}</{tag}>" for text in texts)
    assert rich_text(markup) == plain_text("\n".join(texts))


@settings(deadline=None, max_examples=60)
@given(WORDS, WORDS, INLINE)
def test_an_inline_tag_changes_nothing_wherever_it_stands(before: str, inside: str, tag: str) -> None:
    marked = f"<p>{html.escape(before)}<{tag}>{html.escape(inside)}</{tag}></p>"
    assert rich_text(marked) == rich_text(f"<p>{html.escape(before + inside)}</p>")


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_whatever_comes_the_text_is_clean_and_stays_as_it_is(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once == unicodedata.normalize("NFC", once)
    assert all(line.strip() == line and line for line in once.split("\n") if once)
    assert "\u200b" not in once
