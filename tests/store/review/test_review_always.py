"""What is always true, whatever two editors do: nothing is lost, all is written down, undo restores."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content import review
from content.model import MOVES, OPEN, Batch, Done, Post, PostState, Seen, Slot, may_move
from content.model.post import CONTENT
from content.store import AuditFilter, OpenStore
from tests.properties import examples

DAYS = [date(2026, 11, 23) + timedelta(days=n) for n in range(3)]
CELLS = [f"g1-{day}-{slot}" for day in DAYS[:2] for slot in (Slot.NOON, Slot.AFTERNOON)]
EDITORS = ("小林", "小周")
VERBS = (
    "approve",
    "amend",
    "words",
    "return",
    "withdraw",
    "reopen",
    "lock",
    "unlock",
    "swap",
    "postpone",
    "exchange",
    "draw",
    "undo",
    "redo",
)
steps = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.sampled_from(EDITORS),
        st.integers(0, len(CELLS) - 1),
        st.integers(0, len(CELLS) - 1),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


def act(desk: Any, verb: str, actor: str, key: str, other: str, number: int, *, stale: bool) -> Batch[Any]:
    """Do one thing, having seen the newest form of the post, or (stale) the one before."""
    seen = [Seen(key, desk.post(key).revision - stale)]
    said = {"actor": actor, "at": desk.now}
    if verb == "draw":
        desk.draw()
        return Batch()
    if verb == "approve":
        return review.approve(desk.open_store, desk.sight(key), rules=desk.rules, **said)
    if verb == "amend":
        edit = review.Amend(seen[0], text=f"第 {number} 版")
        return review.amend(desk.open_store, [edit], telling=desk.telling, **said)
    if verb == "words":
        edit = review.Amend(seen[0], fields={"question": f"问题 {number}？"})
        return review.amend(desk.open_store, [edit], telling=desk.telling, **said)
    if verb == "swap":
        asked = review.Swap(seen[0], submission=f"i{number % 5 + 1}")
        return review.swap(desk.open_store, [asked], telling=desk.telling, rules=desk.rules, **said)
    if verb == "postpone":
        to = review.Postpone(seen[0], day=DAYS[number % 3])
        return review.postpone(desk.open_store, [to], rules=desk.rules, **said)
    if verb == "exchange":
        pair = review.Exchange(seen[0], *desk.seen(other))
        return review.exchange(desk.open_store, [pair], rules=desk.rules, **said)
    if verb in ("undo", "redo"):
        return (review.undo if verb == "undo" else review.redo)(desk.open_store, actor, at=desk.now)
    if verb == "return":
        return review.return_(desk.open_store, seen, why="再想想", **said)
    return getattr(review, verb)(desk.open_store, seen, **said)


def everything(desk: Any) -> dict[str, Post]:
    with desk.open_store(reading=True) as store:
        return {post.id: post for post in store.queue.posts()}


def replayed(open_store: OpenStore, key: str) -> dict[str, Any]:
    """A post as its audit and its versions tell it, without a look at the post."""
    with open_store(reading=True) as store:
        last = store.lists.audit_page(AuditFilter(item=key), most=1).items[0]
        version = store.history.version(key, last.detail["version"])
    told = {name: getattr(version, name) for name in CONTENT}
    return told | {
        "state": PostState(last.became),
        "version": version.number,
        "revision": last.detail["revision"],
        "locked_by": last.detail["locked_by"],
        "hand": last.detail["hand"],
    }


@examples(12)  # of a tenth of a second each, on both databases
@given(steps)
def test_nothing_is_lost_and_all_is_written_down(desk: Any, did: list[Any]) -> None:
    for number, (verb, who, one, two, stale) in enumerate(did):
        key, other = CELLS[one], CELLS[two]
        before = everything(desk)
        batch = act(desk, verb, who, key, other, number, stale=stale)
        after = everything(desk)
        for changed in (k for k in after if before.get(k) != after[k]):
            was = before.get(changed)
            assert after[changed].revision == (was.revision + 1 if was else 1), "every change is counted once"
            if verb != "draw":
                assert was is None or was.locked_by in ("", who), "a lock holds"
        if stale and verb not in ("approve", "undo", "redo", "draw"):
            assert not any(isinstance(end, Done) for end in batch.outcomes.values()), (
                "who saw less is told so"
            )
        for post in after.values():
            told = replayed(desk.open_store, post.id)
            assert told == {name: getattr(post, name) for name in told}, "the audit tells the state"
            if post.state is PostState.APPROVED:
                with desk.open_store(reading=True) as store:
                    assert store.boards.card(post.id).approved_by, "approved is what a person saw"


ONLY_THE_DAY = [  # the last swap changes no post, but what its day tells
    ("reopen", "小周", 2, 3, True),
    ("reopen", "小林", 0, 0, True),
    ("swap", "小林", 2, 0, False),
    ("postpone", "小林", 3, 3, False),
    ("approve", "小周", 0, 3, False),
    ("undo", "小周", 3, 3, False),
    ("withdraw", "小林", 3, 3, True),
    ("swap", "小周", 2, 3, False),
]


@examples(12)  # of a tenth of a second each, on both databases
@given(steps)
@example(ONLY_THE_DAY)
def test_undoing_everything_restores_everything(desk: Any, did: list[Any]) -> None:
    def shown(posts: dict[str, Post]) -> dict[str, tuple[Any, ...]]:
        names = (*CONTENT, "state", "version", "locked_by", "hand")
        live = {key: post for key, post in posts.items() if post.state is not PostState.CANCELLED}
        return {key: tuple(getattr(post, name) for name in names) for key, post in live.items()}

    with desk.open_store(reading=True) as store:
        plan = store.plan.placements()
    before, who = everything(desk), f"editor of {Random(str(did)).random()}"
    for number, (verb, _, one, two, _) in enumerate(did):
        if verb not in ("undo", "redo"):
            act(desk, verb, who, CELLS[one], CELLS[two], number, stale=False)
    while (batch := review.undo(desk.open_store, who, at=desk.now)).entry is not None:
        assert set(batch.done) == set(batch.outcomes)
    assert shown(everything(desk)) == shown(before)
    with desk.open_store(reading=True) as store:
        assert store.plan.placements() == plan


def test_two_editors_at_once_lose_nothing(desk: Any) -> None:
    def work(actor: str) -> list[tuple[str, str]]:
        """(post, text) of every amendment that was accepted."""
        random, taken = Random(actor), []
        for number in range(12):
            key, text = random.choice(CELLS), f"{actor} {number}"
            edit = review.Amend(desk.seen(key)[0], text=text)
            batch = review.amend(desk.open_store, [edit], telling=desk.telling, actor=actor, at=desk.now)
            taken += [(key, text)] if batch.done else []
        return taken

    with ThreadPoolExecutor(2) as pool:
        accepted = [each for one in pool.map(work, EDITORS) for each in one]
    with desk.open_store(reading=True) as store:
        versions = {(key, version.text) for key in CELLS for version in store.history.versions(key)}
    assert set(accepted) <= versions
    assert all(desk.post(key).revision >= 1 for key in CELLS)


@pytest.mark.parametrize("was, to", [(was, to) for was in PostState for to in PostState])
def test_an_undo_walks_the_rule_book_backwards_and_nowhere_else(was: PostState, to: PostState) -> None:
    assert may_move(was, to) == (to in MOVES[was])
    of_the_desk = was in OPEN or was is PostState.CANCELLED  # what left the desk is past undoing
    assert may_move(was, to, undoing=True) == (to in MOVES[was] or (of_the_desk and was in MOVES[to]))
