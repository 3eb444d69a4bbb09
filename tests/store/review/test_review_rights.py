"""A consent that ends takes its photo out of everything not yet sent, at once and whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from content import review
from content.compose.stage import tell
from content.errors import IllegalMove
from content.inbox import ConsentEvent
from content.messages import render
from content.model import (
    Choice,
    Consent,
    ConsentScope,
    ConsentState,
    Dropped,
    Message,
    Placement,
    PostState,
    Reason,
    Seen,
    Slot,
    own_words,
)
from content.night import NightOrder
from content.planner.problem.inputs import PlanRules
from content.planner.stage import lay_out
from content.rights.consents import apply_consent_events, hear_consent, record_consent
from content.store.withdrawals import Withdrawals

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY + timedelta(days=6)
WITHDRAWN = Consent(ConsentState.WITHDRAWN, evidence="msg-9")
OWN = Consent(ConsentState.GRANTED, ConsentScope.OWN)
MONDAYS = [f"g1-2026-11-23-{slot}" for slot in Slot]


def withdraw(desk: Any, key: str = "i1", consent: Consent = WITHDRAWN) -> None:
    with desk.open_store() as store:
        record_consent(store, key, consent, at=desk.now, by="小周")


def approve(desk: Any, *keys: str) -> Any:
    return review.approve(desk.open_store, desk.sight(*keys), rules=desk.rules, actor="老王", at=desk.now)


def showing(desk: Any, key: str = "i1") -> list[str]:
    with desk.open_store(reading=True) as store:
        return [post.id for post in store.queue.posts() if key in (post.photo, post.submission)]


def states(desk: Any, keys: Sequence[str]) -> set[PostState]:
    return {desk.post(key).state for key in keys}


def send(desk: Any, key: str) -> None:
    with desk.open_store() as store:
        for state in (PostState.SENDING, PostState.SENT):
            store.queue.move(key, state, actor="sishi", why=None, at=desk.now)


def test_unsent_posts_go_back_to_the_editors_with_the_reason(desk: Any) -> None:
    approve(desk, *MONDAYS)
    shown = showing(desk)
    withdraw(desk)
    assert shown
    assert states(desk, shown) == {PostState.RETURNED}
    with desk.open_store(reading=True) as store:
        *_, last = store.queue.audit(shown[0])
        assert last[1:] == ("小周", "approved", "returned", Message("withheld.withdrawn"))
        assert all(a.revoked_by == "小周" for a in store.history.approvals(shown[0]))
        assert store.boards.card(shown[0]).note == last[-1]


def test_posts_that_show_another_photo_stay_as_they_are(desk: Any) -> None:
    others = [post for post in MONDAYS if post not in showing(desk)] + showing(desk, "i2")
    before = [desk.post(key) for key in others]
    withdraw(desk)
    assert [desk.post(key) for key in others] == before


def test_a_draft_goes_back_before_its_poster_is_drawn(desk: Any) -> None:
    with desk.open_store() as store:
        store.plan.set_placements([Placement("g1", SUNDAY, "s4", share="i3")], at=desk.now, run="r2")
    tell(desk.open_store, desk.telling, ["g1"], SUNDAY, SUNDAY, now=desk.now, run="r2")
    assert PostState.DRAFT in states(desk, showing(desk, "i3"))
    withdraw(desk, "i3")
    desk.draw()
    assert states(desk, showing(desk, "i3")) == {PostState.RETURNED}


def test_the_photo_leaves_the_shortlist_and_the_plan(desk: Any) -> None:
    withdraw(desk)
    with desk.open_store(reading=True) as store:
        verdict = store.curation.verdict("i1")
        assert isinstance(verdict, Dropped)
        assert (verdict.reason, render(verdict.why, "zh")) == (Reason.CONSENT_WITHDRAWN, "作者撤回了授权")
        (monday,) = store.plan.placements(MONDAY, MONDAY)
        assert (monday.story, monday.share) == ("s1", None)


def test_the_next_plan_fills_the_gap(desk: Any) -> None:
    withdraw(desk)
    order = NightOrder("", MONDAY, 2, run="r2")
    lay_out(desk.open_store, PlanRules(14, 8, 7), order, now=desk.now)
    tell(desk.open_store, desk.telling, ["g1"], MONDAY, MONDAY, now=desk.now, run="r2")
    desk.draw()
    with desk.open_store(reading=True) as store:
        (monday,) = store.plan.placements(MONDAY, MONDAY, ["g1"])
    assert monday.share not in (None, "i1")
    post = desk.post("g1-2026-11-23-afternoon")
    assert (post.state, post.photo) == (PostState.IN_REVIEW, monday.share)


@pytest.mark.parametrize("how", ["approve", "reopen and approve", "undo", "keep", "swap in"])
def test_nobody_can_bring_it_back_to_the_members(desk: Any, how: str) -> None:
    key = "g1-2026-11-23-afternoon"
    approve(desk, key)
    review.reopen(desk.open_store, desk.seen(key), actor="老王", at=desk.now)
    withdraw(desk)
    match how:
        case "approve":
            refused = approve(desk, key).refused
        case "reopen and approve":
            review.reopen(desk.open_store, desk.seen(key), actor="老王", at=desk.now)
            refused = approve(desk, key).refused
        case "undo":
            end = review.undo(desk.open_store, "老王", at=desk.now)
            refused = end.refused | end.conflicts
        case "keep":
            asked = review.Decide(Seen("i1", 0), choice=Choice.KEEP)
            refused = review.decide(desk.open_store, [asked], actor="老王", at=desk.now).refused
        case _:
            asked = review.Swap(desk.seen("g1-2026-11-24-afternoon")[0], submission="i1")
            refused = review.swap(
                desk.open_store, [asked], telling=desk.telling, rules=desk.rules, actor="老王", at=desk.now
            ).refused
    assert refused
    assert desk.post(key).state is not PostState.APPROVED
    with pytest.raises(IllegalMove), desk.open_store() as store:
        store.queue.move(key, PostState.SENDING, actor="sishi", why=None, at=desk.now)


def test_what_members_saw_is_listed_until_a_person_took_it_down(desk: Any) -> None:
    key = "g1-2026-11-23-afternoon"
    approve(desk, key)
    send(desk, key)
    withdraw(desk)
    with desk.open_store() as store:
        (removal,) = store.consent_requests.removals()
        assert (removal.post, removal.submission, removal.state) == (key, "i1", "sent")
        store.consent_requests.take_down(key, at=desk.now, by="小林")
        assert store.consent_requests.removals() == []
        (done,) = store.consent_requests.removals(done=True)
        assert done.done_by == "小林"
        assert store.queue.audit(key)[-1][1] == "小林"


def test_a_consent_that_runs_out_takes_nothing_down(desk: Any) -> None:
    key = "g1-2026-11-23-afternoon"
    approve(desk, key)
    send(desk, key)
    withdraw(desk, consent=replace(OWN, state=ConsentState.EXPIRED))
    with desk.open_store(reading=True) as store:
        assert store.consent_requests.removals() == []


def test_a_narrower_consent_returns_only_what_it_no_longer_covers(desk: Any) -> None:
    with desk.open_store() as store:
        store.plan.set_placements([Placement("g2", SUNDAY, "s4", share="i1")], at=desk.now, run="r2")
    tell(desk.open_store, desk.telling, ["g2"], SUNDAY, SUNDAY, now=desk.now, run="r2")
    desk.draw()
    withdraw(desk, consent=OWN)
    for key in showing(desk):
        mine = key.startswith("g1")
        assert desk.post(key).state is (PostState.IN_REVIEW if mine else PostState.RETURNED)
    with desk.open_store(reading=True) as store:
        assert {p.group: p.share for p in store.plan.placements()} == {"g1": "i2", "g2": None}
        assert not isinstance(store.curation.verdict("i1"), Dropped)


def test_a_crash_inside_leaves_nothing_half_done(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = showing(desk)

    def pull_the_plug(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(Withdrawals, "drop_verdicts", pull_the_plug)
    with pytest.raises(RuntimeError):
        withdraw(desk)
    assert states(desk, shown) == {PostState.IN_REVIEW}
    with desk.open_store(reading=True) as store:
        assert store.rights.consent("i1").state is ConsentState.GRANTED
        assert store.plan.placements(MONDAY, MONDAY)[0].share == "i1"


def test_a_recall_in_a_chat_does_the_same_and_once(desk: Any) -> None:
    event = ConsentEvent(ConsentState.WITHDRAWN, "revoke-1", "m1", "msg-1")
    for counted in (1, 0):
        with desk.open_store() as store:
            assert apply_consent_events(store, [(event, ("i1",))], at=desk.now, by="gather") == counted
    assert states(desk, showing(desk)) == {PostState.RETURNED}


def test_a_member_who_leaves_takes_everything_along(desk: Any) -> None:
    event = ConsentEvent(ConsentState.WITHDRAWN, "left-1", "m5")
    with desk.open_store() as store:
        assert apply_consent_events(store, [(event, ())], at=desk.now, by="gather") == 2
        assert {store.rights.consent(key).state for key in ("i5", "i6")} == {ConsentState.WITHDRAWN}


def test_agreeing_to_the_archive_is_no_leave_to_show(desk: Any) -> None:
    agreed = ConsentEvent(ConsentState.GRANTED, "agree-1", "m1", uses=frozenset({"archive"}))
    with desk.open_store() as store:
        assert apply_consent_events(store, [(agreed, ())], at=desk.now, by="gather") == 0
        assert store.rights.consent("i1").uses == {"poster"}


def test_every_change_has_its_entry_in_the_audit(desk: Any) -> None:
    withdraw(desk)
    with desk.open_store(reading=True) as store:
        (entry,) = store.submission_history.submission_life("i1").audit
    assert (entry.kind, entry.who, entry.was, entry.became) == ("consent", "小周", "granted", "withdrawn")
    assert (entry.why, entry.detail["from"]["groups"]) == (own_words("msg-9"), "all")


def test_a_source_never_gives_back_what_was_taken(desk: Any) -> None:
    granted = Consent(ConsentState.GRANTED, ConsentScope.ALL, until=date(2027, 6, 1))
    withdraw(desk)
    with desk.open_store() as store:
        assert not hear_consent(store, "i1", granted, at=desk.now)
        assert record_consent(store, "i1", replace(granted, evidence="note"), at=desk.now, by="小周")
        assert not hear_consent(store, "i1", replace(granted, until=None), at=desk.now)


def test_old_words_read_again_do_not_undo_a_new_grant(desk: Any) -> None:
    recall = ConsentEvent(ConsentState.WITHDRAWN, "revoke-1", "m1", "msg-1"), ("i1",)
    refusal = ConsentEvent(ConsentState.REFUSED, "disagree-1", "m1"), ()
    with desk.open_store() as store:
        assert apply_consent_events(store, [refusal, recall], at=desk.now, by="gather") == 2
        record_consent(store, "i1", replace(OWN, evidence="note"), at=desk.now, by="小周")
        assert apply_consent_events(store, [refusal, recall], at=desk.now, by="gather") == 0
        assert store.rights.consent("i1").state is ConsentState.GRANTED


@pytest.mark.parametrize("state", [ConsentState.UNKNOWN, ConsentState.ASKED])
def test_an_answer_is_not_forgotten(desk: Any, state: ConsentState) -> None:
    with pytest.raises(IllegalMove, match="is granted and cannot become"), desk.open_store() as store:
        record_consent(store, "i1", Consent(state), at=desk.now, by="小周")


def test_a_consent_past_its_last_day_expires_in_all_lists(desk: Any) -> None:
    short = replace(OWN, until=MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    with desk.open_store() as store:
        record_consent(store, "i1", short, at=desk.now, by="小周")
        (line,) = store.consent_requests.consents(tuesday, states=[ConsentState.EXPIRED])
        assert (line.submission, line.consent.state) == ("i1", ConsentState.EXPIRED)
        assert "i1" not in {
            each.submission
            for each in store.consent_requests.consents(tuesday, states=[ConsentState.GRANTED])
        }
