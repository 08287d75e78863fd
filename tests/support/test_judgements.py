"""The forms of words that judge."""

import pytest

from rag.support.judgements import inflected, judging_words


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("massaal", "massale"),
        ("effectief", "effectieve"),
        ("ambitieus", "ambitieuze"),
        ("essentieel", "essentiële"),
        ("laf", "laffe"),
        ("succesvol", "succesvolle"),
        ("welkom", "welkome"),
        ("futloos", "futloze"),
        ("fraai", "fraaie"),
        ("gigantisch", "gigantische"),
        ("bevlogen", "bevlogen"),
    ],
)
def test_an_adjective_takes_its_ending(word: str, form: str) -> None:
    assert inflected(word) == form
    assert {word, form} <= judging_words()
