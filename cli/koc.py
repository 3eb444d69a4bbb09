"""KOCs: who matters to the community, why, and how far they are on the ladder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels.orders import ORDERS
from cli import table_import
from cli.common import AsJson, WorkDir, label, print_json, print_table, put, say, who_is_here
from cli.language import language
from cli.orders import take_orders
from content.errors import WrongInput
from content.messages import in_both, in_each
from content.model import CLIMBS, MemberType, Message, Rung, Standing

if TYPE_CHECKING:
    from content.koc.fair import Burst
    from services.community import Community, MemberProfile

HERE = WorkDir()
AS_IS = table_import.TableOptions()
MEASURED, COUNTED = "measured", "counted"
SHOWN = 30
AXES = ("influence", "activity", "content", "purchase")


def list_koc(
    *,
    place: WorkDir = HERE,
    group: str = "",
    rung: Rung | None = None,
    type: MemberType | None = None,  # noqa: A002
    json: AsJson = False,
) -> None:
    """List who was active in the last 90 days, by their four axes, with types and rungs.

    Example: `sishi koc list --type leader`
    """
    from services.community import standing_out

    circle = _community(place)
    profiles = [
        profile
        for profile in standing_out(circle.profiles.values())
        if (not group or profile.member.group == group)
        and rung in (None, profile.standing.rung)
        and type in (None, profile.type)
    ]
    if json:
        print_json(
            {"members": [_entry(profile) for profile in profiles], "held": [_held(b) for b in circle.held]}
        )
        return
    rows = [_row(profile) for profile in profiles[:SHOWN]]
    print_table(("id", "member", "group", *AXES, "type", "rung", "posts"), rows)
    if len(profiles) > SHOWN:
        say(Message("cli_koc.more", more=len(profiles) - SHOWN))
    for burst in circle.held:
        say(
            Message(
                "cli_koc.held",
                submission=burst.submission,
                author=burst.author,
                signals=burst.signals,
                expected=burst.expected,
            )
        )


def show(member: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Show a member: axes, type, rung, what to do next, where one may move, and what was done.

    Example: `sishi koc show m012`
    """
    from content.koc.ladder import TASKS

    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        named = store.library.member(member)
        standing = store.koc.standings().get(member, Standing(member))
        history = store.queue.audit(member)
    if named is None:
        raise WrongInput(Message("cli_koc.unknown_member", member=member))
    profile = _community(place).profiles.get(member)
    entry = (_entry(profile) if profile else _absent(member, named.nickname, named.group, standing)) | {
        "moves": sorted(CLIMBS[standing.rung]),
        "tasks": [in_each(task) for task in TASKS[standing.rung]],
        "history": [
            {"at": at.isoformat(), "who": actor, "was": was, "became": became, "why": in_both(why)}
            for at, actor, was, became, why in history
        ],
    }
    if json:
        print_json(entry)
    else:
        put(*_lines(entry))


def move(
    member: str,
    rung: Rung,
    *,
    place: WorkDir = HERE,
    why: str = "",
    by: str | None = None,
) -> None:
    """Move a member a rung up or down: none, candidate, contacted, vip, co_host, declined.

    Example: `sishi koc move m012 candidate --why "三次入选"`
    """
    with place.open().open_store() as store:
        standing = store.koc.climb(member, rung, actor=who_is_here(by), why=why, at=datetime.now(UTC))
    say(Message("cli_koc.moved", member=member, rung=label(standing.rung)))


def overrule(
    what: str,
    to: str,
    *,
    why: str,
    place: WorkDir = HERE,
    by: str | None = None,
) -> None:
    """Say what type a member is whatever was measured; or let the held likes of a submission count.

    Examples: `sishi koc overrule m012 leader --why "线下组织者"` and
    `sishi koc overrule i00012 counted --why "看过，真的"`
    """
    if not why.strip():
        raise WrongInput(Message("cli_koc.no_reason"))
    if to not in {*MemberType, MEASURED, COUNTED}:
        raise WrongInput(Message("cli_koc.unknown_type", type=to, types=(*MemberType, MEASURED, COUNTED)))
    signed: dict[str, Any] = {"actor": who_is_here(by), "why": why, "at": datetime.now(UTC)}
    with place.open().open_store() as store:
        if to == COUNTED:
            store.koc.clear_burst(what, **signed)
            say(Message("cli_koc.likes_count", submission=what))
        else:
            store.koc.overrule_type(what, None if to == MEASURED else MemberType(to), **signed)
            kind = Message("cli_koc.as_measured") if to == MEASURED else label(MemberType(to))
            say(Message("cli_koc.overruled", member=what, type=kind))


def orders(
    file: Path | None = None,
    *,
    options: table_import.TableOptions = AS_IS,
    place: WorkDir = HERE,
    json: AsJson = False,
) -> int:
    """Take in the shop's list of orders, which the purchase axis needs; as `sishi orders import`.

    Example: `sishi koc orders orders.csv`
    """
    request = table_import.ImportRequest(file, options, json)
    if table_import.wrote_template(ORDERS, request):
        return table_import.TAKEN
    return take_orders(request, place)


def _community(place: WorkDir) -> "Community":
    from services.community import measure_community

    with place.context() as context:
        return measure_community(context, context.clock())


def _entry(profile: "MemberProfile") -> dict[str, Any]:
    axes, member = profile.axes, profile.member
    return {
        "id": member.id,
        "nickname": member.nickname,
        "group": member.group,
        "influence": round(axes.influence, 4),
        "activity": round(axes.activity, 4),
        "content": round(axes.content, 4),
        "purchase": None if axes.purchase is None else round(axes.purchase, 4),
        "posts": profile.posts,
        "groups": list(profile.groups),
        "type": profile.type.value,
        "measured": profile.measured.value,
        "rung": profile.standing.rung.value,
        "rung_at": _moment(profile.standing),
    }


def _absent(member: str, nickname: str, group: str | None, standing: Standing) -> dict[str, Any]:
    """The entry of a member who neither sent nor answered anything in 90 days."""
    nothing = dict.fromkeys(AXES)
    types = {"type": standing.type or MemberType.OPEN, "measured": MemberType.OPEN}
    rungs = {"rung": standing.rung, "rung_at": _moment(standing)}
    return (
        {"id": member, "nickname": nickname, "group": group, **nothing, "posts": 0, "groups": []}
        | types
        | rungs
    )


def _moment(standing: Standing) -> str | None:
    return standing.rung_at.isoformat() if standing.rung_at else None


def _held(burst: "Burst") -> dict[str, Any]:
    return {
        "submission": burst.submission,
        "member": burst.author,
        "signals": burst.signals,
        "expected": burst.expected,
        "chance": burst.chance,
    }


def _row(profile: "MemberProfile") -> tuple[object, ...]:
    axes = profile.axes
    values = [f"{value:.2f}" for value in (axes.influence, axes.activity, axes.content)]
    bought = Message("cli_koc.not_known") if axes.purchase is None else f"{axes.purchase:.2f}"
    kind = label(profile.type)
    member = profile.member
    return (
        member.id,
        member.nickname,
        member.group,
        *values,
        bought,
        Message("cli_koc.by_hand", type=kind) if profile.standing.type else kind,
        label(profile.standing.rung),
        profile.posts,
    )


def _lines(entry: dict[str, Any]) -> list[Message | str]:
    """What `show` says. A task is in both languages already."""
    group = entry["group"] or Message("cli_koc.no_group")
    measured, kind = label(MemberType(entry["measured"])), label(MemberType(entry["type"]))
    moves = tuple(label(Rung(rung)) for rung in entry["moves"])
    return [
        Message("cli_koc.member", id=entry["id"], nickname=entry["nickname"], group=group),
        Message("cli_koc.axes", **{name: _axis(entry[name]) for name in AXES}),
        Message("cli_koc.type", type=kind, measured=measured),
        Message("cli_koc.posts", n=entry["posts"]),
        Message("cli_koc.rung", rung=label(Rung(entry["rung"])), moves=moves),
        *(Message("cli_koc.task", task=task[language()]) for task in entry["tasks"]),
        *(f"{e['at']} {e['who']} {e['was']} -> {e['became']} {e['why']}" for e in entry["history"]),
    ]


def _axis(value: float | None) -> Message | str:
    return Message("cli_koc.not_known") if value is None else f"{value:.2f}"
