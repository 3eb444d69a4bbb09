"""A week does not repeat itself, whatever can be chosen from; and a choice is the same on every run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.messages import render
from content.model import Slot
from content.posters.choice import (
    RESTS_COLOUR,
    SHARED,
    EditorsWish,
    LayoutCandidate,
    LayoutChoice,
    LayoutOccasion,
    SeenLayout,
    choose_layout,
    choose_palette,
)

MONDAY = date(2026, 9, 21)
NAMES = ("torn", "frame", "cover", "glyph", "type", "arch")
NOON = LayoutOccasion(Slot.NOON, MONDAY, "s")
PALETTES = ("coffee", "sea", "rose", "olive", "plum")

candidates = st.lists(
    st.builds(LayoutCandidate, st.sampled_from(NAMES), st.sampled_from(NAMES[:4]), st.integers(-400, 100)),
    min_size=1,
    max_size=6,
    unique_by=lambda candidate: candidate.template,
)
distances = st.dictionaries(st.sampled_from(PALETTES), st.floats(0, 3), min_size=1)


def _week(days: Sequence[list[LayoutCandidate]], slot: Slot = Slot.MORNING) -> list[LayoutChoice]:
    """The choices of consecutive days, each from what the days before have shown."""
    seen: list[SeenLayout] = []
    choices: list[LayoutChoice] = []
    for at, able in enumerate(days):
        day = MONDAY + timedelta(days=at)
        choice = choose_layout(able, LayoutOccasion(slot, day, "s1", PALETTES[at % 5]), seen)
        seen.append(SeenLayout(day, slot, choice.template, choice.skeleton, PALETTES[at % 5]))
        choices.append(choice)
    return choices


@given(st.lists(candidates, min_size=2, max_size=9))
def test_no_skeleton_comes_two_days_running_where_another_can(days: list[list[LayoutCandidate]]) -> None:
    choices = _week(days)
    for before, choice, able in zip(choices, choices[1:], days[1:], strict=False):
        others = {candidate.skeleton for candidate in able} - {before.skeleton}
        assert choice.skeleton != before.skeleton or not others


@given(st.lists(candidates, min_size=1, max_size=9))
def test_what_is_chosen_can_and_is_the_same_on_every_run(days: list[list[LayoutCandidate]]) -> None:
    choices = _week(days)
    assert choices == _week(days)
    for choice, able in zip(choices, days, strict=True):
        assert choice.template in {candidate.template for candidate in able}


@given(st.lists(candidates, min_size=1, max_size=9), st.randoms())
def test_the_order_of_the_candidates_does_not_matter(days: list[list[LayoutCandidate]], dice: object) -> None:
    assert _week(days) == _week([able[::-1] for able in days])


@given(candidates, st.sampled_from(NAMES))
def test_a_ban_holds_as_long_as_another_can_and_a_pin_as_long_as_it_can(
    able: list[LayoutCandidate], name: str
) -> None:
    names = {candidate.template for candidate in able}
    banned = choose_layout(able, NOON, (), EditorsWish(banned=frozenset({name})))
    assert banned.template != name or names == {name}
    pin = EditorsWish(pinned=name)
    pinned = choose_layout(able, NOON, (), pin)
    assert (pinned.template == name) == (name in names)


def test_the_four_posters_of_a_day_do_not_look_alike() -> None:
    able = [LayoutCandidate("countdown", "countdown", 50), LayoutCandidate("numbers", "numbers", 0)]
    seen = [SeenLayout(MONDAY, Slot.MORNING, "countdown", "countdown", "sea")]
    assert choose_layout(able, LayoutOccasion(Slot.EVENING, MONDAY, "s"), seen).template == "numbers"


def test_what_suits_best_comes_first_and_then_makes_room() -> None:
    able = [
        LayoutCandidate("cover", "cover", 40),
        LayoutCandidate("torn", "torn", 20),
        LayoutCandidate("arch", "arch", 0),
    ]
    names = [choice.template for choice in _week([able] * 6)]
    assert names[:3] == ["cover", "torn", "arch"]
    assert set(names[3:]) == {"cover", "torn", "arch"}


@given(st.lists(distances, min_size=1, max_size=9))
def test_a_palette_rests_two_days_where_another_is_there(days: list[dict[str, float]]) -> None:
    seen: list[SeenLayout] = []
    for at, far in enumerate(days):
        day = MONDAY + timedelta(days=at)
        name, _ = choose_palette(far, day, seen, seed="s")
        resting = {one.palette for one in seen if (day - one.day).days <= RESTS_COLOUR}
        assert name in far
        assert name not in resting or set(far) <= resting
        seen.append(SeenLayout(day, Slot.NOON, "x", "x", name))


def test_the_palette_nearest_to_the_photo_is_taken_and_said() -> None:
    name, why = choose_palette({"sea": 1.4, "coffee": 0.1}, MONDAY, (), seed="s")
    assert (name, render(why, "en")) == ("coffee", "palette coffee is the nearest to the photo's colour")
    worn = [SeenLayout(MONDAY - timedelta(days=1), Slot.NOON, "x", "x", "coffee")]
    assert choose_palette({"sea": 1.4, "coffee": 0.1}, MONDAY, worn, seed="s")[0] == "sea"


@given(candidates, st.sampled_from(NAMES))
def test_where_nothing_was_seen_groups_take_the_layout_of_others_that_suits_nearly_as_well(
    able: list[LayoutCandidate], name: str
) -> None:
    best = max(candidate.points for candidate in able)
    near = any(candidate.template == name and best - candidate.points < SHARED for candidate in able)
    occasion = replace(NOON, shared=frozenset({name}))
    assert (choose_layout(able, occasion, ()).template == name) or not near
