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
        print(_in_words(report, workspace.root, workspace.settings.language))
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


ZH = {
    "head": "四时 · {first_day} 起 {days} 天",
    "gathered": "收稿 {gathered}，重复 {duplicates}，隔离 {quarantined}",
    "curated": "评分 {scored}，入选 {shortlisted}",
    "dropped": "未入选 {dropped}",
    "told": "排期 {tellings} 个群日，推送 {posts} 条，空位 {gaps}",
    "drawn": "海报 新画 {posters_rendered}，沿用 {posters_reused}",
    "took": "用时 {total:.1f} 秒：{stages}",
    "gap": "空位 {date} {group} {slot}：{zh}",
    "more": "…… 还有 {more} 个，用 `sishi run --json` 看全部",
    "broken": "隔离 {path}：{why}",
    "failed": "失败 {what}",
    "queue": "看队列：sishi queue list --workspace {root}",
    "week": "看一周：sishi queue export --workspace {root} week.html",
}
EN = {
    "head": "Sishi · {days} days from {first_day}",
    "gathered": "gathered {gathered}, duplicates {duplicates}, quarantined {quarantined}",
    "curated": "scored {scored}, shortlisted {shortlisted}",
    "dropped": "dropped {dropped}",
    "told": "laid out {tellings} group days, {posts} posts, {gaps} gaps",
    "drawn": "posters {posters_rendered} drawn, {posters_reused} reused",
    "took": "took {total:.1f} s: {stages}",
    "gap": "gap {date} {group} {slot}: {en}",
    "more": "... and {more} more, see `sishi run --json`",
    "broken": "quarantined {path}: {why}",
    "failed": "failed {what}",
    "queue": "the queue: sishi queue list --workspace {root}",
    "week": "the week:  sishi queue export --workspace {root} week.html",
}
SHOWN = 10  # gaps and broken items named one by one


def _in_words(report: dict[str, Any], root: Path, language: str) -> str:
    """What the run did, for a person."""
    say = EN if language == "en" else ZH
    seconds = report["seconds_by_stage"]
    facts = {"posters_rendered": 0, "posters_reused": 0} | report | {"gaps": len(report["gaps"])}
    lines = [say[part].format(**facts) for part in ("head", "gathered", "curated")]
    if report["dropped_by_reason"]:
        dropped = ", ".join(f"{reason} {count}" for reason, count in report["dropped_by_reason"].items())
        lines.append(say["dropped"].format(dropped=dropped))
    lines += [say[part].format(**facts) for part in ("told", "drawn")]
    stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in seconds.items())
    lines.append(say["took"].format(total=sum(seconds.values()), stages=stages))
    lines += _some(say, "gap", [gap | {"slot": gap["slot"] or ""} for gap in report["gaps"]])
    lines += _some(say, "broken", report["quarantine"])
    lines += [say["failed"].format(what=what) for what in report["failed"]]
    lines += ["", say["queue"].format(root=root), say["week"].format(root=root)]
    return "\n".join(lines)


def _some(say: dict[str, str], kind: str, items: list[dict[str, Any]]) -> list[str]:
    lines = [say[kind].format(**item) for item in items[:SHOWN]]
    return [*lines, say["more"].format(more=len(items) - SHOWN)] if len(items) > SHOWN else lines
