"""Dossiers on one subject stand together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.drafting.grouping import Topic, grouped


def topic(title: str, promise: int = 0, text: str = "") -> Topic:
    return Topic(tuple(title.split()), tuple(text.split()), promise)


def test_titles_that_share_their_words_are_one_group_whatever_they_promise() -> None:
    topics = [topic("raad bestuur haven", 1), topic("fietspaden scholen", 2), topic("benoeming raad bestuur haven", 3)]
    assert grouped(topics) == [[0, 2], [1]]


def test_serving_one_promise_alone_is_no_reason_to_stand_together() -> None:
    assert grouped([topic("fietspaden"), topic("windmolens"), topic("dierenasielen")]) == [[0], [1], [2]]


def test_serving_one_promise_tips_the_balance() -> None:
    others = [topic(f"{word} {word}werking", 9) for word in ("musea", "bossen", "havens", "molens")]
    pair = "fietspaden langs scholen", "fietspaden tunnels kruispunten"
    assert grouped([topic(pair[0], 1), topic(pair[1], 1), *others])[0] == [0, 1]
    assert grouped([topic(pair[0], 1), topic(pair[1], 2), *others])[0] == [0]


def test_words_of_the_decision_count_as_well() -> None:
    stops, silent = "hoppinpunten stations buurten", topic("vervoer maat", 1)
    assert grouped([topic(stops, 1), topic("vervoer maat", 1, stops)]) == [[0, 1]]
    assert grouped([topic(stops, 1), silent]) == [[0], [1]]


def test_titles_without_words_are_about_nothing() -> None:
    assert grouped([topic(""), topic("")]) == [[0], [1]]
    assert grouped([]) == []


WORDS = st.sampled_from(["fiets", "paden", "raad", "bestuur", "musea", "bossen"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.builds(Topic, st.lists(WORDS).map(tuple), st.just(()), st.integers(0, 2)), max_size=12),
    st.integers(1, 6),
)
def test_every_topic_is_in_one_group_in_order_and_no_group_is_too_large(topics: list[Topic], most: int) -> None:
    groups = grouped(topics, most)
    assert sorted(place for places in groups for place in places) == list(range(len(topics)))
    assert all(places == sorted(places) and len(places) <= most for places in groups)
    assert [places[0] for places in groups] == sorted(places[0] for places in groups)
