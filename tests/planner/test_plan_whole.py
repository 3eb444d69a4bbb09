"""Whole plans where the calendar, the clock or the community is odd, read again by the checker."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Slot
from content.planner import Pin, as_plan, plan
from content.planner.exchange.exchange import PlanResult
from content.planner.verify.verify import PlanClaims, verify
from tests.properties import examples

always = examples(25)
seeds = st.integers(0, 10**6)


def planned(case, previous=None):
    """The placements and gaps of a plan with which nothing is wrong."""
    asked, problem = case.request(), case.posed()
    made = plan(problem, previous=None if previous is None else as_plan(problem, previous))
    answer = PlanResult.of(asked, problem, made)
    empty = [(gap.group, gap.day) for gap in answer.gaps if gap.slot is None]
    assert verify(asked, answer.placements, PlanClaims(objective=made.objective, gaps=empty)).violations == []
    return answer


def later(case, first_day):
    """The same community, all of it moved to another first day."""
    by = first_day - case.first_day

    def moved(day):
        return day and day + by

    groups = [
        replace(g, blackouts=frozenset(map(moved, g.blackouts)), starts_on=moved(g.starts_on))
        for g in case.groups
    ]
    stories = [replace(s, valid_from=moved(s.valid_from), valid_to=moved(s.valid_to)) for s in case.stories]
    photos = [replace(p, consent=replace(p.consent, until=moved(p.consent.until))) for p in case.photos]
    history = [replace(shown, day=moved(shown.day)) for shown in case.history]
    pins = [replace(pin, day=moved(pin.day)) for pin in case.pins]
    arcs = tuple(replace(arc, starts_on=moved(arc.starts_on)) for arc in case.rules.arcs)
    return case.changed(
        groups=groups,
        stories=stories,
        photos=photos,
        history=history,
        pins=pins,
        rules=replace(case.rules, arcs=arcs),
        first_day=first_day,
    )


# Clocks and calendars

CHANGES = [
    ("America/New_York", date(2026, 3, 5), time(2, 30)),  # skips 02:00 to 03:00 on Sunday
    ("America/New_York", date(2026, 10, 29), time(1, 30)),  # has it twice on Sunday
    ("America/Santiago", date(2026, 9, 3), time(0, 15)),  # skips midnight to 01:00 on Sunday
    ("America/Santiago", date(2026, 4, 2), time(23, 30)),  # has it twice on Saturday
]


@pytest.mark.parametrize("zone, first_day, odd", CHANGES)
def test_over_a_change_of_clocks_every_post_stays_on_its_day_and_after_the_one_before(
    kit, zone, first_day, odd
):
    slots = {slot: slot.usual_time for slot in Slot} | {Slot.MORNING if odd.hour < 8 else Slot.EVENING: odd}
    case = later(kit.case(5, groups=6, odd=False), first_day)
    case = case.changed(groups=[replace(group, zone=zone, slots=slots) for group in case.groups])
    clubs = {group.id: group for group in case.groups}
    for name, club in clubs.items():
        days = sorted(item.day for item in planned(case).placements if item.group == name)
        instants = [club.goes_out_at(slot, day) for day in days for slot in Slot]
        assert [at.date() for at in instants] == [day for day in days for _ in Slot]
        assert all(one.astimezone(UTC) < other.astimezone(UTC) for one, other in pairwise(instants))


@pytest.mark.parametrize("zone, first_day, odd", CHANGES)
def test_zones_and_times_change_no_plan(kit, zone, first_day, odd):
    case = later(kit.case(6, groups=4, odd=False), first_day)
    late = dict.fromkeys(Slot, odd)
    there = case.changed(groups=[replace(group, zone=zone, slots=late) for group in case.groups])
    assert planned(there).placements == planned(case).placements


@always
@given(seeds, st.permutations(list(Slot)))
def test_slot_times_out_of_order_or_across_midnight_change_no_plan(kit, seed, order):
    """The day is the group's own day and a slot is what it is for, whatever its time says."""
    case = kit.case(seed, groups=3, days=3)
    hours = dict(zip(order, (time(0), time(6), time(18), time(23, 59)), strict=True))
    turned = case.changed(
        groups=[replace(g, slots={slot: hours[slot] for slot in g.slots}) for g in case.groups]
    )
    assert planned(turned).placements == planned(case).placements


@pytest.mark.parametrize(
    "first_day", [date(2028, 2, 26), date(2028, 2, 29), date(2026, 12, 28), date(2027, 12, 31)]
)
def test_leap_days_and_year_ends_are_days_like_others(kit, first_day):
    """Against the same community on another day with the same weekday."""
    case = kit.ruled(kit.case(11, groups=4), 11)
    weekday = case.first_day + timedelta(days=(first_day - case.first_day).days % 7)
    told = planned(later(case, first_day)).placements
    same = planned(later(case, weekday)).placements
    assert [(p.group, p.day - first_day, p.story) for p in told] == [
        (p.group, p.day - weekday, p.story) for p in same
    ]
    assert {first_day + timedelta(days=day) for day in range(case.days)} >= {p.day for p in told}


# Communities


def test_ten_thousand_stories_are_laid_out_legally_and_in_seconds(kit):
    case = kit.case(2, groups=3, days=7, stories=10_000, family="short")
    began = process_time()
    assert planned(case).placements
    assert process_time() - began < 20


@always
@given(seeds, st.integers(1, 5))
def test_history_that_breaks_every_cap_still_leaves_a_legal_plan(kit, seed, days):
    """Loud stories day after day, one photo again and again, its author every day, in all groups alike."""
    case = kit.case(seed, groups=4, days=days, rules=kit.rules(photo_groups=2))
    loudest = max(case.stories, key=lambda story: story.promo).id
    photo = case.photos[0].id
    wrong = [
        kit.shown_on(group.id, kit.before(back), loudest, photo)
        for group in case.groups
        for back in range(1, 14)
    ]
    answer = planned(case.changed(history=wrong))
    assert all(photo not in (item.share, item.opener) for item in answer.placements)


@always
@given(seeds, st.data())
def test_contradictory_pins_are_kept_or_explained_and_nothing_else_is_told_there(kit, seed, data):
    """Any number of pins, on closed days too, for stories that do not suit, or that nobody knows."""
    case = kit.case(seed, groups=3, days=5)
    names = st.sampled_from([*(story.id for story in case.stories), "unheard of"])
    cells = st.tuples(st.sampled_from([group.id for group in case.groups]), st.integers(0, 4), names)
    pins = [Pin(group, case.day(day), story) for group, day, story in data.draw(st.lists(cells, max_size=12))]
    answer = planned(case.changed(pins=pins))
    pinned = {(pin.group, pin.day) for pin in pins}
    said = {(gap.group, gap.day) for gap in answer.gaps if gap.slot is None}
    told = {(item.group, item.day): item.story for item in answer.placements}
    assert pinned <= said | told.keys()
    kept = {(pin.group, pin.day) for pin in pins if told.get((pin.group, pin.day)) == pin.story}
    assert pinned & told.keys() == kept


def test_a_community_without_anything_has_a_plan_that_says_so(kit):
    case = kit.small([kit.group("a"), kit.group("b", slots=())], [], [], days=3)
    answer = planned(case)
    assert answer.placements == []
    assert len(answer.gaps) == 6


def test_one_story_one_photo_and_many_groups_are_planned_over_a_month(kit):
    case = kit.small([kit.group(f"g{n}") for n in range(9)], [kit.story("s")], [kit.photo("u")], days=30)
    answer = planned(case)
    assert len(answer.placements) == 9 * 3
    assert sum(item.share == "u" for item in answer.placements) == 8


def test_next_night_over_the_year_end_keeps_what_both_plans_share(kit):
    case = later(kit.case(8, groups=4, odd=False), date(2026, 12, 28))
    before = planned(case).placements
    sent = [kit.shown(item) for item in before if item.day == case.first_day]
    tomorrow = case.changed(first_day=case.day(1), history=[*case.history, *sent])
    after = {(item.group, item.day): item.story for item in planned(tomorrow, before).placements}
    shared = [item for item in before if item.day != case.first_day]
    assert shared
    assert all(after[item.group, item.day] == item.story for item in shared)
