"""What is on its way to the groups, and what a person knows of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli.common import (
    AsJson,
    WorkDir,
    a_date,
    an_instant,
    label,
    print_json,
    print_table,
    put,
    say,
    sign,
    who_is_here,
)
from cli.language import text_of
from content.errors import UnknownId, WrongInput
from content.messages import in_both
from content.model import Attempt, Message, PauseScope
from content.publish.rules import until_when

if TYPE_CHECKING:
    from services.nudges import Nudge
    from services.send_list import SendRow

HERE = WorkDir()
MARKS = {
    "sent": "sent",
    "not-sent": "not-sent",
    "skipped": "skipped",
    "skip": "skipped",
    "retry": "retry",
    "release": "release",
}


def list_sends(*, day: str | None = None, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List what is on its way: a row for each part of each approved post, with what became of it.

    Example: `sishi send list --day 2026-12-01 --json`
    """
    from services.send_list import list_sends as list_rows

    with place.context() as context:
        rows = list_rows(context, a_date(day))
        zone = context.zone
    if json:
        print_json([_entry(row) for row in rows])
        return
    print_table(
        ("id", "group", "goes_out", "slot", "channel", "owner", "state", "why"),
        [_row(row, zone) for row in rows],
    )


def _entry(row: "SendRow") -> dict[str, object]:
    """The row as scripts read it; instants with an offset."""
    delivery = row.delivery
    return {
        "id": delivery.id,
        "post": row.post.id,
        "group": row.post.group,
        "slot": row.post.slot.value,
        "due": delivery.due_at.isoformat(),
        "channel": row.channel,
        "owner": delivery.owner,
        "state": delivery.state.value,
        "part": delivery.part,
        "attempts": [_attempt_entry(attempt) for attempt in row.attempts],
    }


def _attempt_entry(attempt: Attempt) -> dict[str, object]:
    return {
        "at": attempt.at.isoformat(),
        "phase": attempt.phase.value,
        "outcome": attempt.outcome or None,
        "code": attempt.code or None,
        "message": in_both(attempt.message) if attempt.message else None,
    }


def _row(row: "SendRow", zone: ZoneInfo) -> tuple[object, ...]:
    delivery, post = row.delivery, row.post
    due = f"{delivery.due_at.astimezone(zone):%m-%d %H:%M}"
    why = row.why or "-"
    owner = delivery.owner or "-"
    return (
        delivery.id,
        post.group,
        due,
        sign(post.slot),
        row.channel,
        owner,
        label(delivery.state),
        text_of(why),
    )


def show(post: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Show what became of one post: its parts, each try of them, and what people said.

    Example: `sishi send show g001-2026-12-01-noon`
    """
    from services.send_list import rows_of

    with place.context() as context:
        with context.open_store(reading=True) as store:
            rows = rows_of(store, [store.queue.post(_post_of(post))])
        zone = context.zone
    if not rows:
        raise UnknownId(Message("send_mark.never_due", post=post, state=Message("cli_send.not_approved")))
    if json:
        print_json([_entry(row) for row in rows])
        return
    for row in rows:
        put("  ".join(str(cell) for cell in _row(row, zone)))
        for attempt in row.attempts:
            at = f"{attempt.at.astimezone(zone):%m-%d %H:%M:%S}"
            put(f"  {at}  {attempt.actor}  {attempt.outcome or attempt.phase.value}  {attempt.code}")
            if attempt.message:
                put(attempt.message)


def _post_of(target: str) -> str:
    """The post of what `send list` lists, which has the number of a part behind a slash."""
    post, _, part = target.rpartition("/")
    return post if post and part.isdecimal() else target


def mark_send(
    target: str,
    mark: str,
    *,
    why: str,
    at: str | None = None,
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Say what became of a post or of one part of it (POST/2): sent, not-sent, skipped; or retry what was
    refused, or release what is held. Past days too.

    Example: `sishi send mark g001-2026-12-01-noon/2 sent --why "在群里看到了"`
    """
    from services.send_list import rows_of
    from services.send_mark import PersonsWord, SendMark
    from services.send_mark import mark as mark_post

    if mark not in MARKS:
        raise WrongInput(Message("send_mark.unknown_mark", mark=mark, marks=tuple(MARKS)))
    with place.context() as context:
        word = PersonsWord(SendMark(MARKS[mark]), who_is_here(by), why, an_instant(at, context.zone))
        parts = mark_post(context, target, word)
        with context.open_store(reading=True) as store:
            rows = rows_of(store, [store.queue.post(parts[0].post)])
    if json:
        print_json([_entry(row) for row in rows])
        return
    for row in rows:
        say(Message("cli_send.marked", part=row.delivery.id, state=row.delivery.state.label))


Until = Annotated[str | None, Parameter(name="--until")]


def pause(*, group: str = "", until: Until = None, place: WorkDir = HERE, by: str | None = None) -> None:
    """Send nothing at all, or nothing to one group, until an instant or until it is resumed.

    Example: `sishi send pause --group g001 --until 2026-12-02T08:00+08:00`
    """
    from services.channels import PauseOrder
    from services.channels import pause as pause_sending

    with place.context() as context:
        scope = PauseScope.GROUP if group else PauseScope.ALL
        paused = pause_sending(
            context, PauseOrder(scope, group, an_instant(until, context.zone)), actor=who_is_here(by)
        )
    say(Message(f"cli_send.paused_{scope}", group=group, until=until_when(paused)))


def resume(*, group: str = "", place: WorkDir = HERE, by: str | None = None) -> None:
    """Go on sending. What expired meanwhile is not sent later.

    Example: `sishi send resume`
    """
    from services.channels import resume as resume_sending

    scope = PauseScope.GROUP if group else PauseScope.ALL
    with place.context() as context:
        was_paused = resume_sending(context, scope, group, actor=who_is_here(by))
    say(Message("cli_send.resumed" if was_paused else "cli_send.was_not_paused"))


def remind(*posts: str, place: WorkDir = HERE, by: str | None = None, json: AsJson = False) -> int:
    """Remind the owners for whom posts wait, now.

    Example: `sishi send remind g001-2026-12-01-noon`
    """
    from services.nudges import remind_now

    with place.context() as context:
        nudges = remind_now(context, posts, actor=who_is_here(by))
    return _nudged(nudges, as_json=json)


def ask(
    post: str, *, staff: str = "", place: WorkDir = HERE, by: str | None = None, json: AsJson = False
) -> int:
    """Ask the group's owner, or another member of staff, whether an unknown post can be seen in the chat.

    Example: `sishi send ask g001-2026-12-01-noon --staff he`
    """
    from services.nudges import ask_to_look

    with place.context() as context:
        nudge = ask_to_look(context, post, actor=who_is_here(by), staff=staff)
    return _nudged([nudge], as_json=json)


def _nudged(nudges: "Sequence[Nudge]", *, as_json: bool) -> int:
    if as_json:
        print_json([{"staff": nudge.staff, "outcome": nudge.outcome or None} for nudge in nudges])
    else:
        for nudge in nudges:
            say(Message(f"desk_send.nudge_{nudge.outcome or 'none'}", name=nudge.name))
    return 0 if all(nudge.outcome == "sent" for nudge in nudges) else 1


def try_post(
    post: str, *, channel: str, place: WorkDir = HERE, by: str | None = None, json: AsJson = False
) -> int:
    """Send a real post to the test group of a channel now: no entry in the journal, no quota used.

    Example: `sishi send test g001-2026-12-02-noon --channel test-robot`
    """
    from services.trial_send import TrialOrder, outcome_name
    from services.trial_send import try_post as send_to_test_group

    with place.context() as context:
        outcome = send_to_test_group(context, TrialOrder(post, channel), actor=who_is_here(by))
    name = outcome_name(outcome)
    message = getattr(outcome, "message", Message("cli_channel.test_sent", channel=channel))
    if json:
        code = getattr(outcome, "code", None)
        print_json({"channel": channel, "outcome": name, "code": code, "message": in_both(message)})
    else:
        say(message)
    return 0 if name == "sent" else 1


def responses(post: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Show what came back to a post in the chat, from the ledger of messages.

    Example: `sishi send responses g001-2026-12-01-noon --json`
    """
    from services.responses import responses_to

    with place.context() as context:
        came_back = responses_to(context, post)
    if came_back is None:
        raise WrongInput(Message("cli_send.not_out", post=post))
    usual = came_back.usual
    figures: dict[str, object] = {
        "post": post,
        "from": came_back.window.begins.isoformat(),
        "until": came_back.window.ends.isoformat(),
        "heard_until": came_back.heard_until.isoformat() if came_back.heard_until else None,
        "open": came_back.is_open,
        "counts": came_back.counts,
        "members": len(came_back.chat.first),
        "usual": {"members": usual.people, "low": usual.low, "high": usual.high} if usual else None,
        "letters": dict(came_back.chat.letter_counts),
        "photos": came_back.chat.images,
        "left": came_back.left,
    }
    if json:
        print_json(figures)
        return
    for name, value in figures.items():
        put(f"{name}: {'-' if value is None else value}")


def hand(post: str, *, place: WorkDir = HERE, by: str | None = None) -> None:
    """Let the group's owner send by hand what a platform refused as a whole.

    Example: `sishi send hand g001-2026-12-01-noon`
    """
    from services.handing_over import hand_to_owner

    with place.context() as context:
        name = hand_to_owner(context, post, actor=who_is_here(by))
    say(Message("cli_send.handed", post=post, name=name))
