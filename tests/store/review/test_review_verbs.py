"""Every verb does what it says, and says what it does not do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from content import review
from content.compose.stage import tell
from content.errors import UnknownId
from content.messages import render
from content.model import (
    Batch,
    Consent,
    ConsentScope,
    ConsentState,
    LayoutChange,
    Placement,
    Post,
    PostState,
    RefusedAction,
    Seen,
    Slot,
    own_words,
)
from content.rights.consents import record_consent

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOON, SHARE, TOMORROW = "g1-2026-11-23-noon", "g1-2026-11-23-afternoon", "g1-2026-11-24-noon"
TOMORROWS_SHARE, HOOK = "g1-2026-11-24-afternoon", "g1-2026-11-23-morning"


def amend(desk: Any, key: str, actor: str = "小周", **said: Any) -> Any:
    edit = review.Amend(desk.seen(key)[0], **said)
    return review.amend(desk.open_store, [edit], telling=desk.telling, actor=actor, at=desk.now)


def swap(desk: Any, key: str, **asked: str) -> Any:
    asked_for = review.Swap(desk.seen(key)[0], **asked)
    return review.swap(
        desk.open_store, [asked_for], telling=desk.telling, rules=desk.rules, actor="小周", at=desk.now
    )


def postpone(desk: Any, key: str, holidays: frozenset[date] = frozenset(), **to: Any) -> Any:
    item = review.Postpone(desk.seen(key)[0], **to)
    said = {"rules": desk.rules, "actor": "小周", "at": desk.now, "holidays": holidays}
    return review.postpone(desk.open_store, [item], **said)


def exchange(desk: Any, one: str, other: str) -> Any:
    item = review.Exchange(*desk.seen(one, other))
    return review.exchange(desk.open_store, [item], rules=desk.rules, actor="小周", at=desk.now)


def tell_again(desk: Any) -> int:
    told = tell(desk.open_store, desk.telling, ["g1"], MONDAY, TUESDAY, now=desk.now, run="r2")
    return told.written


# -- amend ------------------------------------------------------------------------------------------
def test_an_amended_text_is_the_next_version_and_the_old_one_is_kept(desk: Any) -> None:
    before = desk.post(NOON)
    amended = amend(desk, NOON, text="换个\u200b问法").done[NOON]
    assert (amended.text, amended.version, amended.state) == ("换个问法", 2, PostState.IN_REVIEW)
    with desk.open_store(reading=True) as store:
        assert [(v.number, v.text, v.who) for v in store.history.versions(NOON)] == [
            (2, "换个问法", "小周"),
            (1, before.text, "sishi"),
        ]


def test_amended_poster_words_make_another_poster_and_wait_for_it(desk: Any) -> None:
    before = desk.post(NOON)
    amended = amend(desk, NOON, fields={"question": "几度最好？"}).done[NOON]
    assert amended.state is PostState.DRAFT
    assert amended.poster != before.poster
    with desk.open_store(reading=True) as store:
        (spec,) = store.queue.specs([amended.poster])
    assert spec.fields["question"] == "几度最好？"
    desk.draw()
    assert desk.post(NOON).state is PostState.IN_REVIEW


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"text": " "}, "must not be empty"),
        ({"text": "长" * 2001}, "longer than 2000"),
        ({"fields": {"question": "长" * 41}}, "has 41 characters; 40 fit"),
        ({"fields": {"price": "9.9"}}, "has no field 'price'"),
        ({"fields": {"question": 3}}, "must be a text"),
    ],
)
def test_words_that_cannot_be_are_refused(desk: Any, said: dict[str, Any], sentence: str) -> None:
    assert sentence in render(amend(desk, NOON, **said).refused[NOON].why, "en")
    assert desk.post(NOON).version == 1


def test_an_amendment_without_a_change_changes_nothing(desk: Any) -> None:
    batch = amend(desk, NOON, text=desk.post(NOON).text)
    assert batch.done
    assert batch.entry is None


def test_an_editor_who_saw_an_older_post_is_told_who_changed_what(desk: Any) -> None:
    seen = desk.seen(NOON)
    amend(desk, NOON, text="先来的", actor="老王")
    batch = review.amend(
        desk.open_store,
        [review.Amend(seen[0], text="后到的")],
        telling=desk.telling,
        actor="小周",
        at=desk.now,
    )
    conflict = batch.conflicts[NOON]
    assert (conflict.item.text, conflict.changed_by) == ("先来的", "老王")
    assert conflict.what == ("hand", "text")


# -- return, withdraw, reopen, lock ------------------------------------------------------------------
def test_a_return_needs_a_reason_and_keeps_it_on_the_card(desk: Any) -> None:
    assert review.return_(desk.open_store, desk.seen(NOON), actor="小林", why=" ", at=desk.now).refused
    review.return_(desk.open_store, desk.seen(NOON), actor="小林", why="太长", at=desk.now)
    with desk.open_store(reading=True) as store:
        card = store.boards.card(NOON)
    assert (card.post.state, card.note, card.changed_by) == (PostState.RETURNED, own_words("太长"), "小林")
    assert amend(desk, NOON, text="短").done[NOON].state is PostState.IN_REVIEW
    with desk.open_store(reading=True) as store:
        assert store.boards.card(NOON).note is None


def test_what_a_person_withdrew_the_night_does_not_bring_back(desk: Any) -> None:
    review.withdraw(desk.open_store, desk.seen(NOON), actor="小林", at=desk.now)
    assert tell_again(desk) == 0
    assert desk.post(NOON).state is PostState.CANCELLED
    assert review.reopen(desk.open_store, desk.seen(NOON), actor="小林", at=desk.now).done
    assert desk.post(NOON).state is PostState.IN_REVIEW


def test_what_a_person_wrote_the_night_does_not_overwrite(desk: Any) -> None:
    amend(desk, NOON, text="我写的")
    with desk.open_store() as store:
        store.plan.set_placements([Placement("g1", MONDAY, "s4", share="i3")], at=desk.now, run="r2")
        assert store.plan.placements(MONDAY, MONDAY)[0].story == "s1"
    assert tell_again(desk) == 0
    assert desk.post(NOON).text == "我写的"


def test_a_locked_post_is_left_alone_by_others_and_the_night(desk: Any) -> None:
    review.lock(desk.open_store, desk.seen(NOON), actor="小林", at=desk.now)
    assert render(amend(desk, NOON, text="别人的").refused[NOON].why, "en") == "小林 has locked this post"
    assert amend(desk, NOON, text="自己的", actor="小林").done
    assert review.unlock(desk.open_store, desk.seen(NOON), actor="小周", at=desk.now).refused
    assert review.unlock(desk.open_store, desk.seen(NOON), actor="老王", at=desk.now, force=True).done
    assert desk.post(NOON).locked_by == ""


def test_what_is_on_its_way_cannot_be_edited(desk: Any) -> None:
    review.approve(desk.open_store, desk.sight(NOON), rules=desk.rules, actor="小林", at=desk.now)
    with desk.open_store() as store:
        store.queue.move(NOON, PostState.SENDING, actor="sishi", why=own_words("due"), at=desk.now)
    assert render(amend(desk, NOON, text="太晚").refused[NOON].why, "zh") == "这条发送中，不能这样改"
    assert review.undo(desk.open_store, "小林", at=desk.now).conflicts[NOON].what == ("state",)


# -- postpone and exchange ---------------------------------------------------------------------------
def test_a_post_goes_out_at_another_time_of_its_day(desk: Any) -> None:
    later = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    assert postpone(desk, NOON, goes_out_at=later).done[NOON].goes_out_at == later
    for wrong, sentence in (
        (datetime(2026, 11, 23, 16, 1, tzinfo=UTC), "same day in Asia/Shanghai"),
        (desk.now, "is over"),
    ):
        assert sentence in render(postpone(desk, NOON, goes_out_at=wrong).refused[NOON].why, "en")


def test_a_post_moves_to_an_empty_cell_and_leaves_its_own_empty(desk: Any) -> None:
    wednesday = date(2026, 11, 25)
    before = desk.post(NOON)
    batch = postpone(desk, NOON, day=wednesday)
    arrived = batch.done[NOON]
    assert (arrived.id, arrived.text, arrived.state) == (
        "g1-2026-11-25-noon",
        before.text,
        PostState.IN_REVIEW,
    )
    assert desk.post(NOON).state is PostState.CANCELLED
    review.undo(desk.open_store, "小周", at=desk.now)
    assert replace(desk.post(NOON), revision=1) == replace(before, revision=1)
    assert desk.post("g1-2026-11-25-noon").state is PostState.CANCELLED
    with desk.open_store(reading=True) as store:
        assert store.plan.placements(wednesday, wednesday) == []


@pytest.mark.parametrize(("off", "clock"), [(True, time(13, 30)), (False, time(12, 0))])
def test_a_post_moved_to_a_holiday_goes_out_at_the_time_the_group_keeps_then(
    desk: Any, off: bool, clock: time
) -> None:
    wednesday = date(2026, 11, 25)
    with desk.open_store() as store:
        store.library.put_groups(
            [replace(store.library.group("g1"), holiday_slots={Slot.NOON: time(13, 30)})]
        )
    holidays = frozenset({wednesday}) if off else frozenset()
    moved = postpone(desk, NOON, holidays=holidays, day=wednesday).done[NOON]
    assert moved.goes_out_at == datetime.combine(wednesday, clock, ZoneInfo("Asia/Shanghai"))


def test_a_time_that_is_asked_for_counts_on_a_holiday_too(desk: Any) -> None:
    wednesday = date(2026, 11, 25)
    asked = datetime(2026, 11, 25, 6, tzinfo=UTC)
    moved = postpone(desk, NOON, holidays=frozenset({wednesday}), day=wednesday, goes_out_at=asked)
    assert moved.done[NOON].goes_out_at == asked


def test_a_taken_cell_a_missing_slot_and_a_closed_day_are_refused(desk: Any) -> None:
    assert "exchange the two" in render(postpone(desk, NOON, day=TUESDAY).refused[NOON].why, "en")
    with desk.open_store() as store:
        group = store.library.group("g1")
        slots = {slot: at for slot, at in group.slots.items() if slot is not Slot.EVENING}
        store.library.put_groups([replace(group, slots=slots, blackouts=frozenset({date(2026, 11, 26)}))])
    assert "no evening slot" in render(
        postpone(desk, "g1-2026-11-23-evening", day=date(2026, 11, 25)).refused["g1-2026-11-23-evening"].why,
        "en",
    )
    assert "sends nothing" in render(postpone(desk, NOON, day=date(2026, 11, 26)).refused[NOON].why, "en")


def test_two_cells_exchange_what_they_show_and_the_plan_follows(desk: Any) -> None:
    one, other = desk.post(SHARE), desk.post(TOMORROWS_SHARE)
    assert exchange(desk, SHARE, TOMORROWS_SHARE).done
    now, then = desk.post(SHARE), desk.post(TOMORROWS_SHARE)
    assert (now.text, now.submission, now.poster) == (other.text, other.submission, other.poster)
    assert (then.text, then.goes_out_at) == (one.text, other.goes_out_at)
    with desk.open_store(reading=True) as store:
        assert [p.share for p in store.plan.placements(MONDAY, TUESDAY)] == ["i2", "i1"]
    review.undo(desk.open_store, "小周", at=desk.now)
    assert desk.post(SHARE).text == one.text
    with desk.open_store(reading=True) as store:
        plan = store.plan.placements(MONDAY, TUESDAY)
    assert [p.share for p in plan] == ["i1", "i2"]
    assert plan[0].why == {"engagement": 5}


@pytest.mark.parametrize("other", [slot for slot in Slot if slot is not Slot.NOON])
def test_no_post_comes_under_the_heading_of_another_slot(desk: Any, other: Slot) -> None:
    there = f"g1-2026-11-24-{other}"
    before = desk.post(NOON), desk.post(there)
    refused = exchange(desk, NOON, there).refused[NOON]
    assert refused.code == "other_slot"
    assert "only go to the noon" in render(refused.why, "en")
    moved = postpone(desk, NOON, day=date(2026, 11, 25), slot=other).refused[NOON]
    assert moved.code == "other_slot"
    assert (desk.post(NOON), desk.post(there)) == before


# -- swap --------------------------------------------------------------------------------------------
def test_another_photo_is_told_and_drawn_anew(desk: Any) -> None:
    swapped = swap(desk, SHARE, submission="i3").done[SHARE]
    assert (swapped.submission, swapped.member, swapped.photo) == ("i3", "m3", "i3")
    assert "群友3" in swapped.text
    with desk.open_store(reading=True) as store:
        assert store.plan.placements(MONDAY, MONDAY)[0].share == "i3"
        assert store.queue.specs([swapped.poster])[0].photos == {"photo": f"{'i3':0>64}"}


def test_another_story_keeps_the_photo_that_shows_its_product(desk: Any) -> None:
    swapped = swap(desk, NOON, story="s4").done[NOON]
    assert (swapped.story, swapped.photo, swapped.submission) == ("s4", "i1", None)
    with desk.open_store(reading=True) as store:
        assert store.plan.placements(MONDAY, MONDAY)[0].story == "s1", "three of four posts still tell s1"


def test_a_whole_day_is_swapped_as_one_action(desk: Any) -> None:
    day = [f"g1-2026-11-23-{slot}" for slot in Slot]
    asked = [review.Swap(seen, story="s4") for seen in desk.seen(*day)]
    batch = review.swap(
        desk.open_store, asked, telling=desk.telling, rules=desk.rules, actor="小周", at=desk.now
    )
    assert len(batch.done) == 4
    with desk.open_store(reading=True) as store:
        assert store.plan.placements(MONDAY, MONDAY)[0].story == "s4"
    assert len(review.undo(desk.open_store, "小周", at=desk.now).done) == 4
    with desk.open_store(reading=True) as store:
        assert store.plan.placements(MONDAY, MONDAY)[0].story == "s1"


@pytest.mark.parametrize(
    "key, asked, sentence",
    [
        (SHARE, {"submission": "i2"}, "sees the photo on 2026-11-24 already"),
        (SHARE, {"submission": "i6"}, "does not show the product"),
        (SHARE, {"submission": "i9"}, "There is no i9"),
        (NOON, {"story": "s2"}, "is told on 2026-11-24"),
        (NOON, {"story": "s3"}, "is not for daily groups"),
        (NOON, {"story": "s5"}, "over 2"),
        (NOON, {}, "Nothing is asked for"),
    ],
)
def test_rights_and_quotas_refuse_a_swap_with_a_sentence(
    desk: Any, key: str, asked: dict[str, str], sentence: str
) -> None:
    assert sentence in render(swap(desk, key, **asked).refused[key].why, "en")


def test_a_photo_without_consent_a_resting_author_and_neighbours_are_refused(desk: Any) -> None:
    with desk.open_store() as store:
        record_consent(store, "i3", Consent(ConsentState.WITHDRAWN), at=desk.now, by="recall")
        own = Consent(ConsentState.GRANTED, ConsentScope.OWN)
        record_consent(store, "i4", own, at=desk.now, by="word")
        store.plan.set_placement(Placement("g2", MONDAY, "s4", share="i5"), at=desk.now)
    assert "撤回" in render(swap(desk, SHARE, submission="i3").refused[SHARE].why, "zh")
    assert (
        render(swap(desk, SHARE, submission="i5").refused[SHARE].why, "zh")
        == "同一天 g2 也用这张，两群有共同成员"
    )
    assert swap(desk, SHARE, submission="i4").done
    with desk.open_store() as store:
        store.plan.drop_placements({("g2", MONDAY)})
        assert store.usage.author_in("m4", "g1", MONDAY, TUESDAY, desk.now) == {(MONDAY, "i4")}


def test_the_tray_offers_only_what_may_be_shown_best_first(desk: Any) -> None:
    tray = review.alternatives(desk.open_store, SHARE, review.Retelling(desk.telling, desk.rules, desk.now))
    assert [each.submission.id for each in tray if each.submission] == ["i3", "i4", "i5"]
    stories = review.alternatives(desk.open_store, NOON, review.Retelling(desk.telling, desk.rules, desk.now))
    assert [each.story.id for each in stories] == ["s4"]
    assert all(each.spec.template == "plain" for each in tray + stories)


# -- undo --------------------------------------------------------------------------------------------
def test_undo_and_redo_walk_through_ones_own_actions(desk: Any) -> None:
    first = desk.post(NOON).text
    amend(desk, NOON, text="一")
    amend(desk, NOON, text="二")
    review.lock(desk.open_store, desk.seen(NOON), actor="小周", at=desk.now)
    for expected in (("二", ""), ("一", ""), (first, "")):
        review.undo(desk.open_store, "小周", at=desk.now)
        assert (desk.post(NOON).text, desk.post(NOON).locked_by) == expected
    assert review.undo(desk.open_store, "小周", at=desk.now).outcomes == {}
    for expected in (("一", ""), ("二", ""), ("二", "小周")):
        review.redo(desk.open_store, "小周", at=desk.now)
        assert (desk.post(NOON).text, desk.post(NOON).locked_by) == expected
    assert review.redo(desk.open_store, "小周", at=desk.now).outcomes == {}


def test_after_something_new_there_is_nothing_to_redo(desk: Any) -> None:
    amend(desk, NOON, text="一")
    review.undo(desk.open_store, "小周", at=desk.now)
    amend(desk, TOMORROW, text="二")
    assert review.redo(desk.open_store, "小周", at=desk.now).outcomes == {}


def test_redo_never_goes_back_behind_something_new(desk: Any) -> None:
    amend(desk, NOON, text="一")
    review.undo(desk.open_store, "小周", at=desk.now)
    amend(desk, NOON, text="二")
    review.undo(desk.open_store, "小周", at=desk.now)
    review.redo(desk.open_store, "小周", at=desk.now)
    assert desk.post(NOON).text == "二"


def test_an_undo_over_anothers_later_edit_is_refused_item_by_item(desk: Any) -> None:
    seen = desk.seen(NOON, TOMORROW)
    edits = [review.Amend(each, text="两条一起") for each in seen]
    review.amend(desk.open_store, edits, telling=desk.telling, actor="小周", at=desk.now)
    amend(desk, NOON, text="老王改的", actor="老王")
    batch = review.undo(desk.open_store, "小周", at=desk.now)
    assert batch.conflicts[NOON].changed_by == "老王"
    assert set(batch.done) == {TOMORROW}
    assert desk.post(NOON).text == "老王改的"


def test_an_undo_over_anothers_change_that_looks_the_same_is_refused_too(desk: Any) -> None:
    review.approve(desk.open_store, desk.sight(NOON), rules=desk.rules, actor="小林", at=desk.now)
    review.reopen(desk.open_store, desk.seen(NOON), actor="老王", at=desk.now)
    review.approve(desk.open_store, desk.sight(NOON), rules=desk.rules, actor="老王", at=desk.now)
    assert review.undo(desk.open_store, "小林", at=desk.now).conflicts[NOON].what == ("state",)
    assert desk.post(NOON).state is PostState.APPROVED


def test_a_poster_drawn_meanwhile_does_not_stand_in_the_way_of_an_undo(desk: Any) -> None:
    before = desk.post(NOON)
    amend(desk, NOON, fields={"question": "几度？"})
    desk.draw()
    assert review.undo(desk.open_store, "小周", at=desk.now).done[NOON].poster == before.poster


def test_a_named_entry_is_undone_though_it_is_not_the_last(desk: Any) -> None:
    first = amend(desk, NOON, text="一").entry
    amend(desk, TOMORROW, text="二")
    assert set(review.undo(desk.open_store, "小周", at=desk.now, entry=first).done) == {NOON}
    assert desk.post(TOMORROW).text == "二"


def test_what_cannot_be_undone_any_more_is_not_offered_for_ever(desk: Any) -> None:
    amend(desk, TOMORROW, text="早先的")
    amend(desk, NOON, text="一")
    amend(desk, NOON, text="老王改的", actor="老王")
    assert review.undo(desk.open_store, "小周", at=desk.now).conflicts
    assert set(review.undo(desk.open_store, "小周", at=desk.now).done) == {TOMORROW}


def test_an_unknown_item_and_a_time_of_another_zone_hurt_nobody(desk: Any) -> None:
    batch = review.lock(desk.open_store, [Seen("nobody", 1)], actor="小周", at=desk.now + timedelta(days=1))
    assert render(batch.refused["nobody"].why, "zh") == "没有 nobody"


# -- layouts -------------------------------------------------------------------------------------
def relaid(desk: Any, change: LayoutChange, template: str, *, everywhere: bool = False) -> Batch[Post]:
    """A desk whose noon has two layouts."""
    other = replace(desk.telling.templates["plain"], name="other")
    telling = replace(desk.telling, templates={**desk.telling.templates, "other": other})
    asked = review.Relayout(desk.seen(NOON)[0], change, template, everywhere)
    retelling = review.Retelling(telling, desk.rules, desk.now)
    return review.relayout(desk.open_store, [asked], retelling, actor="小林")


def layout_now(desk: Any) -> tuple[str, list[tuple[str, str, str]]]:
    with desk.open_store(reading=True) as store:
        (spec,) = store.queue.specs([desk.post(NOON).poster])
        rules = store.layout_rules.rules()
        return spec.template, [(rule.kind.value, rule.template, rule.group) for rule in rules]


def test_a_pin_lays_the_post_out_anew_and_undo_takes_back_both(desk: Any) -> None:
    assert layout_now(desk) == ("plain", [])
    batch = relaid(desk, LayoutChange.PIN, "other")
    assert layout_now(desk) == ("other", [("pin", "other", "g1")])
    assert batch.done[NOON].state is PostState.DRAFT  # not drawn yet
    review.undo(desk.open_store, "小林", at=desk.now)
    assert layout_now(desk) == ("plain", [])
    review.redo(desk.open_store, "小林", at=desk.now)
    assert layout_now(desk) == ("other", [("pin", "other", "g1")])


def test_what_is_said_of_a_group_goes_before_what_is_said_of_all(desk: Any) -> None:
    relaid(desk, LayoutChange.BAN, "plain", everywhere=True)
    assert layout_now(desk) == ("other", [("ban", "plain", "")])
    relaid(desk, LayoutChange.PIN, "plain")
    assert layout_now(desk)[0] == "plain"
    relaid(desk, LayoutChange.FREE, "plain")
    assert layout_now(desk) == ("other", [("ban", "plain", "")])


def test_a_rule_that_somebody_changed_since_is_not_undone(desk: Any) -> None:
    relaid(desk, LayoutChange.BAN, "plain")
    with desk.open_store() as store:
        store.layout_rules.set_slot("g1", Slot.NOON, ())
    ends = review.undo(desk.open_store, "小林", at=desk.now).outcomes
    assert [end for end in ends.values() if isinstance(end, RefusedAction)]


def test_a_layout_that_nobody_knows_cannot_be_pinned(desk: Any) -> None:
    with pytest.raises(UnknownId, match="nowhere"):
        relaid(desk, LayoutChange.PIN, "nowhere")
