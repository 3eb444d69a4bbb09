"""The plan: solve and check problems that anybody may bring as JSON; show, explain and certify a workspace's
own."""

import json as json_module
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, Yes, a_date, print_json, print_table, put, say
from cli.language import text_of
from content.errors import UnknownId, WrongInput
from content.messages import in_both, in_each, render
from content.model import Message

if TYPE_CHECKING:
    from content.model.planning import Move
    from content.store import Store
    from services.planned import Planned

HERE = WorkDir()
ALL_WELL, SOME_FAILED = 0, 1
PROGRAM = "sishi"
Effort = Literal["fast", "normal", "high"]
First = Annotated[str | None, Parameter(name="--date")]


def solve(
    problem: Path,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    previous: Path | None = None,
    effort: Effort = "normal",
    certify: Yes = False,
) -> int:
    """Lay out the days of PROBLEM.json, without a workspace; docs/plan-json.md says what it holds.

    Example: `sishi plan solve problem.json -o plan.json --certify`
    """
    from content.planner import as_plan, build_problem, plan
    from content.planner.exchange.exchange import PlanResult, as_json, read_plan, read_problem
    from content.planner.solver.solve import Effort as Efforts

    request = read_problem(problem)
    posed = build_problem(request)
    before = read_plan(previous)[0] if previous else None
    made = plan(
        posed,
        previous=None if before is None else as_plan(posed, before),
        effort=Efforts(effort),
        certify=certify,
    )
    result = as_json(posed, made, PlanResult.of(request, posed, made, before))
    if output is None:
        print_json(result)
    else:
        _write(output, result)
        say(_summary(result))
    return ALL_WELL


def _write(file: Path, result: dict[str, Any]) -> None:
    try:
        file.write_text(json_module.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise WrongInput(Message("cli_plan.not_written", file=str(file), why=error.strerror)) from error


def _summary(result: dict[str, Any]) -> Message:
    counts = {kind: len(result[kind]) for kind in ("placements", "gaps", "moved")}
    if result["gap"] is None:
        return Message("cli_plan.solved", **counts, worth=result["objective"])
    return Message("cli_plan.solved_near", **counts, worth=result["objective"], below=100 * result["gap"])


def check(problem: Path, plan: Path, *, json: AsJson = False) -> int:
    """Look at PLAN.json with plain code of its own: every hard rule, every gap, and the objective again.

    Exit code 1 where anything is wrong. Example: `sishi plan check problem.json plan.json`
    """
    from content.planner.exchange.exchange import read_plan, read_problem
    from content.planner.verify.verify import verify

    request = read_problem(problem)
    placed, claims = read_plan(plan)
    verdict = verify(request, placed, claims)
    if json:
        print_json(
            {"violations": verdict.violations, "objective": verdict.objective, "placements": len(placed)}
        )
    else:
        for line in verdict.violations:
            put(line)
        count = len(verdict.violations)
        worth = Message("cli_plan.no_violations", worth=verdict.objective)
        say(Message("cli_plan.violations", n=count) if count else worth)
    return SOME_FAILED if verdict.violations else ALL_WELL


def show(*, place: WorkDir = HERE, date: First = None, days: int | None = None, json: AsJson = False) -> None:
    """Say how full the days are, what is missing, what to ask members for, and which posts go by which road.

    Example: `sishi plan show --date 2026-11-23`
    """
    from content.model.week import template_of
    from content.planner.exchange.exchange import by_channel
    from content.planner.explain.shopping import shopping_list
    from content.planner.explain.why import as_placements
    from content.planner.routes import route

    workspace, planned = place.open(), _planned(place, date, days)
    request, problem, made = planned.request, planned.problem, planned.plan
    placed = as_placements(problem, made)
    last = request.first_day + timedelta(days=request.days - 1)
    with workspace.open_store(reading=True) as store:
        gaps = store.plan.gaps(request.first_day, last)
        names = {product.id: product.name for product in store.library.products()}
    routed = route(
        placed,
        request.groups,
        request.stories,
        request.rules.channels,
        request.used,
        template_of(request.rules.forms, request.rules.cells),
    )
    report: dict[str, Any] = {
        "first_day": request.first_day.isoformat(),
        "days": request.days,
        "placements": len(placed),
        "gaps": len(gaps),
        "objective": made.objective,
        "digest": made.digest,
        "prices": [line.as_json() for line in shopping_list(problem, made)],
        "roads": by_channel(routed, request.rules.channels) if request.rules.channels else [],
    }
    if json:
        print_json(report)
        return
    counts = {"days": request.days, "planned": len(placed), "gaps": len(gaps)}
    say(Message("cli_plan.days", first=report["first_day"], **counts))
    rows = [
        (names.get(line["product"], line["product"]), line["missing"], line["price"], line["worth"])
        for line in report["prices"]
    ]
    print_table(("product", "missing", "price", "worth"), rows)
    for road in report["roads"]:
        name = road["name"] or road["road"] or Message("cli_plan.no_road")
        say(Message("cli_plan.road", name=name, posts=road["posts"]))


def diff(*, place: WorkDir = HERE, run: str | None = None, json: AsJson = False) -> None:
    """Say what a night's plan moved, and why; the latest night's, or that of a run.

    Example: `sishi plan diff --json`
    """
    from content.planner.exchange.exchange import move_json

    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        moved = store.planning_rules.plan_moves(run)
        words = [_words_behind(store, move) for move in moved]
    if json:
        print_json([move_json(move) | {"words": quoted} for move, quoted in zip(moved, words, strict=True)])
        return
    rows = [
        (move.group, move.day, text_of(move.why) + _quoted(quoted))
        for move, quoted in zip(moved, words, strict=True)
    ]
    print_table(("group", "day", "why"), rows)
    say(Message("cli_plan.moved", n=len(moved)))


def _words_behind(store: "Store", move: "Move") -> dict[str, str] | None:
    """What the person said who made the day move: the newest reason in the audit about it."""
    from content.store.lists import AuditFilter

    for item in _named_by(store, move):
        for entry in store.lists.audit_page(AuditFilter(item=item)).items:
            if entry.why and entry.who != PROGRAM:
                return {"who": entry.who, "at": entry.at.isoformat(), "why": in_both(entry.why)}
    return None


def _named_by(store: "Store", move: "Move") -> list[str]:
    """Ids of what a person did something about: the story, the group, the photos or their authors."""
    was = move.was
    photos = sorted({photo for photo in (was.share, was.opener) if photo}) if was else []
    match move.rule:
        case "retired" | "dates":
            return [was.story] if was else []
        case "closed":
            return [move.group]
        case "dropped" | "consent":
            return photos
        case "author_left":
            return sorted(
                {submission.member for submission in store.intake.submissions(photos) if submission.member}
            )
    return []


def _quoted(words: dict[str, str] | None) -> str:
    return f" ({words['who']}: {words['why']})" if words else ""


def explain(group: str, day: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Tell why a group's day is as it is: the numbers of its placement, or its gap.

    Example: `sishi plan explain g1 2026-11-23`
    """
    workspace = place.open()
    when = a_date(day)
    with workspace.open_store(reading=True) as store:
        placed = store.plan.placements(when, when, [group])
        gaps = [gap for gap in store.plan.gaps(when, when) if gap.group == group]
    if not placed and not gaps:
        raise UnknownId(Message("cli_plan.nothing_planned", group=group, day=day))
    entry: dict[str, Any] = {
        "group": group,
        "day": day,
        "story": placed[0].story if placed else None,
        "share": placed[0].share if placed else None,
        "opener": placed[0].opener if placed else None,
        "why": dict(placed[0].why) if placed else {},
        "runner_up": placed[0].runner_up if placed else None,
        "gaps": [
            {"slot": gap.slot and gap.slot.value, "fix": render(gap.fix, "zh") if gap.fix else ""}
            | in_each(gap.sentence)
            for gap in gaps
        ],
    }
    if json:
        print_json(entry)
        return
    print_table(
        ("what", "value"), [(name, value) for name, value in entry.items() if name not in ("why", "gaps")]
    )
    print_table(("why", "value"), sorted(entry["why"].items()))
    for gap in gaps:
        put(gap.sentence)


def certify(
    *,
    place: WorkDir = HERE,
    date: First = None,
    days: int | None = None,
    whole: Yes = False,
    json: AsJson = False,
) -> None:
    """Say how far the plan may be from the best there is, by a bound that no plan can exceed.

    Example: `sishi plan certify --date 2026-11-23`
    """
    from content.planner.solver.bound import upper_bound

    planned = _planned(place, date, days)
    made = replace(planned.plan, bound=upper_bound(planned.problem, whole=whole))
    figures = {"objective": made.objective, "bound": made.bound, "gap": made.gap, "digest": made.digest}
    if json:
        print_json(figures)
    else:
        print_table(("what", "value"), list(figures.items()))


def rules(file: Path | None = None, *, place: WorkDir = HERE) -> None:
    """Print the rules of the week (templates, elements, arcs, roads) and the pins as JSON; FILE replaces
    them.

    Example: `sishi plan rules rules.json`
    """
    from content.planner.exchange.exchange import read_rules, rules_json

    workspace = place.open()
    if file is not None:
        week_rules = read_rules(file)
        with workspace.open_store() as store:
            store.planning_rules.set_week_rules(week_rules)
        say(Message("cli_plan.rules_taken"))
        return
    with workspace.open_store(reading=True) as store:
        print_json(rules_json(store.planning_rules.week_rules()))


def _planned(place: WorkDir, date: str | None, days: int | None) -> "Planned":
    """What a night would be given for these days, and what is planned for them."""
    from services.planned import planned

    with place.context() as context:
        return planned(context, a_date(date), days)
