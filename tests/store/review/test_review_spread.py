"""An edit of one group's words changes its variants where they say the same, and nothing else."""

from typing import Any

import pytest

from content import review
from content.model import Conflict, Done, PostState, content_key
from content.review import Amend, ContentSeen, sights_of_content, spread, spread_edits

NOON, OTHER, EVENING = "g1-2026-11-23-noon", "g1-2026-11-24-noon", "g1-2026-11-23-evening"


@pytest.mark.parametrize(
    ("now", "other", "expected"),
    [
        ("早\n新\n晚", "另\n中\n尾", "另\n新\n尾"),  # a line that both have
        ("早\n新\n晚", "另\n句\n尾", "另\n句\n尾"),  # one that the other lacks
        ("早\n中\n加\n晚", "另\n中\n尾", "另\n中\n加\n尾"),  # an insertion follows its line
        ("先\n早\n中\n晚", "早\n尾", "先\n早\n尾"),  # or stands before the first
        ("早\n晚", "另\n中\n尾", "另\n尾"),  # a line that went
        ("新\n样", "早\n中\n晚", "新\n样"),  # the same words change as a whole
        ("早\n中\n晚", "另\n中\n尾", "另\n中\n尾"),  # nothing was changed
    ],
)
def test_lines_are_changed_where_the_other_has_them(now: str, other: str, expected: str) -> None:
    assert spread("早\n中\n晚", now, other) == expected


def test_an_edit_reaches_variants_with_the_same_words(desk: Any) -> None:
    text = desk.post(NOON).text
    line = text.split("\n")[0]
    shared = Amend(desk.seen(OTHER)[0], text=f"{line}\n别的")
    review.amend(desk.open_store, [shared], telling=desk.telling, actor="小周", at=desk.now)
    seen = desk.seen(NOON, OTHER, EVENING)
    with desk.open_store(reading=True) as store:
        edits = spread_edits(store, Amend(seen[0], text.replace(line, "新的一句")), seen)
    assert {edit.seen.id: edit.text for edit in edits} == {
        NOON: text.replace(line, "新的一句"),
        OTHER: "新的一句\n别的",
    }


def test_a_word_of_the_poster_is_changed_where_it_was_the_same(desk: Any) -> None:
    own = Amend(desk.seen(OTHER)[0], fields={"question": "二群自己的问题"})
    review.amend(desk.open_store, [own], telling=desk.telling, actor="小周", at=desk.now)
    seen = desk.seen(NOON, OTHER)
    with desk.open_store(reading=True) as store:
        edits = spread_edits(store, Amend(seen[0], fields={"question": "几度？", "line": "一样空"}), seen)
    assert edits[1].fields == {"line": "一样空"}


def test_a_content_seen_once_is_approved_in_every_group_that_still_says_it(desk: Any) -> None:
    with desk.open_store() as store:
        first, other = store.queue.post(NOON), store.queue.post(EVENING)
        pixels = store.history.poster_hashes([first.poster])[first.poster]
    seen = ContentSeen(content_key(first.text, first.poster), pixels, [NOON, EVENING, "gone"])
    with desk.open_store(reading=True) as store:
        sights = sights_of_content(store, seen)
    batch = review.approve(desk.open_store, sights, rules=desk.rules, actor="小林", at=desk.now)
    assert isinstance(batch.outcomes[NOON], Done)
    conflict = batch.outcomes[EVENING]
    assert isinstance(conflict, Conflict)
    assert set(conflict.what) == {"text", "poster"}
    assert desk.post(EVENING) == other
    assert desk.post(NOON).state is PostState.APPROVED
    assert batch.outcomes["gone"].why.code == "review.unknown"
