"""`sishi story sop`: what whoever sends the four slots keeps to, on paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.common import WorkDir, a_date, say
from cli.story import spoken_in
from content.errors import UnknownId, WrongInput
from content.files import write_whole
from content.model import Message, Post, Slot, Story
from content.store import Store
from content.stories.sop_page import SopDay, sop_html

if TYPE_CHECKING:
    from content.workspace import Workspace

WEEK = 7  # days
HERE = WorkDir()


def sop(
    story: str | None = None,
    *,
    out: Annotated[Path, Parameter(name=["--out", "-o"])],
    group: str = "",
    week: str | None = None,
    language: str = "",
    place: WorkDir = HERE,
) -> None:
    """Write the SOP of a story, or of a group's week: role, scene, time, form, action and goal of each slot.

    Example: `sishi story sop --group xuhui-3 --week 2026-11-23 -o week.html`
    """
    if out.suffix != ".html":
        raise WrongInput(Message("cli_story.sop_name", name=out.name))
    workspace, first = place.open(), a_date(week)
    with workspace.open_store(reading=True) as store:
        if story and not group and not first:
            days = [_of_story(store, workspace, story)]
        elif group and first and not story:
            days = _of_week(store, workspace, group, first)
        else:
            raise WrongInput(Message("cli_story.story_or_group"))
    page = sop_html(days, brand=workspace.brand.name, language=spoken_in(language))
    write_whole(out, page.encode())
    say(Message("cli.written", n=len(days), file=str(out)))


def _of_story(store: Store, workspace: "Workspace", key: str) -> SopDay:
    story = store.library.story(key)
    if story is None:
        raise UnknownId(Message("cli_story.unknown", story=key))
    return _bare(store, workspace, story)


def _of_week(store: Store, workspace: "Workspace", key: str, first: date) -> list[SopDay]:
    group, last = store.library.group(key), first + timedelta(days=WEEK - 1)
    stories = {story.id: story for story in store.library.stories()}
    texts = _texts(store.queue.posts(first, last, groups=[key]))
    days = [
        replace(
            _bare(store, workspace, stories[placement.story]),
            group=group.on_a_holiday() if workspace.days.is_holiday(placement.day) else group,
            day=placement.day,
            names=workspace.days.names_of(placement.day),
            texts=texts.get(placement.day, {}),
        )
        for placement in store.plan.placements(first, last, [key])
    ]
    if not days:
        raise WrongInput(Message("cli_story.nothing_planned", group=key, first=first, last=last))
    return days


def _bare(store: Store, workspace: "Workspace", story: Story) -> SopDay:
    return SopDay(story, workspace.brand.voice.speaker(story), store.library.product_name(story.product))


def _texts(posts: Sequence[Post]) -> dict[date, dict[Slot, str]]:
    texts: dict[date, dict[Slot, str]] = {}
    for post in posts:
        texts.setdefault(post.day, {})[post.slot] = post.text
    return texts
