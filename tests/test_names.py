"""Suggestions for a name that does not exist."""

from rag.names import nearest

KNOWN = ["economie/2.3.4", "energie-en-klimaat/1.8.3", "wonen/2.3.4"]


def test_a_misspelt_id_gets_the_right_one() -> None:
    assert nearest("economi/2.3.4", KNOWN).startswith("did you mean economie/2.3.4")


def test_a_bare_number_gets_every_section_that_has_it() -> None:
    assert nearest("2.3.4", KNOWN) in (
        "did you mean wonen/2.3.4, economie/2.3.4?",
        "did you mean economie/2.3.4, wonen/2.3.4?",
    )


def test_something_else_gets_examples() -> None:
    assert (
        nearest("qqqqqqqq", KNOWN) == "there are 3, for instance economie/2.3.4, energie-en-klimaat/1.8.3, wonen/2.3.4"
    )


def test_nothing_at_all_is_said_too() -> None:
    assert nearest("x", []) == "there are none"


def test_at_most_three_are_suggested() -> None:
    assert nearest("a/1.0", [f"a/1.{n}" for n in range(9)]).count(",") == 2
