"""The queue: list, show, export."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from channels.exports.collect import queue_items
from channels.exports.item import QueueItem
from channels.exports.listing import as_entry
from cli.common import (
    AsJson,
    WorkDir,
    a_date,
    label,
    print_json,
    print_table,
    put,
    say,
    sign,
    who_is_here,
)
from content.errors import NothingToSend, UnknownId, WrongInput
from content.messages import in_both
from content.model import Message, PostState, PostVariants, post_variants
from services.winners import texts_of_both

HERE = WorkDir()
ALL_WELL, SOME_FAILED = 0, 1
From = Annotated[str | None, Parameter(name="--from")]
To = Annotated[str | None, Parameter(name="--to")]
Groups = Annotated[list[str] | None, Parameter(name="--groups", consume_multiple=True)]
States = Annotated[list[str] | None, Parameter(name="--state", consume_multiple=True)]


def list_queue(
    *,
    place: WorkDir = HERE,
    first: From = None,
    last: To = None,
    groups: Groups = None,
    state: States = None,
    distinct: Annotated[bool, Parameter(negative="")] = False,
    json: AsJson = False,
) -> None:
    """List posts by the time they go out; --distinct lists what tells the same once, with its groups.

    Example: `sishi queue list --from 2026-11-23 --to 2026-11-29 --groups g001 --json`
    """
    items = _items(place, first, last, groups, state)
    if distinct:
        _list_distinct(place, [item.id for item in items], json)
        return
    if json:
        print_json([as_entry(item) for item in items])
        return
    rows = [
        (
            i.id,
            i.group_name,
            f"{i.local:%m-%d %H:%M}",
            sign(i.slot),
            label(i.state),
            i.story_title,
            i.nickname,
            i.text,
        )
        for i in items
    ]
    print_table(("id", "group", "goes_out", "slot", "state", "story", "member", "text"), rows)
    with place.open().open_store(reading=True) as store:
        for waiting in store.replans.pending_replans():
            say(Message("cli_queue.waiting", what=waiting.why))


def _list_distinct(place: WorkDir, ids: list[str], json: bool) -> None:
    """What a review looks at in one go: the same slot of the same story with the same photo."""
    with place.open().open_store(reading=True) as store:
        tellings = post_variants(store.queue.posts_of(ids))
        names = dict(store.lists.group_names())
    if json:
        print_json([_telling_entry(telling) for telling in tellings])
        return
    rows = [
        (
            telling.first.id,
            f"{len(telling.posts)}",
            f"{len(telling.contents)}",
            sign(telling.slot),
            "、".join(names.get(group, group) for group in telling.groups),
            telling.first.text,
        )
        for telling in tellings
    ]
    print_table(("id", "posts", "contents", "slot", "groups", "text"), rows)


def _telling_entry(telling: PostVariants) -> dict[str, object]:
    contents = [
        {"key": content.key, "text": content.text, "posts": list(content.ids)} for content in telling.contents
    ]
    return {
        "story": telling.first.story,
        "slot": telling.slot.value,
        "photo": telling.first.photo,
        "goes_out_at": telling.goes_out_at.isoformat(),
        "groups": list(telling.groups),
        "contents": contents,
    }


def show(post: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Show one post with its text, its reasons and its history.

    Example: `sishi queue show g001-2026-11-23-noon`
    """
    items = [item for item in _items(place, None, None, None, None) if item.id == post]
    if not items:
        raise UnknownId(Message("cli_queue.unknown_post", post=post))
    with place.open().open_store(reading=True) as store:
        history = [
            {"at": at.isoformat(), "who": actor, "was": was, "became": became, "why": in_both(why)}
            for at, actor, was, became, why in store.queue.audit(post)
        ]
        both = texts_of_both(store.queue.post(post).text)
        bound = store.naming.bound_since(post)
    texts = {"named": both[0], "neutral": both[1], "bound": [text.text for text in bound]} if both else {}
    poster = items[0].poster
    warnings = list(poster.warnings) if poster else []
    entry = as_entry(items[0]) | texts | {"warnings": warnings, "history": history}
    if json:
        print_json(entry)
        return
    item = items[0]
    drawn = str(item.poster.path) if item.poster and item.poster.path else Message("cli_queue.not_drawn")
    state = f"{label(item.state)} v{item.version}"
    put(
        f"{sign(item.slot)} {item.local:%Y-%m-%d %H:%M} · {item.group_name} · {state}",
        f"「{item.story_title}」 {item.product_name}\n\n{item.text}\n",
        *([Message("cli_queue.with_names"), f"{both[0]}\n"] if both and not bound else ()),
        Message("cli_queue.poster", file=drawn),
        *(f"- {reason}" for reason in item.reasons),
        *(f"! {warning}" for warning in warnings),
        *(f"  {e['at']}  {e['who']}: {e['was'] or '-'} -> {e['became']}  {e['why']}" for e in history),
    )


def export_queue(
    out: Path,
    *,
    format: str | None = None,  # noqa: A002 - the option is called so
    place: WorkDir = HERE,
    first: From = None,
    last: To = None,
    groups: list[str] | None = None,
    state: list[str] | None = None,
    drafts: Annotated[bool, Parameter(name="--all", negative="")] = False,
    by: str | None = None,
) -> int:
    """Write the queue to a file; the format follows from the file's name unless given.

    A zip is sent from: it holds approved posts whose rights stand at this moment, and nothing else. Where
    there are none, no file is written and the exit code is 1.

    Example: `sishi queue export --format html week.html --from 2026-11-23 --groups g001 --groups g002`
    """
    from channels.exports.export import KINDS  # spreadsheets, calendars and pages: half a second
    from services.exports import ExportFile, PostSelection, export_queue

    kind = format or out.suffix.lstrip(".")
    if kind not in KINDS:
        raise WrongInput(Message("cli_queue.unknown_format", format=kind or out.name, formats=tuple(KINDS)))
    if drafts and kind != "zip":
        raise WrongInput(Message("cli_queue.all_is_for_zip", format=kind))
    wanted = PostSelection(a_date(first), a_date(last), groups or (), _states(state))
    with place.context() as context:
        to = ExportFile(out, kind, str(out.resolve()), context.workspace.settings.language, drafts)
        try:
            count = export_queue(context, wanted, to, actor=who_is_here(by))
        except NothingToSend as nothing:
            say(nothing.message)
            return SOME_FAILED
    say(Message("cli_queue.exported", n=count, file=str(out)))
    return ALL_WELL


def approve(
    *posts: str,
    day: str | None = None,
    group: Annotated[list[str] | None, Parameter(consume_multiple=True, negative="")] = None,
    why: str = "",
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> int:
    """Approve posts as they are now: by their ids, or all that wait on a day, of all groups or of some.

    Example: `sishi post approve --day 2026-12-01 --group g001`
    """
    from services.approving import ApprovalOrder, approve_posts

    order = ApprovalOrder(posts, a_date(day), group or ())
    with place.context() as context:
        batch = approve_posts(context, order, actor=who_is_here(by), why=why)
    if json:
        refused = {post: in_both(end.why) for post, end in batch.refused.items()}
        changed = sorted(batch.conflicts)
        print_json({"approved": sorted(batch.done), "refused": refused, "changed": changed})
    else:
        say(Message("cli_queue.approved", n=len(batch.done)))
        for post, end in batch.refused.items():
            say(Message("cli_queue.not_approved", post=post, why=end.why))
        for post in batch.conflicts:
            say(Message("cli_queue.not_approved", post=post, why=Message("approve.changed")))
    return SOME_FAILED if batch.refused or batch.conflicts else ALL_WELL


def _items(
    place: WorkDir, first: str | None, last: str | None, groups: list[str] | None, states: list[str] | None
) -> list[QueueItem]:
    workspace = place.open()
    items, _ = queue_items(
        workspace.open_store,
        workspace.root,
        a_date(first),
        a_date(last),
        groups=groups or (),
        states=_states(states),
    )
    return items


def _states(names: list[str] | None) -> list[PostState]:
    try:
        return [PostState(name) for name in names or []]
    except ValueError:
        unknown = next(name for name in names or () if name not in list(PostState))
        raise WrongInput(Message("cli_queue.unknown_state", state=unknown, states=tuple(PostState))) from None
