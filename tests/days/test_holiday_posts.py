"""On a holiday a group reads at the times it has for these, in the post, in its words and in every list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from channels.exports.collect import queue_items
from content.compose.copy_templates import Voice, load_copy
from content.compose.post import Scene, Telling, write_post
from content.days import read_days
from content.model import Group, Post, Slot, Story
from content.posters.spec import Style
from content.posters.template import load_templates
from content.shipped import shipped
from content.workspace import open_workspace

GROUP = Group("g1", "群", holiday_slots={Slot.MORNING: time(9, 30), Slot.EVENING: time(21)})


@pytest.fixture(scope="module")
def telling() -> Telling:
    return Telling(
        voice=Voice("小店", "店长", ""),
        style=Style(),
        copy=load_copy([shipped("templates/copy")]),
        templates=load_templates(shipped("templates/posters")),
        engine_name="none",
        holidays=read_days(Path("/no-such-workspace")).holidays,
    )


def morning(telling: Telling, story: Story, day: date) -> Post:
    return write_post(Slot.MORNING, day, Scene(GROUP, story, "杯", None, None, False), telling)[0]


@pytest.mark.parametrize(
    ("day", "at", "word"),
    [
        (date(2026, 10, 1), "09:30", "今晚九点"),  # National Day
        (date(2026, 10, 8), "08:00", "今晚八点"),
        (date(2026, 10, 10), "08:00", "今晚八点"),  # a Saturday on which people work
        (date(2027, 10, 1), "08:00", "今晚八点"),  # not announced
    ],
)
def test_a_post_goes_out_when_the_day_says(
    telling: Telling, a_story: Callable[..., Story], day: date, at: str, word: str
) -> None:
    post = morning(telling, a_story(), day)
    assert f"{post.goes_out_at:%H:%M}" == at
    assert word in post.text


def test_lists_say_when_the_post_goes_out_not_when_the_group_usually_reads(told_village: Path) -> None:
    workspace = open_workspace(told_village)
    with workspace.open_store() as store:
        told = {post.id: post.goes_out_at for post in store.queue.posts()}
        store.library.put_groups(
            [replace(group, slots=dict.fromkeys(group.slots, time(5))) for group in store.library.groups()]
        )
    items, _ = queue_items(workspace.open_store, workspace.root)
    assert {item.id: item.goes_out_at for item in items} == told
    assert {str(item.goes_out_at.tzinfo) for item in items} == {"Asia/Shanghai", "Europe/London"}
