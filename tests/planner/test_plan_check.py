"""The checker sees every hard rule broken, one at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.model import Consent, ConsentScope, ConsentState, GroupKind, Placement, Slot
from content.planner import Pin


@pytest.fixture
def case(kit):
    """Two groups, stories on two products, photos by two members: a world in which a little is legal."""
    groups = [kit.group("a", shares_members_with=frozenset({"b"})), kit.group("b")]
    stories = [kit.story("s", promo=0.9), kit.story("t", promo=0.9), kit.story("two", wants_photo=True)]
    stories += [
        kit.story("flash", kinds=frozenset({GroupKind.FLASH})),
        kit.story("over", valid_to=kit.monday),
    ]
    stories.append(kit.story("loud", promo=0.9))
    photos = [kit.photo("u", member="m"), kit.photo("v", member="m"), kit.photo("oil", "oil")]
    photos.append(kit.photo("asked", consent=Consent(ConsentState.ASKED)))
    photos.append(kit.photo("own", consent=Consent(ConsentState.GRANTED, ConsentScope.OWN)))
    return kit.small(groups, stories, photos, days=9)


def at(kit, group, day, story, share=None, opener=None):
    return Placement(group, kit.monday + timedelta(days=day), story, share, opener)


def test_a_legal_plan_has_no_violations(kit, case):
    assert case.violations([at(kit, "a", 0, "s", "u"), at(kit, "b", 1, "s", "u")]) == []


@pytest.mark.parametrize(
    "cells, says",
    [
        ([("a", 9, "s")], "a 2026-03-11: outside the plan"),
        ([("x", 0, "s")], "outside the plan"),
        ([("a", 0, "unknown")], "outside the plan"),
        ([("a", 0, "s", "unknown")], "outside the plan"),
        ([("a", 0, "s"), ("a", 0, "t")], "2 stories on one day"),
        ([("a", 0, "flash")], "flash does not suit daily groups"),
        ([("a", 1, "over")], "over is not valid that day"),
        ([("a", 0, "two"), ("a", 8, "two")], "two is told on 2026-03-10 too"),
        ([("a", 0, "s"), ("a", 3, "t"), ("a", 6, "loud")], "promo of 7 days from here is 2.7, over 2"),
        ([("a", 0, "s", None, "u")], "an opener that nobody asked for"),
        ([("a", 0, "s", "oil")], "oil does not show sauce"),
        ([("a", 0, "s", "asked")], "no consent for asked"),
        ([("a", 0, "s", "own")], "no consent for own"),
        ([("a", 0, "s", "u"), ("a", 8, "t", "u")], "u is shown 2 times in the group"),
        ([("a", 0, "s", "u"), ("a", 6, "t", "v")], "m appears with v and on 2026-03-02 with u"),
        ([("a", 0, "two", "u", "v")], "m appears with v"),
        ([("a", 0, "s", "u"), ("b", 0, "t", "u")], "u is shown in a too, which shares members"),
    ],
)
def test_a_broken_rule_is_named(kit, case, cells, says):
    assert any(says in sentence for sentence in case.violations([at(kit, *cell) for cell in cells]))


def test_days_of_a_week_apart_are_legal(kit, case):
    assert case.violations([at(kit, "a", 0, "s", "u"), at(kit, "a", 7, "t", "v")]) == []


def test_slots_and_closed_days_are_looked_at(kit, case):
    evening = kit.group("a", slots=[Slot.EVENING], blackouts=frozenset({kit.monday}))
    bare = case.changed(groups=[evening, kit.group("b", slots=())])
    sentences = "\n".join(bare.violations([at(kit, "a", 0, "s", "u"), at(kit, "b", 0, "s")]))
    assert "a 2026-03-02: a share photo without an afternoon slot" in sentences
    assert "a 2026-03-02: the day is closed" in sentences
    assert "b 2026-03-02: the group has no slots" in sentences


def test_a_frozen_cell_that_changed_or_vanished_is_named(kit, case):
    frozen = case.changed(frozen=[at(kit, "a", 0, "s", "u")])
    assert frozen.violations([at(kit, "a", 0, "s", "u")]) == []
    for placed in ([], [at(kit, "a", 0, "s")]):
        assert frozen.violations(placed) == ["a 2026-03-02: the frozen cell was changed"]


def test_a_frozen_cell_is_not_blamed_but_what_clashes_with_it_is(kit, case):
    wrong = at(kit, "a", 0, "flash", "asked")
    frozen = case.changed(frozen=[wrong])
    assert frozen.violations([wrong]) == []
    assert frozen.violations([wrong, at(kit, "a", 3, "flash")])


def test_pins_are_kept_or_left_empty(kit, case):
    pinned = case.changed(pins=[Pin("a", kit.monday, "flash")])
    assert pinned.violations([]) == []
    assert pinned.violations([at(kit, "a", 0, "flash")]) == []
    assert pinned.violations([at(kit, "a", 0, "s")]) == ["a 2026-03-02: flash is pinned, not s"]


def test_history_counts(kit, case):
    yesterday = kit.monday - timedelta(days=1)
    before = case.changed(history=[kit.shown_on("a", yesterday, "s", "u")])
    sentences = "\n".join(before.violations([at(kit, "a", 0, "s", "u"), at(kit, "a", 1, "t", "v")]))
    assert "s is told on 2026-03-01 too" in sentences
    assert "u is shown 2 times" in sentences
    assert "m appears with v and on 2026-03-01" in sentences


def test_a_photo_in_too_many_groups_is_named(kit, case):
    tight = case.changed(rules=replace(case.rules, photo_groups=1))
    placed = [at(kit, "a", 0, "s", "u"), at(kit, "b", 1, "s", "u")]
    assert tight.violations(placed) == ["u: shown in 2 groups, at most 1"]
