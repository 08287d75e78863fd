import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.portals.parliament_hits import entries, read_hit
from rag.sources.metadata import check_metadata
from tests.portals.parliament_samples import StoredQuestion
from tests.portals.parliament_server import ParliamentServer
from tests.portals.parliament_shapes import hits

STATUSES = ["Tijdig beantwoord", "Laattijdig beantwoord", "Beantwoord", "Antwoord gepubliceerd", "Antwoord ontvangen"]


@pytest.fixture(scope="module")
def question() -> StoredQuestion:
    """A question with an answer and two annexes."""
    with ParliamentServer() as server:
        asked = server.ask("Fietspaden")
        server.answer(asked.id, ["Tien."])
        server.add_annex(asked.id, b"1")
        server.add_annex(asked.id, b"2", "tabel.xlsx")
    return asked


TAGS = st.lists(
    st.fixed_dictionaries({}, optional={"name": st.sampled_from(["thema", "status", "soort"]), "value": st.text()}),
    max_size=4,
)


def test_every_value_of_a_repeated_metatag_is_kept() -> None:
    tags = [{"name": "thema", "value": "Werk"}, {"name": "thema", "value": "Sport"}, {"name": "nummer", "value": 15}]
    hit = read_hit({"id": "http://be.vlp.feed/7/pfls/8", "metatags": {"metatag": tags}})
    assert hit.tags == {"thema": ("Werk", "Sport"), "nummer": ("15",)}
    assert (hit.question, hit.file) == ("7", "8")


@given(randomly=st.randoms())
@settings(max_examples=20, deadline=None)
def test_entries_do_not_depend_on_the_order_of_the_hits(question: StoredQuestion, randomly: random.Random) -> None:
    shuffled = hits(question)
    randomly.shuffle(shuffled)
    assert entries(map(read_hit, shuffled)) == entries(map(read_hit, hits(question)))


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(["http://be.vlp.feed/7", "http://be.vlp.feed/7/jnl/3", "x"]) | st.none(),
            "url": st.text() | st.none(),
            "metatags": st.none() | st.fixed_dictionaries({"metatag": TAGS | st.none() | st.text()}),
        },
    )
)
@settings(max_examples=100, deadline=None)
def test_whatever_is_missing_a_hit_gives_at_most_one_entry_with_an_id_that_the_corpus_takes(result: object) -> None:
    assert isinstance(result, dict)
    found = entries([read_hit(result)])
    assert [check_metadata({"id": entry.id}).id for entry in found] == [entry.id for entry in found]
    assert len(found) <= 1


@pytest.mark.parametrize("status", STATUSES)
def test_an_answer_is_known_by_the_status_alone(status: str) -> None:
    tags = [{"name": "status", "value": status}]
    [entry] = entries([read_hit({"id": "http://be.vlp.feed/7/pfls/8", "metatags": {"metatag": tags}})])
    assert not entry.pending


@pytest.mark.parametrize(
    ("address", "tags"),
    [
        ("http://be.vlp.feed/7", {"status": "Tijdig beantwoord"}),
        ("http://be.vlp.feed/7/pfls/8", {"status": "Nog niet beantwoord"}),
        ("http://be.vlp.feed/7/pfls/8", {"status": "Onbeantwoord"}),
        ("http://be.vlp.feed/7/pfls/8", {"status": "Te beantwoorden"}),
        ("http://be.vlp.feed/7/pfls/8", {"documenttype": "vraag aan minister"}),
        ("http://be.vlp.feed/7/pfls/8", {"documenttype": "vraag aan minister", "status": "Tijdig beantwoord"}),
        ("http://be.vlp.feed/7/pfls/8", {}),
    ],
)
def test_without_an_answer_on_the_site_a_question_is_pending(address: str, tags: dict[str, str]) -> None:
    metatags = [{"name": name, "value": value} for name, value in tags.items()]
    [entry] = entries([read_hit({"id": address, "metatags": {"metatag": metatags}})])
    assert entry.pending


def test_when_the_search_was_indexed_is_no_news(question: StoredQuestion) -> None:
    before, after = hits(question), hits(question)
    for hit in after:
        hit["rank"] = 9
        hit["metatags"]["metatag"].append({"name": "last_modified", "value": "2026-01-01"})
    assert entries(map(read_hit, before)) == entries(map(read_hit, after))
