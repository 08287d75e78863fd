"""rag/portals/values.py"""

from typing import Any

import pytest

from rag.portals.values import last, moment, stamp, values
from tests.portals.desk import utc


@pytest.mark.parametrize(
    ("value", "all_of_them", "the_last"),
    [(None, (), None), ("a", ("a",), "a"), (["a", "b"], ("a", "b"), "b"), ([], (), None), ([None, "a"], ("a",), "a")],
)
def test_an_attribute_may_have_no_value_one_or_many(
    value: Any, all_of_them: tuple[str, ...], the_last: str | None
) -> None:
    assert values(value) == all_of_them
    assert last(value) == the_last


def test_a_moment_may_have_milliseconds_or_another_time_zone() -> None:
    told = ("2021-10-01T08:00:00Z", "2021-10-01T08:00:00.000Z", "2021-10-01T10:00:00+02:00")
    assert {moment(text) for text in told} == {utc("2021-10-01 08:00")}
    assert stamp(moment(told[2])) == told[0]


@pytest.mark.parametrize("text", ["2021-10-01T08:00:00", "vrijdag", ""])
def test_a_moment_without_time_zone_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message of the standard library differs by version
        moment(text)
