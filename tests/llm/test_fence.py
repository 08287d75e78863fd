from hypothesis import given, settings
from hypothesis import strategies as st

from rag.llm.fence import fence, one_line, opaque_key


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_a_text_becomes_one_line_without_hidden_characters(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line.isprintable()
    assert one_line(line) == line


def test_letters_and_punctuation_stay_as_they_are() -> None:
    assert one_line(" Coördinatie\n{x}\u200b “ja”\t€ 5 ") == "Coördinatie {x} “ja” € 5"


def test_a_fence_depends_on_every_text_and_on_where_each_ends() -> None:
    assert fence("a", "b") == fence("a", "b")
    assert len({fence("a", "b"), fence("ab"), fence("b", "a"), fence("a", "b", "")}) == 4


def test_a_key_is_of_one_name_in_one_prompt() -> None:
    first, second = fence("a"), fence("b")
    assert opaque_key(first, "x") == opaque_key(first, "x")
    assert len({opaque_key(first, "x"), opaque_key(first, "y"), opaque_key(second, "x")}) == 3
