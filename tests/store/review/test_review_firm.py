"""In its last half hour an approved post stays as it was approved; it may still be taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import pytest

from content import review
from content.messages import render
from content.model import Batch, PostState
from content.review.rules import FIRM

NOON, OTHER_NOON = "g1-2026-11-23-noon", "g1-2026-11-24-noon"
Rewrite: TypeAlias = Callable[[Any, datetime], Batch[Any]]


@pytest.fixture
def approved(desk: Any) -> Any:
    batch = review.approve(desk.open_store, desk.sight(NOON), rules=desk.rules, actor="小林", at=desk.now)
    assert batch.done[NOON].state is PostState.APPROVED
    return desk


def amend(desk: Any, at: datetime) -> Batch[Any]:
    edit = review.Amend(desk.seen(NOON)[0], text="换个问法")
    return review.amend(desk.open_store, [edit], telling=desk.telling, actor="小周", at=at)


def swap(desk: Any, at: datetime) -> Batch[Any]:
    asked = review.Swap(desk.seen(NOON)[0], story="s4")
    return review.swap(desk.open_store, [asked], telling=desk.telling, rules=desk.rules, actor="小周", at=at)


def postpone(desk: Any, at: datetime) -> Batch[Any]:
    asked = review.Postpone(desk.seen(NOON)[0], at + timedelta(hours=2))
    return review.postpone(desk.open_store, [asked], rules=desk.rules, actor="小周", at=at)


def exchange(desk: Any, at: datetime) -> Batch[Any]:
    asked = review.Exchange(*desk.seen(OTHER_NOON, NOON))
    return review.exchange(desk.open_store, [asked], rules=desk.rules, actor="小周", at=at)


@pytest.mark.parametrize("rewrite", [amend, swap, postpone, exchange])
def test_nobody_rewrites_what_is_about_to_go_out(approved: Any, rewrite: Rewrite) -> None:
    goes_out = approved.post(NOON).goes_out_at
    (refused,) = rewrite(approved, goes_out - FIRM).refused.values()
    assert "请先退回" in render(refused.why, "zh")
    assert "return it first" in render(refused.why, "en")
    assert approved.post(NOON).state is PostState.APPROVED


@pytest.mark.parametrize("rewrite", [amend, swap, postpone, exchange])
def test_a_minute_before_that_one_still_may(approved: Any, rewrite: Rewrite) -> None:
    goes_out = approved.post(NOON).goes_out_at
    batch = rewrite(approved, goes_out - FIRM - timedelta(minutes=1))
    assert not batch.refused
    assert approved.post(NOON).state is not PostState.APPROVED


def test_what_waits_for_a_yes_may_be_rewritten_to_the_last(desk: Any) -> None:
    goes_out = desk.post(NOON).goes_out_at
    assert amend(desk, goes_out - timedelta(minutes=1)).done[NOON].text == "换个问法"


def test_to_the_last_it_may_be_returned_or_withdrawn(approved: Any) -> None:
    soon = approved.post(NOON).goes_out_at - timedelta(minutes=1)
    back = review.return_(approved.open_store, approved.seen(NOON), actor="小周", why="答案错了", at=soon)
    assert back.done[NOON].state is PostState.RETURNED
    assert amend(approved, soon).done[NOON].text == "换个问法"
    gone = review.withdraw(approved.open_store, approved.seen(NOON), actor="小周", at=soon)
    assert gone.done[NOON].state is PostState.CANCELLED
