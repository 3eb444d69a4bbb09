"""Running the night: now, or every night; and how it went."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, Place, a_date, print_json

HERE = Place()
ALL_WELL, SOME_FAILED = 0, 1


def run(
    *,
    place: Place = HERE,
    inbox: Annotated[list[Path] | None, Parameter(help="A drop folder; may be given several times.")] = None,
    date: Annotated[str | None, Parameter(help="First day to lay out, as 2026-11-23; else tomorrow.")] = None,
    days: Annotated[int | None, Parameter(help="Days to lay out; else as sishi.toml says.")] = None,
    groups: Annotated[list[str] | None, Parameter(consume_multiple=True, help="Only these groups.")] = None,
    seed: Annotated[int, Parameter(help="Breaks ties between equal plans.")] = 0,
    posters: Annotated[bool, Parameter(help="Draw the posters too.")] = True,
    verbose: Annotated[bool, Parameter(negative="", help="Show Prefect's own log.")] = False,
    json: AsJson = False,
) -> int:
    """Run one night now: gather, score, shortlist, lay out, tell, draw. Running it again moves nothing.

    Example: `sishi run --workspace my-brand --inbox ~/photos --date 2026-11-23 --days 7`
    """
    from flows.local import run_night  # Prefect's import takes seconds
    from flows.params import NightlyParams

    workspace = place.open()
    params = NightlyParams(
        workspace=str(workspace.root),
        day=a_date(date),
        days=days,
        groups=tuple(groups or ()),
        inboxes=tuple(str(folder.absolute()) for folder in inbox or ()),
        seed=seed,
        posters=posters,
    )
    report = run_night(params, verbose=verbose)
    if json:
        print_json(report)
    else:
        print(_in_words(report, workspace.root))
    return SOME_FAILED if report["failed"] or report["quarantined"] else ALL_WELL


def up(
    *,
    place: Place = HERE,
    port: Annotated[int | None, Parameter(help="Where Prefect's pages are; else as sishi.toml says.")] = None,
    host: Annotated[
        str, Parameter(help="Anything but loopback needs PREFECT_SERVER_API_AUTH_STRING.")
    ] = "127.0.0.1",
) -> None:
    """Start the nightly schedule and Prefect's pages on this machine, until Ctrl-C.

    Example: `sishi up --workspace my-brand`
    """
    from flows.up import up as start

    workspace = place.open()
    start(workspace.root, port=port or workspace.settings.prefect.port, host=host)


def status(*, place: Place = HERE, json: AsJson = False) -> None:
    """Say what is there, what waits, and how the last runs went.

    Example: `sishi status --json`
    """
    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        posts = store.posts()
        runs = store.runs(5)
        told = {
            "workspace": str(workspace.root),
            "database": workspace.database.name,
            "groups": len(store.groups()),
            "members": len(store.members()),
            "products": len(store.products()),
            "stories": len(store.stories()),
            "submissions": store.count_submissions(),
            "verdicts": store.count_verdicts(),
            "quarantined": len(store.quarantined()),
            "posts_by_state": _counted(post.state.value for post in posts),
            "last_day": max((post.day for post in posts), default=None),
            "runs": [
                {"id": r.id, "began_at": r.began_at.isoformat(), "finished": r.report is not None}
                for r in runs
            ],
        }
    if json:
        print_json(told)
        return
    for name, value in told.items():
        print(f"{name}: {value}")


def _counted(names: Any) -> dict[str, int]:
    from collections import Counter

    return dict(sorted(Counter(names).items()))


def _in_words(report: dict[str, Any], root: Path) -> str:
    seconds = report["seconds_by_stage"]
    dropped = "，".join(f"{reason} {count}" for reason, count in report["dropped_by_reason"].items())
    lines = [
        f"四时 · {report['first_day']} 起 {report['days']} 天",
        f"  收稿 {report['gathered']}，重复 {report['duplicates']}，隔离 {report['quarantined']}",
        f"  评分 {report['scored']}，入选 {report['shortlisted']}"
        + (f"（未入选：{dropped}）" if dropped else ""),
        f"  排期 {report['tellings']} 天·群，推送 {report['posts']} 条，空位 {len(report['gaps'])}",
        f"  海报 新画 {report.get('posters_rendered', 0)}，沿用 {report.get('posters_reused', 0)}",
        f"  用时 {sum(seconds.values()):.1f} 秒（"
        + "，".join(f"{k} {v:.1f}" for k, v in seconds.items())
        + "）",
        f"  digest {report['digest'][:16]}",
    ]
    lines += [
        f"  空位 {gap['date']} {gap['group']} {gap['slot'] or '全天'}：{gap['zh']}"
        for gap in report["gaps"][:10]
    ]
    if len(report["gaps"]) > 10:
        lines.append(f"  …… 还有 {len(report['gaps']) - 10} 个空位，见 `sishi run --json`")
    lines += [f"  失败 {failed}" for failed in report["failed"]]
    if report["quarantined"]:
        lines.append(f"  隔离原因：sishi quarantine list --workspace {root}")
    lines.append(f"看队列：sishi queue list --workspace {root}")
    lines.append(f"看一周：sishi queue export --workspace {root} week.html")
    return "\n".join(lines)
