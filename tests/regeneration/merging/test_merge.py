"""What becomes of a sentence when an editor and a new draft both had a hand in the report."""

import re

import pytest

from rag.markdown import parse
from rag.regeneration.merging.conflicts import standing
from rag.support.references import check_references
from tests.regeneration.merging.reports_by_hand import CLOSING, INTRODUCTION, Point, listing, merged, report, told

PATHS = ("De regering kent 150 miljoen euro toe voor fietspaden.", ("a",))
TOWNS = ("Gemeenten leggen nieuwe fietspaden aan.", ("b",))
HOMES = ("De regering wijzigt de codex wonen.", ("c",))
MUSEUMS = ("De regering erkent drie musea.", ("d",))
PREMIUM = ("De premie voor renovatie stijgt.", ("e",))
POINTS: list[Point] = [("Fiets", [PATHS, TOWNS]), ("Wonen", [HOMES]), ("Musea", [MUSEUMS])]
BASE = report(POINTS)

PATHS_NOW = ("De regering kent 175 miljoen euro toe voor fietspaden.", ("a",))
CHANGED = report([("Fiets", [PATHS_NOW, TOWNS]), *POINTS[1:]])
WITHOUT_PATHS = report([("Fiets", [TOWNS]), *POINTS[1:]])
WITH_PREMIUM = report([POINTS[0], ("Energie", [PREMIUM]), *POINTS[1:]])
WITHOUT_MUSEUMS = report(POINTS[:2])


def conflicts(text: str) -> int:
    return text.count("CONFLICT: **kies")


@pytest.mark.parametrize("new", [CHANGED, WITHOUT_PATHS, WITH_PREMIUM, WITHOUT_MUSEUMS])
def test_an_untouched_report_becomes_the_new_draft_to_the_byte(new: str) -> None:
    assert merged(BASE, BASE, new).markdown == new
    assert merged(BASE, BASE.replace("\n", "\r\n"), new).markdown == new
    assert merged(BASE, "\n".join(line.rstrip() for line in BASE.split("\n")), new).markdown == new


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_draft_that_brings_nothing_leaves_every_byte_of_the_editor(ends: str) -> None:
    edited = BASE.replace("nieuwe fietspaden", "*nieuwe*   fietspaden").replace("\n", ends) + "   \n\n\n"
    assert merged(BASE, edited, BASE).markdown == edited


def test_an_edited_sentence_stays_where_the_draft_has_it_as_it_was() -> None:
    found = merged(BASE, BASE.replace("drie musea", "drie **grote** musea"), CHANGED)
    assert "3. **Musea**: De regering erkent drie **grote** musea \\[3\\]." in found.markdown
    assert "175 miljoen" in found.markdown
    assert (found.conflicts, found.origins) == ((), {"De regering erkent drie grote musea.": "edited"})


def test_changes_of_neighbouring_sentences_do_not_clash() -> None:
    found = merged(BASE, BASE.replace("nieuwe fietspaden", "bredere fietspaden"), CHANGED).markdown
    line = "1. **Fiets**: De regering kent 175 miljoen euro toe voor fietspaden \\[0\\]. Gemeenten leggen bredere"
    assert line in found
    assert conflicts(found) == 0


def test_a_sentence_that_both_changed_stands_in_both_versions_with_their_sources() -> None:
    found = merged(BASE, BASE.replace("150 miljoen", "ruim 150 miljoen"), CHANGED)
    sentences = told(found.markdown)
    assert ("De regering kent ruim 150 miljoen euro toe voor fietspaden.", ("Beslissing a",)) in sentences
    assert ("De regering kent 175 miljoen euro toe voor fietspaden.", ("Beslissing a",)) in sentences
    assert [(one.edited, one.drafted) for one in found.conflicts] == [
        (
            "De regering kent ruim 150 miljoen euro toe voor fietspaden.",
            "De regering kent 175 miljoen euro toe voor fietspaden.",
        )
    ]


def test_a_conflict_is_found_by_the_check_of_references_until_its_lines_are_deleted() -> None:
    edited = BASE.replace("150 miljoen", "ruim 150 miljoen")
    found = merged(BASE, edited, CHANGED).markdown
    codes = [finding.code for finding in check_references(parse(found))]
    assert codes == ["report.conflict"]
    lines = [line for line in found.split("\n") if "CONFLICT: " not in line and "175 miljoen" not in line]
    chosen = "\n".join(lines)
    assert check_references(parse(chosen)) == ()
    assert [block.heading for block in parse(chosen).blocks if block.kind == "item"] == ["Fiets", "Wonen", "Musea"]
    assert told(chosen) == told(edited)
    assert merged(CHANGED, chosen, CHANGED).markdown == chosen


def test_a_sentence_that_both_changed_alike_is_no_conflict() -> None:
    found = merged(BASE, BASE.replace("150 miljoen", "175 miljoen"), CHANGED)
    assert found.markdown == CHANGED
    assert found.conflicts == ()


def test_an_edited_sentence_that_the_draft_drops_stays_and_is_marked() -> None:
    found = merged(BASE, BASE.replace("150 miljoen", "ruim 150 miljoen"), WITHOUT_PATHS)
    assert [(bool(one.edited), one.drafted) for one in found.conflicts] == [(True, None)]
    assert "het nieuwe ontwerp heeft deze zin niet meer" in found.markdown
    assert "ruim 150 miljoen" in found.markdown


def test_a_point_that_the_draft_drops_keeps_its_heading_for_what_the_editor_wrote_in_it() -> None:
    added = BASE.replace("drie musea \\[3\\].", "drie musea \\[3\\]. Ook Oostende telt mee.")
    found = merged(BASE, added, WITHOUT_MUSEUMS)
    assert "3. **Musea**: Ook Oostende telt mee.\n" in found.markdown
    assert "drie musea" not in found.markdown
    assert found.origins == {"Ook Oostende telt mee.": "added"}


def test_a_deleted_sentence_stays_deleted_until_the_draft_says_something_else() -> None:
    edited = BASE.replace("De regering kent 150 miljoen euro toe voor fietspaden \\[0\\]. ", "")
    assert "150 miljoen" not in merged(BASE, edited, WITH_PREMIUM).markdown
    found = merged(BASE, edited, CHANGED)
    assert [(one.edited, bool(one.drafted)) for one in found.conflicts] == [(None, True)]
    assert "de redactie schrapte de zin" in found.markdown


def test_a_deleted_point_stays_deleted_and_the_others_count_on() -> None:
    edited = "".join(
        part for part in BASE.partition("2. **Wonen**: De regering wijzigt de codex wonen \\[2\\].\n\n")[::2]
    )
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert [block.prefix + str(block.heading) for block in parse(found).blocks if block.kind == "item"] == [
        "1. Fiets",
        "2. Energie",
        "3. Musea",
    ]
    assert [reference.title for reference in parse(found).references] == [f"Beslissing {x}" for x in "abed"]


def test_a_paragraph_of_the_editor_stays_behind_what_it_followed() -> None:
    own = "Volgens [een krant](https://krant.be/12) is dat *te laat* \\[4\\].\n\n| jaar |\n| --- |\n| 2021 |"
    edited = listing(BASE.replace("\n\n2. **Wonen**", f"\n\n{own}\n\n2. **Wonen**"), 4, "krant")
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    place = found.index(own.replace("[4\\]", "[2\\]"))
    assert found.index("1. **Fiets**") < place < found.index("2. **Energie**")
    assert ("Volgens [een krant](https://krant.be/12) is dat te laat.", ("Beslissing krant",)) in told(found)


def test_a_source_of_the_editor_anywhere_on_the_web_keeps_its_title_and_link() -> None:
    edited = BASE.replace("drie musea \\[3\\].", "drie musea \\[3\\]. Dat staat in de krant \\[4\\].")
    place = edited.rindex("\n        </details>")
    entry = "[\\[4\\]](https://krant.example/a_(b)?x=1) (2023-01-02) Eigen *titel*"
    found = merged(BASE, f"{edited[:place]}\n\n{entry}{edited[place:]}", WITH_PREMIUM).markdown
    assert entry.replace("4", "5") in found
    assert parse(found).references[5].url == "https://krant.example/a_(b)?x=1"


def test_a_source_that_both_cite_is_listed_once() -> None:
    edited = listing(BASE.replace("drie musea \\[3\\].", "drie musea \\[3\\]. De premie ook \\[4\\]."), 4, "e")
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert [reference.title for reference in parse(found).references] == [f"Beslissing {x}" for x in "abecd"]


def test_a_number_that_is_not_listed_never_points_to_a_source() -> None:
    edited = BASE.replace("drie musea \\[3\\].", "drie musea \\[3\\]. Zie ook [4], [77] en [4].")
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert "Zie ook [104], [77] en [104]." in found
    dangling = [finding.number for finding in check_references(parse(found)) if finding.code == "reference.dangling"]
    assert set(dangling) == {77, 104}
    assert "[104], [77]" in merged(WITH_PREMIUM, found, BASE).markdown


def test_a_number_whose_entry_changed_place_still_points_to_its_source() -> None:
    edited = BASE.replace("\\[0\\]", "\\[9\\]").replace("\\[1\\]", "\\[0\\]").replace("\\[9\\]", "\\[1\\]")
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert {*told(found)} == {*told(WITH_PREMIUM)}


def test_markers_in_every_notation_follow_their_sources() -> None:
    edited = BASE.replace("drie musea \\[3\\].", "drie musea [0, 3]. Alles samen \\[0-2\\], [1][3] en [0;2].")
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert "drie musea [0, 4]. Alles samen \\[0,1,3\\], [1][4] en [0;3]." in found


def test_the_order_of_the_editor_wins_where_points_were_moved() -> None:
    edited = report([POINTS[2], POINTS[1], POINTS[0]])
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    headings = [block.heading for block in parse(found).blocks if block.kind == "item"]
    assert headings == ["Musea", "Wonen", "Fiets", "Energie"]


def test_a_list_of_the_editor_keeps_its_own_numbers() -> None:
    own = "Drie vragen blijven:\n\n1. wanneer;\n2. waar;\n3. hoe."
    edited = BASE.replace("\n\n2. **Wonen**", f"\n\n{own}\n\nEn verder:\n\n2. **Wonen**")
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert own in found
    assert re.findall(r"^[0-9]\. \*\*\w+", found, re.MULTILINE) == [
        "1. **Fiets",
        "2. **Energie",
        "3. **Wonen",
        "4. **Musea",
    ]


def test_what_an_editor_made_of_a_sentence_without_sources_stays_whatever_its_figures_become() -> None:
    new = report(POINTS, introduction="Het regeerakkoord noemt vier voornemens.")
    for own in ("Het regeerakkoord belooft drie voornemens.", "Dit hoofdstuk gaat over wonen.", ""):
        found = merged(BASE, BASE.replace(INTRODUCTION, own), new)
        assert (found.conflicts, "vier voornemens" in found.markdown) == ((), False)
        assert own in found.markdown
        assert CLOSING in found.markdown


@pytest.mark.parametrize("own", ["Fietsers zien er vooralsnog weinig van", "Onze redactie rekende dat zelf na"])
def test_a_sentence_that_an_editor_rewrote_wholly_is_one_version_of_the_conflict(own: str) -> None:
    edited = BASE.replace("De regering kent 150 miljoen euro toe voor fietspaden", own)
    found = merged(BASE, edited, CHANGED)
    assert [(one.edited, one.drafted) for one in found.conflicts] == [(f"{own}.", PATHS_NOW[0])]
    assert found.origins == {f"{own}.": "edited"}
    assert found.markdown.index("CONFLICT: **kies") < found.markdown.index(own) < found.markdown.index("CONFLICT: **zo")


def test_the_only_sentence_of_a_point_that_was_rewritten_with_one_source_more_is_still_that_sentence() -> None:
    edited = BASE.replace("De regering erkent drie musea \\[3\\].", "Oostende hoort er voortaan bij \\[3\\] \\[2\\].")
    fewer = report([*POINTS[:2], ("Musea", [("De regering erkent twee musea.", ("d",))])])
    found = merged(BASE, edited, fewer)
    assert [one.edited for one in found.conflicts] == ["Oostende hoort er voortaan bij."]
    # A sentence about something else altogether is another one.
    other = merged(BASE, edited.replace("bij \\[3\\] \\[2\\]", "bij \\[0\\]"), fewer)
    assert [one.edited for one in other.conflicts] == [None]
    assert other.origins == {"Oostende hoort er voortaan bij.": "added"}


def test_a_conflict_that_is_half_resolved_still_counts_as_one() -> None:
    edited = BASE.replace("150 miljoen", "ruim 150 miljoen")
    held = merged(BASE, edited, CHANGED).markdown
    for left in (held, held.replace("CONFLICT: **einde.**", ""), held.replace("CONFLICT: **kies", "**kies", 1)):
        assert standing(left) == 1
    assert standing(BASE) == 0


def test_an_introduction_and_a_closing_merge_like_any_sentence() -> None:
    new = report(POINTS, introduction="Het regeerakkoord noemt vier voornemens.")
    found = merged(BASE, BASE.replace("tien documenten", "veel documenten"), new).markdown
    assert all(text in found for text in ("vier voornemens", "veel documenten"))


def test_a_lead_that_both_changed_stands_in_both_versions() -> None:
    new = report([("Wandelen en fietsen", [PATHS, TOWNS]), *POINTS[1:]])
    found = merged(BASE, BASE.replace("**Fiets**", "**Te voet**"), new)
    assert [(one.edited, one.drafted) for one in found.conflicts] == [("Te voet", "Wandelen en fietsen")]
    lines = [line for line in found.markdown.split("\n") if "CONFLICT: " not in line and "Wandelen" not in line]
    chosen = "\n".join(lines)
    assert [block.heading for block in parse(chosen).blocks if block.kind == "item"] == ["Te voet", "Wonen", "Musea"]
    assert conflicts(merged(new, found.markdown, WITH_PREMIUM).markdown) == 1


def test_a_title_that_both_changed_keeps_that_of_the_editor_and_shows_the_other_once() -> None:
    new = report(POINTS, title="Wonen en bouwen")
    found = merged(BASE, BASE.replace("# Wonen", "# Goed wonen"), new).markdown
    assert found.startswith("# Goed wonen\n")
    assert "Wonen en bouwen" in found
    assert conflicts(found) == 1
    assert merged(new, found, report(POINTS[:2], title="Wonen en bouwen")).markdown.count("CONFLICT: **kies") == 1


def test_an_open_conflict_follows_the_next_draft_and_holds_no_other() -> None:
    edited = BASE.replace("150 miljoen", "ruim 150 miljoen")
    first = merged(BASE, edited, CHANGED).markdown
    later = report(
        [("Fiets", [("De regering kent 190 miljoen euro toe voor fietspaden.", ("a",)), TOWNS]), *POINTS[1:]]
    )
    second = merged(CHANGED, first, later).markdown
    assert conflicts(second) == 1
    assert re.findall(r"(?:ruim )?[0-9]+ miljoen", second) == ["ruim 150 miljoen", "190 miljoen"]
    gone = merged(later, second, WITHOUT_PATHS).markdown
    assert conflicts(gone) == 1
    assert re.findall(r"(?:ruim )?[0-9]+ miljoen", gone) == ["ruim 150 miljoen"]
    agreed = report(
        [("Fiets", [("De regering kent ruim 150 miljoen euro toe voor fietspaden.", ("a",)), TOWNS]), *POINTS[1:]]
    )
    assert merged(later, second, agreed).markdown == agreed


def test_a_conflict_of_which_a_line_is_gone_swallows_nothing_of_what_follows() -> None:
    edited = BASE.replace("150 miljoen", "ruim 150 miljoen").replace("drie musea", "drie grote musea")
    fewer = ("De regering erkent twee musea.", ("d",))
    drafts = [report([("Fiets", [PATHS_NOW, TOWNS]), POINTS[1], ("Musea", [fewer])]), BASE]
    held = merged(BASE, edited, drafts[0]).markdown
    assert conflicts(held) == 2
    end = "CONFLICT: **einde.**"
    for place in (held.index(end), held.rindex(end)):
        found = merged(drafts[0], held[:place] + held[place + len(end) :], drafts[1])
        assert len(found.conflicts) == 1
        texts = [text for text, _ in told(found.markdown)]
        assert all(any(word in text for text in texts) for word in ("ruim 150", "nieuwe fietspaden", "codex", "grote"))


def test_bold_that_runs_through_two_sentences_is_never_cut() -> None:
    edited = BASE.replace("De regering kent 150", "**De regering kent 150").replace(
        "fietspaden aan", "fietspaden aan**"
    )
    found = merged(BASE, edited, CHANGED).markdown
    assert (
        "**De regering kent 150 miljoen euro toe voor fietspaden \\[0\\]. Gemeenten leggen nieuwe fietspaden aan**"
        in found
    )


def test_a_report_whose_list_was_deleted_gets_it_back() -> None:
    edited = BASE[: BASE.index("<details>\n        <summary> Ref")]
    found = merged(BASE, edited, WITH_PREMIUM).markdown
    assert [reference.title for reference in parse(found).references][-1] == "Beslissing e"
