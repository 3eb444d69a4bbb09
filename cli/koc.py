"""KOCs: who matters to the community, why, and how far they are on the ladder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from cli.common import AsJson, Place, print_json, print_table, say, who_is_here
from content.errors import WrongInput
from content.messages import in_both, in_each, render
from content.model import CLIMBS, MemberType, Rung, Standing

if TYPE_CHECKING:
    from content.koc.fair import Burst
    from content.koc.stage import Community, Profile
    from content.workspace import Workspace

HERE = Place()
MEASURED, COUNTED = "measured", "counted"
SHOWN = 30
By = Annotated[str | None, Parameter(help="Who does it; else who is signed in to this machine.")]


def list_koc(
    *,
    place: Place = HERE,
    group: Annotated[str, Parameter(help="Only members of this home group.")] = "",
    rung: Annotated[Rung | None, Parameter(help="Only on this rung.")] = None,
    type: Annotated[MemberType | None, Parameter(help="Only of this type.")] = None,  # noqa: A002
    json: AsJson = False,
) -> None:
    """List who was active in the last 90 days, by their four axes, with types and rungs.

    Example: `sishi koc list --type leader`
    """
    found = _community(place.open())
    profiles = [
        each
        for each in sorted(found.profiles.values(), key=_standing_out)
        if (not group or each.member.group == group)
        and rung in (None, each.standing.rung)
        and type in (None, each.type)
    ]
    if json:
        print_json({"members": [_entry(each) for each in profiles], "held": [_held(b) for b in found.held]})
        return
    rows = [_row(each) for each in profiles[:SHOWN]]
    headings = (
        "id",
        "member",
        "group",
        "influence",
        "activity",
        "content",
        "purchase",
        "type",
        "rung",
        "posts",
    )
    print_table(headings, rows)
    if len(profiles) > SHOWN:
        say(f"and {len(profiles) - SHOWN} more; --json has all.")
    for burst in found.held:
        say(
            f"待查 {burst.submission} @{burst.author}: {burst.signals} 个赞和回复，通常 {burst.expected:g}；"
            f"没问题就 sishi koc overrule {burst.submission} counted --why ..."
        )


def show(member: str, *, place: Place = HERE, json: AsJson = False) -> None:
    """Show a member: axes, type, rung, what to do next, where one may move, and what was done.

    Example: `sishi koc show m012`
    """
    from content.koc.ladder import TASKS

    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        named = store.member(member)
        standing = store.standings().get(member, Standing(member))
        history = store.audit(member)
    if named is None:
        raise WrongInput(f"There is no member {member!r}; `sishi member list` shows those there are.")
    profile = _community(workspace).profiles.get(member)
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
        print("\n".join(_lines(told)))


def move(
    member: str,
    rung: Rung,
    *,
    place: Place = HERE,
    why: Annotated[str, Parameter(help="Why, for the audit.")] = "",
    by: By = None,
) -> None:
    """Move a member a rung up or down: none, candidate, contacted, vip, co_host, declined.

    Example: `sishi koc move m012 candidate --why "三次入选"`
    """
    with place.open().open_store() as store:
        standing = store.climb(member, rung, who=who_is_here(by), why=why, at=datetime.now(UTC))
    say(f"{member} 现在是 {render(standing.rung.label, 'zh')}。")


def overrule(
    what: Annotated[str, Parameter(help="A member; or a submission whose likes are held.")],
    to: Annotated[str, Parameter(help="mood, leader, strength, rover, open or measured; counted for likes.")],
    *,
    why: Annotated[str, Parameter(help="Why: it stands in the audit.")],
    place: Place = HERE,
    by: By = None,
) -> None:
    """Say what type a member is whatever was measured; or let the held likes of a submission count.

    Examples: `sishi koc overrule m012 leader --why "线下组织者"` and
    `sishi koc overrule i00012 counted --why "看过，真的"`
    """
    if not why.strip():
        raise WrongInput("An overruling needs its reason: --why.")
    if to not in {*MemberType, MEASURED, COUNTED}:
        raise WrongInput(f"{to!r} is none of {', '.join([*MemberType, MEASURED, COUNTED])}.")
    said: dict[str, Any] = {"who": who_is_here(by), "why": why, "at": datetime.now(UTC)}
    with place.open().open_store() as store:
        if to == COUNTED:
            store.clear_burst(what, **said)
            say(f"The likes of {what} count.")
        else:
            store.overrule_type(what, None if to == MEASURED else MemberType(to), **said)
            say(f"{what}: {'as measured' if to == MEASURED else render(MemberType(to).label, 'zh')}")


def orders(file: Path, *, place: Place = HERE) -> None:
    """Take in the shop's list of orders (columns member, date, orders), which the purchase axis needs.

    Example: `sishi koc orders orders.csv`
    """
    from channels.orders import read_orders

    workspace = place.open()
    found = read_orders(file)
    with workspace.open_store() as store:
        store.put_orders(found)
    say(f"{sum(found.values())} orders of {len({member for member, _ in found})} members taken from {file}.")


def _community(workspace: "Workspace") -> "Community":
    from content.koc.stage import community

    return community(workspace.open_store, ZoneInfo(workspace.settings.zone), now=datetime.now(UTC))


def _standing_out(profile: "Profile") -> tuple[float, str]:
    axes = profile.axes
    return -(axes.influence + axes.activity + axes.strength), profile.member.id


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
    nothing = dict.fromkeys(("influence", "activity", "content", "purchase"))
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
    bought = "未知" if axes.purchase is None else f"{axes.purchase:.2f}"
    kind = render(profile.type.label, "zh") + ("（人工）" if profile.standing.type else "")
    member = profile.member
    return (
        member.id,
        member.nickname,
        member.group,
        *shown,
        bought,
        kind,
        render(profile.standing.rung.label, "zh"),
        profile.posts,
    )


def _in_words(named: MemberType | Rung) -> str:
    return render(named.label, "zh")


def _lines(told: dict[str, Any]) -> list[str]:
    axes = ((name, told[name]) for name in ("influence", "activity", "content", "purchase"))
    shown = "，".join(f"{name} {'未知' if value is None else format(value, '.2f')}" for name, value in axes)
    as_type, measured = (_in_words(MemberType(told[name])) for name in ("type", "measured"))
    moves = "、".join(_in_words(Rung(name)) for name in told["moves"])
    return [
        f"{told['id']} · @{told['nickname']} · {told['group'] or '无群'}",
        shown,
        f"类型 {as_type}（量得 {measured}）",
        f"90 天 {told['posts']} 条",
        f"阶梯 {_in_words(Rung(told['rung']))}，可以移到 {moves}",
        *(f"待办 {task['zh']}" for task in told["tasks"]),
        *(f"{e['at']} {e['who']} {e['was']} -> {e['became']} {e['why']}" for e in told["history"]),
    ]
