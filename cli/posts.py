"""The queue: list, show, export."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from channels.exports.collect import queue_items
from channels.exports.item import QueueItem
from channels.exports.listing import as_entry
from cli.common import AsJson, Place, a_date, print_json, print_table, say, who_is_here
from content.errors import NothingToSend, UnknownId, WrongInput
from content.messages import in_both, in_each, render
from content.model import PostState, Verb

HERE = Place()
ALL_WELL, SOME_FAILED = 0, 1
From = Annotated[str | None, Parameter(name="--from", help="First day, as 2026-11-23.")]
To = Annotated[str | None, Parameter(name="--to", help="Last day.")]
Groups = Annotated[
    list[str] | None, Parameter(name="--groups", consume_multiple=True, help="Only these groups.")
]
States = Annotated[
    list[str] | None, Parameter(name="--state", consume_multiple=True, help="Only these states.")
]
OneByOne = Annotated[list[str] | None, Parameter(help="Only these; name each with the option again.")]


def list_queue(
    *,
    place: Place = HERE,
    first: From = None,
    last: To = None,
    groups: Groups = None,
    state: States = None,
    json: AsJson = False,
) -> None:
    """List posts by the time they go out.

    Example: `sishi queue list --from 2026-11-23 --to 2026-11-29 --groups g001 --json`
    """
    items = _items(place, first, last, groups, state)
    if json:
        print_json([as_entry(item) for item in items])
        return
    rows = [
        (
            i.id,
            i.group_name,
            f"{i.local:%m-%d %H:%M}",
            i.slot.sign,
            render(i.state.label, "zh"),
            i.story_title,
            i.nickname,
            i.text,
        )
        for i in items
    ]
    print_table(("id", "group", "goes out", "slot", "state", "story", "member", "text"), rows)
    with place.open().open_store(reading=True) as store:
        for waiting in store.pending_replans():
            why = " · ".join(in_each(waiting.why).values())
            say(f"等待重排 waits for a plan (sishi replan): {why}")


def show(post: str, *, place: Place = HERE, json: AsJson = False) -> None:
    """Show one post with its text, its reasons and its history.

    Example: `sishi queue show g001-2026-11-23-noon`
    """
    found = [item for item in _items(place, None, None, None, None) if item.id == post]
    if not found:
        raise UnknownId(f"There is no post {post!r}; `sishi queue list` shows those there are.")
    with place.open().open_store(reading=True) as store:
        history = [
            {"at": at.isoformat(), "who": who, "was": was, "became": became, "why": in_both(why)}
            for at, who, was, became, why in store.audit(post)
        ]
    entry = as_entry(found[0]) | {"history": history}
    if json:
        print_json(entry)
        return
    item = found[0]
    state = f"{render(item.state.label, 'zh')} v{item.version}"
    print(f"{item.slot.sign} {item.local:%Y-%m-%d %H:%M} · {item.group_name} · {state}")
    print(f"「{item.story_title}」 {item.product_name}\n\n{item.text}\n")
    print(f"poster: {item.poster.path if item.poster and item.poster.path else '(not drawn yet)'}")
    for reason in item.reasons:
        print(f"- {reason}")
    for line in history:
        print(f"  {line['at']}  {line['who']}: {line['was'] or '-'} -> {line['became']}  {line['why']}")


def export_queue(
    out: Path,
    *,
    format: Annotated[str | None, Parameter(help="csv, xlsx, json, ics, html, zip, jpg or png.")] = None,  # noqa: A002 - the option is called so
    place: Place = HERE,
    first: From = None,
    last: To = None,
    groups: OneByOne = None,
    state: OneByOne = None,
    drafts: Annotated[
        bool, Parameter(name="--all", negative="", help="A zip with drafts too, in a folder of their own.")
    ] = False,
    by: Annotated[str | None, Parameter(help="Who does it; else who is signed in to this machine.")] = None,
) -> int:
    """Write the queue to a file; the format follows from the file's name unless given.

    A zip is sent from: it holds approved posts whose rights stand at this moment, and nothing else. Where
    there are none, no file is written and the exit code is 1.

    Example: `sishi queue export --format html week.html --from 2026-11-23 --groups g001 --groups g002`
    """
    from channels.exports.export import KINDS, export  # spreadsheets, calendars and pages: half a second

    kind = format or out.suffix.lstrip(".")
    if kind not in KINDS:
        raise WrongInput(f"{kind or out.name!r} is no format; there are: {', '.join(KINDS)}.")
    if drafts and kind != "zip":
        raise WrongInput(f"--all is for a zip; a {kind} holds drafts anyway, and says what they are.")
    workspace = place.open()
    items, gaps = queue_items(
        workspace.open_store,
        workspace.root,
        a_date(first),
        a_date(last),
        groups=groups or (),
        states=_states(state),
    )
    settings = workspace.settings
    try:
        count = export(
            items,
            gaps,
            kind,
            out,
            brand=workspace.brand.name,
            language=settings.language,
            zone=settings.zone,
            drafts=drafts,
        )
    except NothingToSend as nothing:
        say(str(nothing))
        return SOME_FAILED
    with workspace.open_store() as store:  # so that an erased member's pictures are found in it
        store.write_down(
            Verb.EXPORT,
            str(out.resolve()),
            who=who_is_here(by),
            at=datetime.now(UTC),
            detail={"posts": count},
        )
    say(f"{count} posts written to {out}.")
    return ALL_WELL


def _items(
    place: Place, first: str | None, last: str | None, groups: list[str] | None, states: list[str] | None
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
    except ValueError as error:
        raise WrongInput(f"{error}; there are: {', '.join(PostState)}.") from None
