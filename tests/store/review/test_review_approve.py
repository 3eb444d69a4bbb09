"""An approval is for exactly what was seen, and for nothing that comes after."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from content import review
from content.compose.stage import tell
from content.messages import render
from content.model import Conflict, Consent, ConsentState, Done, Message, PostState, RefusedAction, own_words
from content.rights.consents import record_consent
from content.text.book import WordList

NOON = "g1-2026-11-23-noon"
SHARE = "g1-2026-11-23-afternoon"
CLAIMS = WordList({"全网最低": ("price", "价格")})


def approve(desk: Any, *keys: str, actor: str = "小林", **rules: bool) -> Any:
    return review.approve(
        desk.open_store, desk.sight(*keys), rules=replace(desk.rules, **rules), actor=actor, at=desk.now
    )


def amend(desk: Any, key: str, text: str = "换个问法", actor: str = "小周") -> Any:
    edit = review.Amend(desk.seen(key)[0], text=text)
    return review.amend(desk.open_store, [edit], telling=desk.telling, actor=actor, at=desk.now)


def test_what_was_seen_is_approved_with_its_hashes_and_name(desk: Any) -> None:
    (sight,) = desk.sight(NOON)
    assert approve(desk, NOON).done[NOON].state is PostState.APPROVED
    with desk.open_store(reading=True) as store:
        (approval,) = store.history.approvals(NOON)
        assert (approval.who, approval.version) == ("小林", 1)
        assert (approval.text_sha256, approval.poster_sha256) == (sight.text_sha256, sight.poster_sha256)
        assert store.boards.card(NOON).approved_by == ("小林",)


def test_a_text_that_changed_meanwhile_is_a_conflict_that_says_so(desk: Any) -> None:
    seen = desk.sight(NOON)
    amend(desk, NOON)
    batch = review.approve(desk.open_store, seen, rules=desk.rules, actor="小林", at=desk.now)
    conflict = batch.conflicts[NOON]
    assert (conflict.changed_by, conflict.what) == ("小周", ("version", "text"))
    assert desk.post(NOON).state is PostState.IN_REVIEW


def test_a_poster_drawn_anew_in_other_pixels_is_a_conflict(desk: Any) -> None:
    seen = desk.sight(NOON)
    with desk.open_store() as store:
        poster = store.queue.rendered([store.queue.post(NOON).poster]).popitem()[1]
        store.queue.add_rendered([replace(poster, sha256="e" * 64)])
    batch = review.approve(desk.open_store, seen, rules=desk.rules, actor="小林", at=desk.now)
    assert batch.conflicts[NOON].what == ("poster",)


def test_an_edit_voids_the_approval_and_an_undo_of_it_brings_it_back(desk: Any) -> None:
    approve(desk, NOON)
    assert amend(desk, NOON).done[NOON].state is PostState.IN_REVIEW
    with desk.open_store(reading=True) as store:
        assert store.boards.card(NOON).approved_by == ()
    assert review.undo(desk.open_store, "小周", at=desk.now).done[NOON].state is PostState.APPROVED
    with desk.open_store(reading=True) as store:
        assert store.boards.card(NOON).approved_by == ("小林",)


def test_a_batch_is_never_all_or_nothing(desk: Any) -> None:
    seen = desk.sight(NOON, SHARE)
    amend(desk, NOON)
    batch = review.approve(desk.open_store, seen, rules=desk.rules, actor="小林", at=desk.now)
    assert isinstance(batch.outcomes[NOON], Conflict)
    assert isinstance(batch.outcomes[SHARE], Done)


def test_two_people_must_approve_where_the_rules_say_so(desk: Any) -> None:
    assert approve(desk, NOON, second_approver=True).done[NOON].state is PostState.IN_REVIEW
    again = approve(desk, NOON, second_approver=True).refused[NOON]
    assert render(again.why, "en") == "小林 has approved it; somebody else must too"
    assert approve(desk, NOON, actor="老王", second_approver=True).done[NOON].state is PostState.APPROVED


def test_who_edited_may_not_approve_where_four_eyes_are_asked_for(desk: Any) -> None:
    amend(desk, NOON, actor="小林")
    assert "Somebody else" in render(approve(desk, NOON, editor_may_approve=False).refused[NOON].why, "en")
    assert approve(desk, NOON, actor="老王", editor_may_approve=False).done


def test_consent_is_asked_again_at_approval_for_crops_too(desk: Any) -> None:
    with desk.open_store() as store:
        record_consent(store, "i1", Consent(ConsentState.WITHDRAWN), at=desk.now, by="recall")
    review.reopen(desk.open_store, desk.seen(NOON, SHARE), actor="老王", at=desk.now)
    for key in (NOON, SHARE):
        assert "撤回" in render(approve(desk, key).refused[key].why, "zh")


def test_a_poster_that_is_not_drawn_and_a_time_that_is_over_are_refused(desk: Any) -> None:
    fields = {"question": "另一个问题？"}
    edit = review.Amend(desk.seen(NOON)[0], fields=fields)
    review.amend(desk.open_store, [edit], telling=desk.telling, actor="小周", at=desk.now)
    assert desk.post(NOON).state is PostState.DRAFT
    assert approve(desk, NOON).refused[NOON]
    desk.draw()
    late = desk.now + timedelta(days=3)
    batch = review.approve(desk.open_store, desk.sight(NOON), rules=desk.rules, actor="小林", at=late)
    assert "is over" in render(batch.refused[NOON].why, "en")


def test_what_another_person_locked_is_refused(desk: Any) -> None:
    review.lock(desk.open_store, desk.seen(NOON), actor="小周", at=desk.now)
    assert approve(desk, NOON).refused[NOON] == RefusedAction(Message("review.locked", actor="小周"))


@pytest.mark.parametrize("verb", [review.reopen, review.withdraw])
def test_what_takes_a_post_back_takes_back_its_approvals(desk: Any, verb: Any) -> None:
    approve(desk, NOON)
    verb(desk.open_store, desk.seen(NOON), actor="小周", at=desk.now)
    with desk.open_store(reading=True) as store:
        assert store.history.approvals(NOON)[0].revoked_by == "小周"
    review.undo(desk.open_store, "小周", at=desk.now)
    with desk.open_store(reading=True) as store:
        assert store.boards.card(NOON).approved_by == ("小林",)
        assert store.queue.post(NOON).state is PostState.APPROVED


def test_an_unknown_post_is_said(desk: Any) -> None:
    sight = replace(desk.sight(NOON)[0], id="nobody")
    batch = review.approve(desk.open_store, [sight], rules=desk.rules, actor="小林", at=desk.now)
    assert render(batch.refused["nobody"].why, "en") == "There is no nobody"
    assert batch.entry is None


def test_the_days_of_an_approved_post_are_left_alone_by_the_night(desk: Any) -> None:
    approve(desk, NOON)
    with desk.open_store(reading=True) as store:
        assert store.plan.frozen_days(date(2026, 11, 23), date(2026, 11, 23)) == {("g1", date(2026, 11, 23))}


def test_what_a_brand_must_not_say_is_not_approved_until_it_is_put_otherwise(desk: Any) -> None:
    rules = replace(desk.rules, claims=CLAIMS)
    amend(desk, NOON, "全网最低，猜猜多少钱")
    refused = review.approve(desk.open_store, desk.sight(NOON), rules=rules, actor="小林", at=desk.now)
    assert "全网最低" in render(refused.refused[NOON].why, "zh")
    amend(desk, NOON, "猜猜多少钱")
    batch = review.approve(desk.open_store, desk.sight(NOON), rules=rules, actor="小林", at=desk.now)
    assert batch.done[NOON].state is PostState.APPROVED


def test_what_a_member_said_of_it_is_the_members_own_word(desk: Any) -> None:
    with desk.open_store() as store:
        shown = store.intake.submissions(["i1"])[0]
        store.intake.renew_submission("i1", replace(shown, text="全网最低买到的"))
    amend(desk, SHARE, "她说：全网最低买到的")
    rules = replace(desk.rules, claims=CLAIMS)
    batch = review.approve(desk.open_store, desk.sight(SHARE), rules=rules, actor="小林", at=desk.now)
    assert batch.done[SHARE].state is PostState.APPROVED


COMPLAINT = "不好吃，饭根本不像饭"


def complains(desk: Any, key: str) -> None:
    with desk.open_store() as store:
        (shown,) = store.intake.submissions([key])
        store.intake.renew_submission(key, replace(shown, text=COMPLAINT))


def quoted_by_the_night(desk: Any) -> None:
    """As a program wrote it that asked nothing of a member's words."""
    complains(desk, "i1")
    post = replace(desk.post(SHARE), text=f"@群友1 说：「{COMPLAINT}」")
    with desk.open_store() as store:
        store.queue.put_posts([post], actor="sishi", why=own_words("plan"), at=desk.now, run="r")
    desk.draw()


def test_a_complaint_that_the_program_quoted_is_not_approved_until_it_is_planned_again(desk: Any) -> None:
    quoted_by_the_night(desk)
    approve = partial(review.approve, desk.open_store, rules=desk.rules, actor="小林", at=desk.now)
    refused = approve(desk.sight(SHARE)).refused[SHARE]
    assert "不好吃" in render(refused.why, "zh")
    assert "a complaint is heard" in render(refused.why, "en")
    monday = date(2026, 11, 23)
    tell(desk.open_store, desk.telling, ["g1"], monday, monday, now=desk.now, run="r2")
    desk.draw()
    assert COMPLAINT not in desk.post(SHARE).text
    assert approve(desk.sight(SHARE)).done[SHARE].state is PostState.APPROVED


def test_a_quote_that_an_editor_typed_is_the_editor_s_word(desk: Any) -> None:
    quoted_by_the_night(desk)
    amend(desk, SHARE, "换句话")
    amend(desk, SHARE, f"她直说：「{COMPLAINT}」我们改。")
    batch = review.approve(desk.open_store, desk.sight(SHARE), rules=desk.rules, actor="小林", at=desk.now)
    assert batch.done[SHARE].state is PostState.APPROVED


def test_an_editor_s_swap_brings_the_photo_without_its_complaint(desk: Any) -> None:
    complains(desk, "i4")
    swaps = [review.Swap(desk.seen(SHARE)[0], submission="i4")]
    batch = review.swap(
        desk.open_store, swaps, telling=desk.telling, rules=desk.rules, actor="小林", at=desk.now
    )
    post = batch.done[SHARE]
    assert (post.photo, COMPLAINT in post.text) == ("i4", False)
    with desk.open_store(reading=True) as store:
        (spec,) = store.queue.specs([post.poster])
    assert COMPLAINT not in str(spec.fields)
