"""What members may have seen stays listed for removal when its author takes the consent back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from content import review
from content.model import Consent, ConsentState, PostState
from content.rights.consents import record_consent
from content.rights.consequences import SEEN
from content.rights.erasure import forget_member
from content.store.tables import PostRow

KEY = "g1-2026-11-23-afternoon"
NO = [ConsentState.WITHDRAWN, ConsentState.REFUSED]
BACK = {PostState.DRAFT, PostState.IN_REVIEW, PostState.APPROVED}  # to the editors, when it was not out


def due(desk: Any) -> datetime:
    at: datetime = desk.post(KEY).goes_out_at
    return at


def set_state(desk: Any, state: PostState) -> None:
    with desk.open_store() as store:
        store._session.execute(update(PostRow).where(PostRow.id == KEY).values(state=state.value))


def say_no(desk: Any, at: datetime, state: ConsentState = ConsentState.WITHDRAWN) -> None:
    with desk.open_store() as store:
        record_consent(store, "i1", Consent(state), at=at, by="小周")


def to_remove(desk: Any) -> set[str]:
    with desk.open_store(reading=True) as store:
        return {removal.post for removal in store.consent_requests.removals()}


def approve(desk: Any) -> None:
    sight = desk.sight(KEY)
    assert review.approve(desk.open_store, sight, rules=desk.rules, actor="老王", at=desk.now).done


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("state", list(PostState))
def test_what_may_have_been_seen_is_listed_and_keeps_its_state(
    desk: Any, state: PostState, past: bool
) -> None:
    set_state(desk, state)
    say_no(desk, due(desk) + timedelta(seconds=0 if past else -1))
    is_out = state in SEEN or (past and state is PostState.APPROVED)
    assert (KEY in to_remove(desk)) == is_out
    goes_back = state in BACK and not is_out
    assert desk.post(KEY).state is (PostState.RETURNED if goes_back else state)


@pytest.mark.parametrize("no", NO)
@pytest.mark.parametrize("then", [PostState.RETURNED, PostState.CANCELLED, PostState.EXPIRED])
def test_what_was_approved_when_due_is_listed_whatever_became_of_it(
    desk: Any, then: PostState, no: ConsentState
) -> None:
    approve(desk)
    later = due(desk) + timedelta(hours=1)
    with desk.open_store() as store:
        assert store.queue.move(KEY, then, actor="老王", why=None, at=later)
    say_no(desk, later, no)
    assert KEY in to_remove(desk)
    assert desk.post(KEY).state is then


def test_a_photo_swapped_out_after_it_was_due_is_listed(desk: Any) -> None:
    approve(desk)
    later = due(desk) + timedelta(hours=1)
    review.reopen(desk.open_store, desk.seen(KEY), actor="老王", at=later)
    swap = [review.Swap(seen, submission="i3") for seen in desk.seen(KEY)]
    done = review.swap(desk.open_store, swap, telling=desk.telling, rules=desk.rules, actor="老王", at=later)
    assert done.done
    say_no(desk, later)
    assert KEY in to_remove(desk)


def test_an_approval_taken_back_in_time_was_seen_by_nobody(desk: Any) -> None:
    approve(desk)
    review.reopen(desk.open_store, desk.seen(KEY), actor="老王", at=due(desk) - timedelta(minutes=1))
    say_no(desk, due(desk) + timedelta(hours=1))
    assert KEY not in to_remove(desk)


def test_it_stays_listed_until_somebody_took_it_down(desk: Any) -> None:
    approve(desk)
    later = due(desk) + timedelta(hours=1)
    say_no(desk, later)
    for state in PostState:
        set_state(desk, state)
        assert KEY in to_remove(desk)
    with desk.open_store() as store:
        store.consent_requests.take_down(KEY, at=later, by="小林")
    assert KEY not in to_remove(desk)


def test_erasing_the_author_lists_it_too_and_does_not_reset_it(desk: Any) -> None:
    approve(desk)
    with desk.open_store() as store:
        at = due(desk) + timedelta(hours=1)
        forget_member(store, store.erasure.footprint("m1"), "erased-1a2b", at=at, by="小周")
    assert KEY in to_remove(desk)
    assert desk.post(KEY).state is PostState.APPROVED
