"""Small worlds with one thing odd about each."""

from datetime import timedelta

import pytest

from content.errors import WrongInput
from content.messages import render
from content.model import Consent, ConsentScope, ConsentState, GroupKind, Placement, Slot
from content.planner import Pin, plan


def make(kit, case):
    """What comes of the case; never a broken rule."""
    problem = case.posed()
    made = kit.made(problem, plan(problem))
    assert case.violations(made.placed) == []
    return made


def stories_of(made):
    return [p.story for p in made.placed]


def test_without_groups_there_is_nothing_to_plan(kit):
    made = make(kit, kit.small([], [kit.story("s")], [kit.photo("u")]))
    assert (made.placed, made.gaps) == ([], [])


def test_without_stories_every_day_is_a_gap_that_asks_for_one(kit):
    made = make(kit, kit.small([kit.group("a")], [], [kit.photo("u")], days=2))
    assert made.placed == []
    assert [render(gap.sentence, "zh") for gap in made.gaps] == [
        "0 条剧情线；最近的办法：新写一条适合日常群、不带促销的剧情线。"
    ] * 2


def test_one_story_is_told_once_in_two_weeks(kit):
    made = make(kit, kit.small([kit.group("a")], [kit.story("s")], [kit.photo("u")], days=16))
    assert [p.day for p in made.placed] == [kit.monday, kit.monday + timedelta(days=14)]


def test_without_photos_the_day_still_has_its_story_and_says_what_is_missing(kit):
    made = make(kit, kit.small([kit.group("a")], [kit.story("s", wants_photo=True)], [], days=1))
    assert stories_of(made) == ["s"]
    assert [gap.slot for gap in made.gaps] == [Slot.MORNING, Slot.AFTERNOON]


def test_a_group_without_slots_gets_nothing_and_is_told_why(kit):
    made = make(kit, kit.small([kit.group("a", slots=())], [kit.story("s")], [], days=1))
    assert made.placed == []
    assert [(gap.slot, gap.funnel[0].rule) for gap in made.gaps] == [(None, "slots")]


def test_a_group_without_an_afternoon_needs_no_photo(kit):
    evening = kit.group("a", slots=[Slot.EVENING])
    made = make(kit, kit.small([evening], [kit.story("s", wants_photo=True)], [kit.photo("u")], days=1))
    assert [(p.share, p.opener) for p in made.placed] == [(None, None)]
    assert made.gaps == []


def test_a_morning_without_an_afternoon_gets_only_the_opener(kit):
    morning = kit.group("a", slots=[Slot.MORNING])
    made = make(kit, kit.small([morning], [kit.story("s", wants_photo=True)], [kit.photo("u")], days=1))
    assert [(p.share, p.opener) for p in made.placed] == [(None, "u")]


def test_the_opener_is_by_another_author(kit):
    photos = [kit.photo("u1", member="m", score=0.9), kit.photo("u2", member="m", score=0.8)]
    photos.append(kit.photo("u3", member="n", score=0.1))
    made = make(kit, kit.small([kit.group("a")], [kit.story("s", wants_photo=True)], photos, days=1))
    assert [(p.share, p.opener) for p in made.placed] == [("u1", "u3")]


def test_photos_of_unknown_authors_do_not_rest_for_each_other(kit):
    photos = [kit.photo("u1", member=None, score=0.9), kit.photo("u2", member=None)]
    made = make(kit, kit.small([kit.group("a")], [kit.story("s", wants_photo=True)], photos, days=1))
    assert [(p.share, p.opener) for p in made.placed] == [("u1", "u2")]


def test_closed_days_stay_empty_without_a_word(kit):
    shut = kit.group("a", blackouts=frozenset({kit.monday}), ends_on=kit.monday + timedelta(days=1))
    made = make(kit, kit.small([shut], [kit.story("s"), kit.story("t")], [kit.photo("u")], days=4))
    assert [p.day for p in made.placed] == [kit.monday + timedelta(days=1)]
    assert made.gaps == []


@pytest.mark.parametrize(
    "consent, shown_at",
    [
        (Consent(ConsentState.GRANTED, ConsentScope.ALL), {"home", "away"}),
        (Consent(ConsentState.GRANTED, ConsentScope.OWN), {"home"}),
        (Consent(ConsentState.GRANTED, ConsentScope.ALL, uses=frozenset({"report"})), set()),
        (Consent(ConsentState.ASKED, ConsentScope.ALL), set()),
    ],
)
def test_a_photo_goes_where_its_author_said(kit, consent, shown_at):
    photos = [kit.photo("u", home="home", consent=consent)]
    made = make(kit, kit.small([kit.group("home"), kit.group("away")], [kit.story("s")], photos, days=1))
    assert {p.group for p in made.placed if p.share} == shown_at


def test_consent_ends_on_its_last_day(kit):
    consent = Consent(ConsentState.GRANTED, ConsentScope.ALL, until=kit.monday - timedelta(days=1))
    made = make(kit, kit.small([kit.group("a")], [kit.story("s")], [kit.photo("u", consent=consent)], days=1))
    assert [p.share for p in made.placed] == [None]


def test_groups_that_share_members_do_not_show_one_photo_on_one_day(kit):
    one = kit.group("a", shares_members_with=frozenset({"b"}))
    made = make(kit, kit.small([one, kit.group("b")], [kit.story("s")], [kit.photo("u")], days=1))
    assert sorted(p.share or "" for p in made.placed) == ["", "u"]


def test_a_photo_stops_at_its_last_group_history_and_closed_groups_counted(kit):
    history = [kit.shown_on("gone", kit.monday - timedelta(days=30), "old", "u")]
    groups = [kit.group(name) for name in "abc"]
    case = kit.small(
        groups, [kit.story("s")], [kit.photo("u")], history, rules=kit.rules(photo_groups=3), days=1
    )
    assert sum(p.share == "u" for p in make(kit, case).placed) == 2


def test_an_author_rests_from_what_history_shows(kit):
    photos = [kit.photo("old", member="m", consent=Consent()), kit.photo("new", member="m")]
    history = [kit.shown_on("a", kit.monday - timedelta(days=6), "gone", "old")]
    case = kit.small([kit.group("a")], [kit.story("s")], photos, history, days=1)
    assert [p.share for p in make(kit, case).placed] == [None]
    assert [p.share for p in make(kit, case.changed(first_day=case.day(1))).placed] == ["new"]


# Promo


def test_promo_is_spread_so_that_no_rolling_week_is_over_the_cap(kit):
    stories = [kit.story(f"loud{n}", f"p{n}", promo=0.5) for n in range(7)]
    made = make(kit, kit.small([kit.group("a", promo_cap=1.0)], stories, []))
    assert len(made.placed) == 2
    assert {step.rule for gap in made.gaps if gap.slot is None for step in gap.funnel[-1:]} == {"promo"}


def test_history_that_breaks_the_cap_leaves_room_for_what_does_not_sell(kit):
    old = [kit.story(f"old{n}", promo=1.0) for n in range(6)]
    history = [kit.shown_on("a", kit.monday - timedelta(days=n + 1), s.id) for n, s in enumerate(old)]
    stories = [*old, kit.story("loud", promo=0.1), kit.story("quiet")]
    case = kit.small([kit.group("a", promo_cap=1.0)], stories, [], history, days=1)
    assert stories_of(make(kit, case)) == ["quiet"]


# Pins


def test_a_pin_overrules_the_kind_of_the_group(kit):
    stories = [kit.story("s"), kit.story("flash only", kinds=frozenset({GroupKind.FLASH}))]
    case = kit.small([kit.group("a")], stories, [], pins=[Pin("a", kit.monday, "flash only")], days=1)
    assert stories_of(make(kit, case)) == ["flash only"]


@pytest.mark.parametrize(
    "pins, says",
    [
        ([("a", 0, "s"), ("a", 0, "t")], "这一天钉了几条不同的剧情线"),
        ([("a", 0, "unheard of")], "钉的剧情线不在库里"),
        ([("a", 0, "over")], "钉住的《over》不在有效期内"),
        ([("a", 0, "s"), ("a", 1, "s")], "钉住的《s》14 天内在本群讲过"),
        ([("a", 0, "loud"), ("a", 1, "louder")], "钉住的《louder》超出 7 天促销额度"),
        ([("a", 2, "s")], "钉住的日子本群不发"),
    ],
)
def test_a_pin_that_cannot_be_kept_is_an_explained_gap(kit, pins, says):
    stories = [kit.story("s"), kit.story("t"), kit.story("loud", promo=0.9), kit.story("louder", promo=0.95)]
    stories.append(kit.story("over", valid_to=kit.monday - timedelta(days=1)))
    a = kit.group("a", promo_cap=1.0, blackouts=frozenset({kit.monday + timedelta(days=2)}))
    wishes = [Pin(group, kit.monday + timedelta(days=day), name) for group, day, name in pins]
    made = make(kit, kit.small([a], stories, [], pins=wishes, days=3))
    assert [says in render(gap.sentence, "zh") for gap in made.gaps if gap.slot is None].count(True) == 1


def test_pins_of_other_groups_and_days_are_not_ours(kit):
    pins = [Pin("nobody", kit.monday, "s"), Pin("a", kit.monday - timedelta(days=1), "s")]
    assert stories_of(make(kit, kit.small([kit.group("a")], [kit.story("s")], [], pins=pins, days=1))) == [
        "s"
    ]


# Frozen cells


def test_a_frozen_cell_keeps_a_story_and_a_photo_that_are_gone(kit):
    frozen = [Placement("a", kit.monday, "gone story", share="gone photo")]
    made = make(kit, kit.small([kit.group("a")], [kit.story("s")], [kit.photo("u")], frozen=frozen, days=2))
    assert [(p.story, p.share) for p in made.placed] == [("gone story", "gone photo"), ("s", "u")]


def test_a_frozen_cell_beats_a_pin_and_a_closed_day(kit):
    a = kit.group("a", blackouts=frozenset({kit.monday}))
    frozen, pins = [Placement("a", kit.monday, "s")], [Pin("a", kit.monday, "t")]
    case = kit.small([a], [kit.story("s"), kit.story("t")], [], frozen=frozen, pins=pins, days=1)
    made = make(kit, case)
    assert (stories_of(made), made.gaps) == (["s"], [])


def test_what_is_frozen_after_the_plan_is_kept_clear_of(kit):
    frozen = [Placement("a", kit.monday + timedelta(days=3), "s", share="u")]
    case = kit.small([kit.group("a")], [kit.story("s")], [kit.photo("u")], frozen=frozen, days=1)
    assert stories_of(make(kit, case)) == []


def test_two_stories_on_one_frozen_day_are_refused(kit):
    frozen = [Placement("a", kit.monday, "s"), Placement("a", kit.monday, "t")]
    with pytest.raises(WrongInput, match="Group 'a' has two stories on 2026-03-02: 's' and 't'"):
        kit.small([kit.group("a")], [], [], frozen=frozen).posed()
