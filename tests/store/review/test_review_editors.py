"""Four eyes: whoever's words are in a version counts as its editor, by whichever door they came in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import review
from content.compose.stage import tell
from content.messages import render
from content.model import Choice, Placement
from content.review.editors import editors
from tests.properties import examples

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NOON, SHARE, OTHER_SHARE = "g1-2026-11-23-noon", "g1-2026-11-23-afternoon", "g1-2026-11-24-afternoon"
A, B = "小林", "老王"
WORDS = "这张我们全办公室都想要"
Step = Callable[[Any], None]


def amend_text(desk: Any, actor: str = A, key: str = SHARE, text: str = WORDS) -> None:
    edit = review.Amend(desk.seen(key)[0], text=text)
    assert review.amend(desk.open_store, [edit], telling=desk.telling, actor=actor, at=desk.now).done


def amend_poster(desk: Any, actor: str = A, key: str = SHARE, line: str = WORDS) -> None:
    edit = review.Amend(desk.seen(key)[0], fields={"line": line})
    assert review.amend(desk.open_store, [edit], telling=desk.telling, actor=actor, at=desk.now).done


def comment(desk: Any, actor: str = A, key: str = "i1", words: str = WORDS) -> None:
    decide(desk, actor, key, comment=words)


def decide(desk: Any, actor: str, key: str = "i1", **said: Any) -> None:
    with desk.open_store(reading=True) as store:
        decision = store.decisions.about([key]).get(key)
    seen = review.Decide(desk.seen(NOON)[0]).seen
    asked = review.Decide(replace(seen, id=key, revision=decision.version if decision else 0), **said)
    assert review.decide(desk.open_store, [asked], actor=actor, at=desk.now).done


def replan(desk: Any, _: str = "") -> None:
    """As the night and `sishi replan` do."""
    tell(desk.open_store, desk.telling, ["g1"], MONDAY, TUESDAY, now=desk.now, run="r2")


def swap(desk: Any, actor: str = B, submission: str = "i3", key: str = SHARE) -> None:
    asked = review.Swap(desk.seen(key)[0], submission=submission)
    batch = review.swap(
        desk.open_store, [asked], telling=desk.telling, rules=desk.rules, actor=actor, at=desk.now
    )
    assert batch.done, batch.refused


def exchange(desk: Any, actor: str = B, one: str = SHARE, other: str = OTHER_SHARE) -> None:
    asked = review.Exchange(*desk.seen(one, other))
    assert review.exchange(desk.open_store, [asked], rules=desk.rules, actor=actor, at=desk.now).done


def postpone(desk: Any, actor: str = B, **to: Any) -> None:
    asked = review.Postpone(desk.seen(SHARE)[0], **to)
    batch = review.postpone(desk.open_store, [asked], rules=desk.rules, actor=actor, at=desk.now)
    assert batch.done, batch.refused


def editors_of(desk: Any, key: str) -> set[str]:
    with desk.open_store(reading=True) as store:
        return editors(store, store.queue.post(key))


DOORS: dict[str, tuple[list[Step], str, set[str]]] = {
    "nobody": ([], SHARE, set()),
    "a text": ([amend_text], SHARE, {A}),
    "a poster": ([amend_poster], SHARE, {A}),
    "a comment that the night prints": ([comment, replan], SHARE, {A}),
    "a comment not printed yet": ([comment], SHARE, set()),
    "a comment on another photo": ([lambda desk: comment(desk, A, "i4"), replan], SHARE, set()),
    "a comment that somebody else rated": (
        [comment, lambda desk: decide(desk, B, rating=5, choice=Choice.KEEP), replan],
        SHARE,
        {A},
    ),
    "a comment that somebody else replaced before the night": (
        [comment, lambda desk: comment(desk, B, words="另一句点评，也挺好"), replan],
        SHARE,
        {B},
    ),
    "a comment that was replaced after the night": (
        [comment, replan, lambda desk: comment(desk, B, words="另一句点评，也挺好")],
        SHARE,
        {A},
    ),
    "a comment taken back before the night": (
        [comment, lambda desk: review.undo(desk.open_store, A, at=desk.now), replan],
        SHARE,
        set(),
    ),
    "a comment taken back and made again": (
        [
            comment,
            lambda desk: review.undo(desk.open_store, A, at=desk.now),
            lambda desk: review.redo(desk.open_store, A, at=desk.now),
            replan,
        ],
        SHARE,
        {A},
    ),
    "a comment that a swap brings": ([lambda desk: comment(desk, A, "i3"), swap], SHARE, {A, B}),
    "a comment on a crop's photo": ([comment, replan], NOON, {A}),
    "a short comment that is in the text by chance": (
        [lambda desk: comment(desk, words="第"), lambda desk: amend_text(desk, B)],
        SHARE,
        {B},
    ),
    "words of another cell": ([amend_text, exchange], OTHER_SHARE, {A, B}),
    "words that went to another cell": ([amend_text, exchange], SHARE, {B}),
    "words that came back": ([amend_text, exchange, exchange], SHARE, {A, B}),
    "words at another time": (
        [amend_text, lambda desk: postpone(desk, goes_out_at=desk.post(SHARE).goes_out_at + HOUR)],
        SHARE,
        {A, B},
    ),
    "words that were undone": (
        [amend_text, lambda desk: review.undo(desk.open_store, A, at=desk.now)],
        SHARE,
        set(),
    ),
}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("door", DOORS)
def test_whoevers_words_are_in_a_version_counts_as_its_editor(desk: Any, door: str) -> None:
    steps, key, people = DOORS[door]
    for step in steps:
        step(desk)
        desk.draw()
    assert editors_of(desk, key) == people


def test_who_commented_a_photo_may_not_approve_the_poster_that_prints_it(desk: Any) -> None:
    comment(desk)
    replan(desk)
    desk.draw()
    rules = replace(desk.rules, editor_may_approve=False)
    seen = desk.sight(SHARE)
    refused = review.approve(desk.open_store, seen, rules=rules, actor=A, at=desk.now).refused
    assert "Somebody else" in render(refused[SHARE].why, "en")
    assert review.approve(desk.open_store, seen, rules=rules, actor=B, at=desk.now).done


DEEDS = ("text", "poster", "comment", "replan", "swap", "exchange", "undo")
steps = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from((A, B))), min_size=1, max_size=6)
NUMBERS = count()


@given(steps)
@examples(12)  # of a tenth of a second each, on both databases
def test_no_order_of_doors_hides_whose_words_there_are(desk: Any, steps: list[tuple[str, str]]) -> None:
    """Every word that somebody says here is signed; whose signature is in a version is among its editors."""
    with desk.open_store() as store:  # the same desk for all examples: as a new plan leaves it
        store.plan.set_placements(
            [Placement("g1", MONDAY, "s1", share="i1"), Placement("g1", TUESDAY, "s2", share="i2")],
            at=desk.now,
            run="r",
        )
        for post in map(store.queue.post, (SHARE, OTHER_SHARE)):
            store.queue.change(post, replace(post, hand=""), kind="", actor="sishi", why=None, at=desk.now)
    replan(desk)
    for deed, who in steps:
        signed = f"{who}说的第{next(NUMBERS)}句"
        if deed in ("text", "poster"):
            (amend_text if deed == "text" else amend_poster)(desk, who, SHARE, signed)
        elif deed == "comment":
            comment(desk, who, "i1", signed)
        elif deed == "replan":
            replan(desk)
        elif deed == "undo":
            review.undo(desk.open_store, who, at=desk.now)
        else:
            try_to(deed, desk, who)
        desk.draw()
        for key in (SHARE, OTHER_SHARE):
            assert signers(desk, key) <= editors_of(desk, key), (deed, key)


def try_to(deed: str, desk: Any, actor: str) -> None:
    """Swap or exchange where quotas allow it."""
    if deed == "swap":
        asked = [review.Swap(desk.seen(SHARE)[0], submission="i1")]
        review.swap(desk.open_store, asked, telling=desk.telling, rules=desk.rules, actor=actor, at=desk.now)
    else:
        pair = [review.Exchange(*desk.seen(SHARE, OTHER_SHARE))]
        review.exchange(desk.open_store, pair, rules=desk.rules, actor=actor, at=desk.now)


def signers(desk: Any, key: str) -> set[str]:
    with desk.open_store(reading=True) as store:
        post = store.queue.post(key)
        (spec,) = store.queue.specs([post.poster])
    words = " ".join((post.text, *map(str, spec.fields.values())))
    return {who for who in (A, B) if f"{who}说的第" in words}
