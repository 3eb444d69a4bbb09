"""What a run did, in the words of one language."""

from pathlib import Path
from typing import Any

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
    "warned": "提醒 {what}",
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
    "warned": "note {what}",
    "queue": "the queue: sishi queue list --workspace {root}",
    "week": "the week:  sishi queue export --workspace {root} week.html",
}
SHOWN = 10  # gaps and broken items named one by one


def in_words(report: dict[str, Any], root: Path, language: str) -> str:
    """What the run did, for a person."""
    say = EN if language == "en" else ZH
    seconds = report["seconds_by_stage"]
    facts = {"posters_rendered": 0, "posters_reused": 0} | report | {"gaps": len(report["gaps"])}
    lines = [say["head"].format(**facts)]
    if "gathered" in report:  # planning alone looks at no inbox
        lines += [say[part].format(**facts) for part in ("gathered", "curated")]
    if report.get("dropped_by_reason"):
        dropped = ", ".join(f"{reason} {count}" for reason, count in report["dropped_by_reason"].items())
        lines.append(say["dropped"].format(dropped=dropped))
    lines += [say[part].format(**facts) for part in ("told", "drawn")]
    stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in seconds.items())
    lines.append(say["took"].format(total=sum(seconds.values()), stages=stages))
    lines += _some(say, "gap", [gap | {"slot": gap["slot"] or ""} for gap in report["gaps"]])
    lines += _some(say, "broken", report["quarantine"])
    lines += [say["failed"].format(what=what) for what in report["failed"]]
    lines += _some(say, "warned", [{"what": what} for what in report.get("warnings", [])])
    lines += ["", say["queue"].format(root=root), say["week"].format(root=root)]
    return "\n".join(lines)


def _some(say: dict[str, str], kind: str, items: list[dict[str, Any]]) -> list[str]:
    lines = [say[kind].format(**item) for item in items[:SHOWN]]
    return [*lines, say["more"].format(more=len(items) - SHOWN)] if len(items) > SHOWN else lines
