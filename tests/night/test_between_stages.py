"""Editors who work while a night is under way, and clocks that jump: nothing is lost, nothing told again."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from content import review
from content.model import Post, PostState, own_words
from content.model.outcome import Seen
from content.night import NightOrder
from content.workspace import Workspace, open_workspace
from services import nightly
from services.composing import read_telling
from tests.a_night import context_at, steps

FIRST = date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stages(root: Path, run: str, clock: Callable[[], datetime]) -> Iterator[str]:
    """A night without posters, a stage at a time."""
    context, order = context_at(root, clock), NightOrder(str(root), FIRST, 3, run=run)
    yield from steps(context, order)
    nightly.end(context, order, nightly.report(context, order))
    yield "report"


def posts_of(workspace: Workspace) -> dict[str, Post]:
    with workspace.open_store(reading=True) as store:
        return {post.id: post for post in store.queue.posts()}


def amend(workspace: Workspace, post: Post, text: str) -> None:
    edit = review.Amend(Seen(post.id, post.revision), text=text)
    telling = read_telling(workspace, [])
    assert review.amend(workspace.open_store, [edit], telling=telling, actor="小周", at=NOW).done


def approve(workspace: Workspace, post: Post) -> None:
    with workspace.open_store() as store:
        if store.queue.post(post.id).state is PostState.DRAFT:
            store.queue.move(post.id, PostState.IN_REVIEW, actor="sishi", why=None, at=NOW)
        store.queue.move(post.id, PostState.APPROVED, actor="编辑", why=own_words("好"), at=NOW)


@pytest.mark.parametrize("moment", ["begin", "gather", "shortlist", "lay_out", "compose"])
def test_what_editors_do_between_two_stages_stays(told_village: Path, moment: str) -> None:
    workspace = open_workspace(told_village)
    amended, approved, *_ = posts_of(workspace).values()
    for stage in stages(told_village, "r2", lambda: NOW):
        if stage == moment and posts_of(workspace)[amended.id].version == amended.version:
            amend(workspace, amended, "编辑写的话")
            approve(workspace, approved)
    later = posts_of(workspace)
    assert later[amended.id].text == "编辑写的话"
    assert later[amended.id].version == amended.version + 1
    assert later[approved.id].state is PostState.APPROVED
    assert (later[approved.id].text, later[approved.id].version) == (approved.text, approved.version)
    assert later.keys() == posts_of(workspace).keys()


def jumping(*hours: int) -> Callable[[], datetime]:
    offsets = cycle(hours)
    return lambda: NOW + next(offsets) * HOUR


@pytest.mark.parametrize("hours", [(0, 1, -1), (1, 0), (-1, 1, 0, 0)])
def test_a_clock_that_jumps_an_hour_moves_and_expires_nothing(
    told_village: Path, hours: tuple[int, ...]
) -> None:
    workspace = open_workspace(told_village)
    approved = next(iter(posts_of(workspace).values()))
    approve(workspace, approved)
    before = posts_of(workspace)
    clock = jumping(*hours)
    for run in ("r2", "r3"):
        assert list(stages(told_village, run, clock))[-1] == "report"
    assert posts_of(workspace) == before
    assert before[approved.id].state is PostState.APPROVED


def test_the_end_of_a_night_forgets_old_changes(told_village: Path) -> None:
    workspace = open_workspace(told_village)
    with workspace.open_store(reading=True) as store:
        newest = store.feed.newest_change()
        assert len(store.feed.changes(0).items) == newest > 0
    context = context_at(told_village, lambda: NOW + timedelta(days=30))
    order = NightOrder(str(told_village), FIRST, 3, run="r2")
    nightly.begin(context, order)
    nightly.end(context, order, {})
    with workspace.open_store(reading=True) as store:
        changes = store.feed.changes(0)
    assert (changes.items, changes.missed, changes.newest) == ((), True, newest)
