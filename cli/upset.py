"""What upsets a plan: a story retired, a group paused or going on, a member gone."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli.common import (
    AsJson,
    WorkDir,
    a_date,
    print_json,
    say,
    say_who_is_called_alike,
    who_is_here,
)
from content.errors import WrongInput
from content.messages import in_each
from content.model import Message

if TYPE_CHECKING:
    from content.review.upset import Upset
    from content.store import OpenStore

HERE = WorkDir()
Until = Annotated[str, Parameter(name="--to")]


def retire(
    story: str, *, place: WorkDir = HERE, why: str = "", by: str | None = None, json: AsJson = False
) -> None:
    """Tell a story no more. Posts that tell it come back to the editors; importing it again brings it back.

    Example: `sishi story retire s012 --why "配方改了"`
    """
    from content.review.upset import retire_story

    open_store = place.open().open_store
    _tell(open_store, retire_story(open_store, story, actor=who_is_here(by), at=_now(), why=why), json=json)


def pause(
    group: str,
    *,
    until: Until,
    since: Annotated[str | None, Parameter(name="--from")] = None,
    place: WorkDir = HERE,
    why: str = "",
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Send a group nothing for some days. Its posts of these days come back to the editors.

    Example: `sishi group pause g07 --to 2026-11-30`
    """
    from content.review.upset import pause_group

    open_store = place.open().open_store
    first, last = a_date(since) or _today(open_store, group), a_date(until)
    if last is None:
        raise WrongInput(Message("cli_upset.no_last_day"))
    done = pause_group(open_store, group, first, last, actor=who_is_here(by), at=_now(), why=why)
    _tell(open_store, done, json=json)


def resume(
    group: str,
    *,
    since: Annotated[str | None, Parameter(name="--from")] = None,
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Send a group its posts again: the pause that lies there, or comes next, is lifted.

    Example: `sishi group resume g07`
    """
    from content.review.upset import resume_group

    open_store = place.open().open_store
    first = a_date(since) or _today(open_store, group)
    _tell(open_store, resume_group(open_store, group, first, actor=who_is_here(by), at=_now()), json=json)


def left(
    member: str,
    *,
    on: str | None = None,
    place: WorkDir = HERE,
    why: str = "",
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Show no more of what somebody sent who has left. Importing the member again, without a day, undoes it.

    Example: `sishi member left m012`
    """
    from content.review.upset import member_left

    workspace = place.open()
    day = a_date(on) or _now().astimezone(ZoneInfo(workspace.settings.zone)).date()
    done = member_left(workspace.open_store, member, day, actor=who_is_here(by), at=_now(), why=why)
    with workspace.open_store(reading=True) as store:
        say_who_is_called_alike(store.erasure.called_alike(member), "left")
    _tell(workspace.open_store, done, json=json)


def _tell(open_store: "OpenStore", done: "Upset", *, json: bool) -> None:
    with open_store(reading=True) as store:
        waiting = len(store.replans.pending_replans())
    if json:
        print_json(in_each(done.what) | {"posts": done.posts, "pending_replans": waiting})
        return
    say(Message("cli_upset.done", what=done.what, n=len(done.posts)))
    if waiting:
        say(Message("cli_upset.waiting", n=waiting))


def _today(open_store: "OpenStore", group: str) -> date:
    with open_store(reading=True) as store:
        return _now().astimezone(ZoneInfo(store.library.group(group).zone)).date()


def _now() -> datetime:
    return datetime.now(UTC)
