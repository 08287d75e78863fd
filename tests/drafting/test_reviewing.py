import pytest

from rag.drafting.checking import Checker
from rag.drafting.draft import DraftSentence
from rag.drafting.reviewing import Review, Reviewer, Told
from tests.drafting.writing_samples import APPROVED, GRANTED, PARKED, evidence_of, weight

EVIDENCE = evidence_of((APPROVED, GRANTED), (PARKED,))


def review(text: str, *keys: str, unknown: int = 0, most: int = 3) -> Review:
    return Reviewer(Checker(weight), EVIDENCE, most).review(Told(text, keys, unknown), "write")


def heading(text: str) -> tuple[str, ...]:
    return Reviewer(Checker(weight), EVIDENCE, 3).heading(text, [DraftSentence(GRANTED, ("d0s1",))])


def test_what_its_source_says_is_sound() -> None:
    found = review(GRANTED, "d0s1")
    assert (found.sound, found.hard, found.faults, found.step) == (True, False, {}, "write")
    assert found.sentence == DraftSentence(GRANTED, ("d0s1",), found.sentence.score)
    assert (found.sentence.score or 0) > 0.9


@pytest.mark.parametrize(
    ("text", "keys", "unknown", "reason"),
    [
        (GRANTED, ["d0s9"], 0, "key.unknown"),
        (GRANTED, ["d0s1"], 1, "key.unknown"),
        (GRANTED, [], 1, "key.unknown"),
        (GRANTED, [], 0, "key.missing"),
        ("", ["d0s1"], 0, "text.empty"),
        (f"{GRANTED} {APPROVED}", ["d0s1"], 0, "text.sentences"),
        (f"{GRANTED[:-1]}, zie https://kwaad.example/x.", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED[:-1]}, zie www.kwaad.example.", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} <b>Meer</b>", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} <!-- weg -->", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} &lt;b&gt;", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} [hier](x)", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} [hier][x]", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} ![](x)", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} javascript:alert(1)", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} \\[0\\]", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} [0]", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} [1, 2]", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} **vet**", ["d0s1"], 0, "text.markup"),
        (f"{GRANTED} (z0a1b2c3)", ["d0s1"], 0, "text.markup"),
        (GRANTED.replace("150", "154"), ["d0s1"], 0, "fact.number"),
        ("De minister huurt kantoren voor ambtenaren bij een makelaar.", ["d0s1"], 0, "support.none"),
    ],
)
def test_what_may_not_be_published_is_hard_and_says_why(text: str, keys: list[str], unknown: int, reason: str) -> None:
    found = review(text, *keys, unknown=unknown)
    assert found.hard
    assert reason in found.faults
    assert all(message.endswith(".") for message in found.faults.values())


@pytest.mark.parametrize(
    "text",
    [
        f"{GRANTED[:-1]}: 3 < 5 en 4 > 3.",
        f"{GRANTED[:-1]} (artikel 5, § 1) voor A&B; [sic].",
        f"{GRANTED[:-1]} (zie_ook de bijlage).",
    ],
)
def test_plain_dutch_is_no_markup(text: str) -> None:
    assert "text.markup" not in review(text, "d0s1").faults


def test_what_is_carried_in_part_is_doubtful_not_hard() -> None:
    found = review("De Vlaamse Regering kent middelen toe voor fietspaden, tunnels, bruggen en lichten.", "d0s1")
    assert (found.sound, found.hard) == (False, False)


def test_only_the_sources_that_will_be_cited_count() -> None:
    assert review(GRANTED, "d0s0", "d0s1").sound
    short = review(GRANTED, "d0s0", "d0s1", most=1)
    assert (short.sentence.keys, "fact.number" in short.faults) == (("d0s0",), True)


def test_the_better_of_two_is_the_sounder() -> None:
    sound, hard = review(GRANTED, "d0s1"), review(GRANTED, "weg")
    doubtful = review("De Vlaamse Regering kent middelen toe voor fietspaden, tunnels, bruggen en lichten.", "d0s1")
    assert sorted([sound, hard, doubtful], key=lambda found: found.rank) == [hard, doubtful, sound]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "text.empty"),
        ("Zie https://kwaad.example", "text.markup"),
        ("Fietspaden [0]", "text.markup"),
        ("lang " * 30, "text.long"),
        ("Fietspaden voor 154 miljoen euro", "fact.number"),
    ],
)
def test_a_heading_is_held_to_the_same(text: str, reason: str) -> None:
    assert reason in heading(text)
    assert heading("Nieuwe fietspaden langs gewestwegen") == ()
