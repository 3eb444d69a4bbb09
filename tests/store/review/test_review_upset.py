"""What upsets a plan: posts come back at once with the reason, and the days wait for a plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content import review
from content.compose.stage import tell
from content.errors import UnknownId, WrongInput
from content.messages import render
from content.model import Choice, Consent, ConsentState, GroupKind, Post, PostState, Seen, Slot
from content.model.planning import Cause, FormRule, Replan, WeekRules
from content.night import NightOrder
from content.planner.problem.inputs import PlanRules
from content.planner.stage import lay_out
from content.review import upset
from content.rights.consents import record_consent

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def states(desk: Any, day: date) -> set[PostState]:
    with desk.open_store(reading=True) as store:
        return {post.state for post in store.queue.posts(day, day)}


def waiting(desk: Any) -> list[Replan]:
    with desk.open_store(reading=True) as store:
        found: list[Replan] = store.replans.pending_replans()
        return found


def plan_again(desk: Any, **order: Any) -> None:
    """As the night does it, for two days."""
    asked = NightOrder("", MONDAY, order.pop("days", 2), run="r2", **order)
    lay_out(desk.open_store, PlanRules(), asked, now=desk.now)
    tell(desk.open_store, desk.telling, ["g1", "g2"], MONDAY, TUESDAY, now=desk.now, run="r2")


def told(desk: Any, day: date) -> dict[Slot, Post]:
    with desk.open_store(reading=True) as store:
        return {p.slot: p for p in store.queue.posts(day, day, groups=["g1"]) if p.state is PostState.DRAFT}


def approve(desk: Any, *keys: str) -> None:
    batch = review.approve(desk.open_store, desk.sight(*keys), rules=desk.rules, actor="老王", at=desk.now)
    assert len(batch.done) == len(keys)


def test_posts_of_a_retired_story_come_back_with_the_reason(desk: Any, name: Callable[..., str]) -> None:
    approve(desk, name(MONDAY, Slot.MORNING))
    done = upset.retire_story(desk.open_store, "s1", actor="小周", at=desk.now, why="配方改了")
    assert len(done.posts) == 4
    assert states(desk, MONDAY) == {PostState.RETURNED}
    assert states(desk, TUESDAY) == {PostState.IN_REVIEW}
    with desk.open_store(reading=True) as store:
        (approval,) = store.history.approvals(name(MONDAY, Slot.MORNING))
        assert approval.revoked_at == desk.now
        assert store.queue.audit(name(MONDAY, Slot.NOON))[-1][4].params["words"] == "配方改了"
    (replan,) = waiting(desk)
    assert (replan.cause, replan.what, replan.posts, replan.last_day) == (Cause.STORY, "s1", 4, MONDAY)


def test_a_retired_story_is_told_no_more_and_the_rest_stays(desk: Any) -> None:
    with desk.open_store(reading=True) as store:
        before = {p.id: p for p in store.queue.posts(TUESDAY, TUESDAY, groups=["g1"])}
    upset.retire_story(desk.open_store, "s1", actor="小周", at=desk.now)
    plan_again(desk)
    assert waiting(desk) == []
    assert {post.story for post in told(desk, MONDAY).values()} == {"s4"}
    with desk.open_store(reading=True) as store:
        assert {p.id: p for p in store.queue.posts(TUESDAY, TUESDAY, groups=["g1"])} == before


def test_retiring_twice_changes_nothing_more(desk: Any) -> None:
    upset.retire_story(desk.open_store, "s1", actor="小周", at=desk.now)
    assert upset.retire_story(desk.open_store, "s1", actor="小周", at=desk.now).posts == ()
    assert len(waiting(desk)) == 1


def test_a_post_of_a_retired_story_can_be_reopened_but_not_approved(
    desk: Any, name: Callable[..., str]
) -> None:
    key = name(MONDAY, Slot.NOON)
    upset.retire_story(desk.open_store, "s1", actor="小周", at=desk.now)
    assert review.reopen(desk.open_store, desk.seen(key), actor="老王", at=desk.now).done
    batch = review.approve(desk.open_store, desk.sight(key), rules=desk.rules, actor="老王", at=desk.now)
    assert "不在有效期" in render(batch.refused[key].why, "zh")


def test_a_paused_group_gets_nothing_until_it_goes_on(desk: Any) -> None:
    upset.pause_group(desk.open_store, "g1", MONDAY, MONDAY, actor="小周", at=desk.now)
    assert states(desk, MONDAY) == {PostState.RETURNED}
    plan_again(desk)
    assert states(desk, MONDAY) == {PostState.CANCELLED, PostState.DRAFT}  # g2 has its own
    assert told(desk, MONDAY) == {}
    upset.resume_group(desk.open_store, "g1", MONDAY, actor="小周", at=desk.now)
    assert [one.cause for one in waiting(desk)] == [Cause.GROUP]
    plan_again(desk)
    assert set(told(desk, MONDAY)) == set(Slot)


def test_a_group_that_does_not_pause_has_nothing_to_go_on_with(desk: Any) -> None:
    assert upset.resume_group(desk.open_store, "g1", MONDAY, actor="小周", at=desk.now).posts == ()
    assert waiting(desk) == []


@pytest.mark.parametrize("days", [-1, 366])
def test_a_pause_has_a_first_and_a_last_day_within_a_year(desk: Any, days: int) -> None:
    with pytest.raises(WrongInput, match="1 to 366"):
        upset.pause_group(
            desk.open_store, "g1", MONDAY, MONDAY + timedelta(days=days), actor="小周", at=desk.now
        )


def test_who_has_left_is_shown_no_more(desk: Any) -> None:
    done = upset.member_left(desk.open_store, "m1", MONDAY, actor="小周", at=desk.now)
    assert render(done.what, "zh") == "群友1 已退群"
    assert states(desk, MONDAY) == {PostState.RETURNED}  # each shows the photo or a part of it
    plan_again(desk)
    with desk.open_store(reading=True) as store:
        assert "i1" not in {p.share for p in store.plan.placements()}
        assert store.rights.consent("i1").state == "granted"
        assert {(move.day, move.rule) for move in store.planning_rules.plan_moves("r2")} == {
            (MONDAY, "author_left")
        }
        store.library.put_members([store.library.member("m1")])  # the roster has the member again
    assert "i1" not in {post.submission for post in told(desk, MONDAY).values()}


def test_who_leaves_tomorrow_is_shown_until_then(desk: Any, name: Callable[..., str]) -> None:
    done = upset.member_left(desk.open_store, "m1", TUESDAY, actor="小周", at=desk.now)
    assert done.posts == ()  # all that shows m1 goes out on Monday
    approve(desk, name(MONDAY, Slot.AFTERNOON))
    upset.member_left(desk.open_store, "m2", TUESDAY, actor="小周", at=desk.now)
    assert states(desk, TUESDAY) == {PostState.RETURNED}
    plan_again(desk)
    with desk.open_store(reading=True) as store:
        placed = {(p.group, p.day): p.share for p in store.plan.placements()}
    assert placed["g1", MONDAY] == "i1"
    assert not {"i1", "i2"} & {share for (_, day), share in placed.items() if day == TUESDAY}


def test_what_is_closed_for_other_reasons_stays_closed_when_a_group_goes_on(desk: Any) -> None:
    festival = date(2027, 2, 6)
    upset.pause_group(desk.open_store, "g1", festival, festival, actor="小周", at=desk.now)
    upset.pause_group(desk.open_store, "g1", MONDAY, TUESDAY, actor="小周", at=desk.now)
    upset.resume_group(desk.open_store, "g1", MONDAY, actor="小周", at=desk.now)
    with desk.open_store(reading=True) as store:
        assert store.library.group("g1").blackouts == {festival}


def test_a_dropped_photo_brings_its_posts_back_and_an_undo_gives_them_their_state_again(
    desk: Any, name: Callable[..., str]
) -> None:
    shares = name(MONDAY, Slot.AFTERNOON)
    approve(desk, shares)
    asked = [review.Decide(Seen("i1", 0), choice=Choice.DROP)]
    review.decide(desk.open_store, asked, actor="小周", at=desk.now)
    assert desk.post(shares).state is PostState.RETURNED
    assert [one.cause for one in waiting(desk)] == [Cause.PHOTO]
    undone = review.undo(desk.open_store, "小周", at=desk.now)
    assert undone.conflicts == undone.refused == {}
    assert desk.post(shares).state is PostState.APPROVED
    review.redo(desk.open_store, "小周", at=desk.now)
    assert desk.post(shares).state is PostState.RETURNED


def test_a_drop_that_was_told_of_fewer_approved_posts_is_refused(desk: Any, name: Callable[..., str]) -> None:
    shares = name(MONDAY, Slot.AFTERNOON)
    approve(desk, shares)
    before = desk.post(shares)
    with desk.open_store(reading=True) as store:
        ahead = store.replans.shown_ahead(["i1"], desk.now, "小周")["i1"]
    assert (ahead.posts, ahead.approved) == (4, 1)
    asked = review.Decide(Seen("i1", 0), choice=Choice.DROP, approved=0)
    refused = review.decide(desk.open_store, [asked], actor="小周", at=desk.now).refused["i1"]
    assert refused.code == "approved_use"
    assert "4 posts, 1 of them approved" in render(refused.why, "en")
    assert desk.post(shares) == before
    told_of_it = replace(asked, approved=1)
    assert review.decide(desk.open_store, [told_of_it], actor="小周", at=desk.now).done


def test_what_somebody_else_keeps_locked_is_not_counted_as_coming_back(
    desk: Any, name: Callable[..., str]
) -> None:
    shares = name(MONDAY, Slot.AFTERNOON)
    review.lock(desk.open_store, desk.seen(shares), actor="小林", at=desk.now)
    with desk.open_store(reading=True) as store:
        assert store.replans.shown_ahead(["i1"], desk.now, "小周")["i1"].posts == 3
        assert store.replans.shown_ahead(["i1"], desk.now, "小林")["i1"].posts == 4


def test_a_dropped_photo_is_replaced_in_its_cell_alone(desk: Any, name: Callable[..., str]) -> None:
    asked = [review.Decide(Seen("i1", 0), choice=Choice.DROP)]
    review.decide(desk.open_store, asked, actor="小周", at=desk.now)
    plan_again(desk)
    share = told(desk, MONDAY)[Slot.AFTERNOON]
    assert (share.story, share.submission) == ("s1", "i3")
    assert share.version == 2
    assert states(desk, TUESDAY) >= {PostState.IN_REVIEW}


def test_a_withdrawn_consent_waits_for_a_plan(desk: Any) -> None:
    with desk.open_store() as store:
        record_consent(store, "i1", Consent(ConsentState.WITHDRAWN), at=desk.now, by="小周")
    assert [(one.cause, one.what) for one in waiting(desk)] == [(Cause.CONSENT, "i1")]


def test_a_plan_for_some_groups_or_too_few_days_leaves_it_waiting(desk: Any) -> None:
    upset.retire_story(desk.open_store, "s2", actor="小周", at=desk.now)
    plan_again(desk, days=1)
    plan_again(desk, groups=("g1",))
    assert len(waiting(desk)) == 1


def test_what_is_unknown_is_named(desk: Any) -> None:
    for do in (
        lambda: upset.retire_story(desk.open_store, "nope", actor="小周", at=desk.now),
        lambda: upset.pause_group(desk.open_store, "nope", MONDAY, MONDAY, actor="小周", at=desk.now),
        lambda: upset.member_left(desk.open_store, "nope", MONDAY, actor="小周", at=desk.now),
    ):
        with pytest.raises(UnknownId, match="'nope'"):
            do()


def test_a_slot_that_the_week_silences_gets_no_post_and_is_promised_by_none(
    desk: Any, name: Callable[..., str]
) -> None:
    silent = FormRule(GroupKind.DAILY, MONDAY.weekday(), Slot.EVENING, frozenset())
    with desk.open_store() as store:
        store.planning_rules.set_week_rules(WeekRules(forms=(silent,)))
    tell(desk.open_store, desk.telling, ["g1"], MONDAY, TUESDAY, now=desk.now, run="r2")
    assert desk.post(name(MONDAY, Slot.EVENING)).state is PostState.CANCELLED
    assert desk.post(name(TUESDAY, Slot.EVENING)).state is PostState.IN_REVIEW
    assert "今晚八点" in desk.post(name(TUESDAY, Slot.NOON)).text
    assert "今晚八点" not in desk.post(name(MONDAY, Slot.NOON)).text


def test_what_is_swapped_in_by_hand_promises_no_silent_evening(desk: Any, name: Callable[..., str]) -> None:
    silent = FormRule(GroupKind.DAILY, MONDAY.weekday(), Slot.EVENING, frozenset())
    with desk.open_store() as store:
        store.planning_rules.set_week_rules(WeekRules(forms=(silent,)))
    for slot in (Slot.NOON, Slot.EVENING):
        key = name(MONDAY, slot)
        swap = review.Swap(desk.seen(key)[0], story="s4")
        done = review.swap(
            desk.open_store, [swap], telling=desk.telling, rules=desk.rules, actor="小周", at=desk.now
        )
        assert done.refused == {}
        assert "今晚八点" not in done.done[key].text
