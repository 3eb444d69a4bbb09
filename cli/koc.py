"""KOCs: who matters to the community, why, and how far they are on the ladder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.common import AsJson, Place, label, print_json, print_table, put, say, who_is_here
from cli.language import language
from content.errors import WrongInput
from content.messages import in_both, in_each
from content.model import CLIMBS, MemberType, Message, Rung, Standing

if TYPE_CHECKING:
    from content.koc.fair import Burst
    from services.community import Community, Profile

HERE = Place()
MEASURED, COUNTED = "measured", "counted"
SHOWN = 30
AXES = ("influence", "activity", "content", "purchase")


def list_koc(
    *,
    place: Place = HERE,
    group: str = "",
    rung: Rung | None = None,
    type: MemberType | None = None,  # noqa: A002
    json: AsJson = False,
) -> None:
    """List who was active in the last 90 days, by their four axes, with types and rungs.

    Example: `sishi koc list --type leader`
    """
    from services.community import standing_out

    found = _community(place)
    profiles = [
        each
        for each in standing_out(found.profiles.values())
        if (not group or each.member.group == group)
        and rung in (None, each.standing.rung)
        and type in (None, each.type)
    ]
    if json:
        print_json({"members": [_entry(each) for each in profiles], "held": [_held(b) for b in found.held]})
        return
    rows = [_row(each) for each in profiles[:SHOWN]]
    print_table(("id", "member", "group", *AXES, "type", "rung", "posts"), rows)
    if len(profiles) > SHOWN:
        say(Message("cli_koc.more", more=len(profiles) - SHOWN))
    for burst in found.held:
        say(
            Message(
                "cli_koc.held",
                submission=burst.submission,
                author=burst.author,
                signals=burst.signals,
                expected=burst.expected,
            )
        )


def show(member: str, *, place: Place = HERE, json: AsJson = False) -> None:
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
    told = (_entry(profile) if profile else _absent(member, named.nickname, named.group, standing)) | {
        "moves": sorted(CLIMBS[standing.rung]),
        "tasks": [in_each(task) for task in TASKS[standing.rung]],
        "history": [
            {"at": at.isoformat(), "who": who, "was": was, "became": became, "why": in_both(why)}
            for at, who, was, became, why in history
        ],
    }
    if json:
        print_json(told)
    else:
        put(*_lines(told))


def move(
    member: str,
    rung: Rung,
    *,
    place: Place = HERE,
    why: str = "",
    by: str | None = None,
) -> None:
    """Move a member a rung up or down: none, candidate, contacted, vip, co_host, declined.

    Example: `sishi koc move m012 candidate --why "三次入选"`
    """
    with place.open().open_store() as store:
        standing = store.koc.climb(member, rung, who=who_is_here(by), why=why, at=datetime.now(UTC))
    say(Message("cli_koc.moved", member=member, rung=label(standing.rung)))


def overrule(
    what: str,
    to: str,
    *,
    why: str,
    place: Place = HERE,
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
    said: dict[str, Any] = {"who": who_is_here(by), "why": why, "at": datetime.now(UTC)}
    with place.open().open_store() as store:
        if to == COUNTED:
            store.koc.clear_burst(what, **said)
            say(Message("cli_koc.likes_count", submission=what))
        else:
            store.koc.overrule_type(what, None if to == MEASURED else MemberType(to), **said)
            kind = Message("cli_koc.as_measured") if to == MEASURED else label(MemberType(to))
            say(Message("cli_koc.overruled", member=what, type=kind))


def orders(file: Path, *, place: Place = HERE) -> None:
    """Take in the shop's list of orders (columns member, date, orders), which the purchase axis needs.

    Example: `sishi koc orders orders.csv`
    """
    from channels.orders import read_orders

    workspace = place.open()
    found = read_orders(file)
    with workspace.open_store() as store:
        store.koc.put_orders(found)
    members = {member for member, _ in found}
    orders = sum(found.values())
    say(Message("cli_koc.orders", orders=orders, members=len(members), file=str(file)))


def _community(place: Place) -> "Community":
    from services.community import measure_community

    with place.context() as context:
        return measure_community(context, context.clock())


def _entry(profile: "Profile") -> dict[str, Any]:
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
    said = {"type": standing.type or MemberType.OPEN, "measured": MemberType.OPEN}
    rungs = {"rung": standing.rung, "rung_at": _moment(standing)}
    return (
        {"id": member, "nickname": nickname, "group": group, **nothing, "posts": 0, "groups": []}
        | said
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


def _row(profile: "Profile") -> tuple[object, ...]:
    axes = profile.axes
    shown = [f"{each:.2f}" for each in (axes.influence, axes.activity, axes.content)]
    bought = Message("cli_koc.not_known") if axes.purchase is None else f"{axes.purchase:.2f}"
    kind = label(profile.type)
    member = profile.member
    return (
        member.id,
        member.nickname,
        member.group,
        *shown,
        bought,
        Message("cli_koc.by_hand", type=kind) if profile.standing.type else kind,
        label(profile.standing.rung),
        profile.posts,
    )


def _lines(told: dict[str, Any]) -> list[Message | str]:
    """What `show` says. A task is in both languages already."""
    group = told["group"] or Message("cli_koc.no_group")
    measured, kind = label(MemberType(told["measured"])), label(MemberType(told["type"]))
    moves = tuple(label(Rung(rung)) for rung in told["moves"])
    return [
        Message("cli_koc.member", id=told["id"], nickname=told["nickname"], group=group),
        Message("cli_koc.axes", **{name: _axis(told[name]) for name in AXES}),
        Message("cli_koc.type", type=kind, measured=measured),
        Message("cli_koc.posts", n=told["posts"]),
        Message("cli_koc.rung", rung=label(Rung(told["rung"])), moves=moves),
        *(Message("cli_koc.task", task=task[language()]) for task in told["tasks"]),
        *(f"{e['at']} {e['who']} {e['was']} -> {e['became']} {e['why']}" for e in told["history"]),
    ]


def _axis(value: float | None) -> Message | str:
    return Message("cli_koc.not_known") if value is None else f"{value:.2f}"
