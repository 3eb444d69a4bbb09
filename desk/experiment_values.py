"""What the pages of experiments need beside the view: the turns as a grid, axes of charts, words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from channels.charts import percent, points
from channels.exports.paper import TemplateValues
from content.model import (
    Arm,
    ExperimentCell,
    ExperimentDesign,
    ExperimentMetric,
    ExperimentState,
    Message,
    Slot,
)
from desk.experiment_form import ExperimentForm
from desk.i18n import worded
from services.experiment_tables import bins, experiment_tables, ranked
from services.experiment_view import ExperimentLine, ExperimentView
from services.experiment_words import (
    arm_words,
    facts,
    finds,
    headline,
    lasts,
    metric_words,
    plan_finds,
    plan_lasts,
    question_words,
    state_words,
    stopped_words,
)
from services.experiments import ExperimentPlan

DENSE = 40  # groups; of more the grid shows the first
GUARD_TOP = 2.0  # times the line: the end of a guard's axis


@dataclass(frozen=True, slots=True)
class TurnCell:
    """A group's week in the grid; `value` "" where it is to come, or not known."""

    arm: Arm
    value: str
    is_over: bool
    strayed: bool
    words: str


@dataclass(frozen=True, slots=True)
class DrawBar:
    """A bar of the draws: where it stands in per cent, how tall of 1, whether as far out as what was
    drawn."""

    left: float
    width: float
    tall: float
    is_out: bool


def list_values(lines: Sequence[ExperimentLine]) -> TemplateValues:
    return {
        "lines": lines,
        "question_words": question_words,
        "state_words": state_words,
        "metric_words": metric_words,
        "arm_words": arm_words,
        "arms": list(Arm),
    }


def form_values(form: ExperimentForm, forms: Sequence[str]) -> TemplateValues:
    """What the form offers; `forms` are the library's."""
    return {
        "form": form,
        "slots": list(Slot),
        "metrics": list(ExperimentMetric),
        "metric_name": lambda metric: Message(f"experiment.metric_{metric.value}"),
        "form_names": forms,
    }


def fixed_fields(form: ExperimentForm, plan: ExperimentPlan) -> dict[str, str | int]:
    """The form as it will be posted: weeks and first day as the plan has them, so that it is the plan that
    was seen."""
    return {
        "name": form.name,
        "question": form.question.value,
        "design": form.design.value,
        "slot": form.slot.value,
        "form_a": form.form_a,
        "form_b": form.form_b,
        "metric": plan.experiment.metric.value,
        "weeks": plan.experiment.periods,
        "first_day": plan.experiment.first_day.isoformat(),
        "least": form.least,
    }


def plan_values(plan: ExperimentPlan) -> TemplateValues:
    """How it would be fixed, in words."""
    return {"known": plan, "lasts": plan_lasts(plan), "finds": plan_finds(plan)}


def experiment_values(view: ExperimentView, language: str, today: date) -> TemplateValues:
    """Everything that the page of an experiment shows, for its template."""
    experiment = view.experiment
    weeks = [experiment.first_day + timedelta(weeks=n) for n in range(experiment.periods)]
    return {
        "view": view,
        "known": experiment,
        "headline": headline(view),
        "facts": facts(view),
        "lasts": lasts(view),
        "finds": finds(experiment, view.smallest),
        "stopped": stopped_words(experiment) if experiment.stopped_on else None,
        "is_open": view.line.state in (ExperimentState.PLANNED, ExperimentState.RUNNING),
        "weeks": weeks,
        "this_week": next((n for n, day in enumerate(weeks) if 0 <= (today - day).days < 7), None),
        "turns": _turns(view, language),
        "more_groups": max(0, view.line.groups - DENSE),
        "speaks": _speaks(view),
        "differences": [(view.names[group], gap, points(gap)) for group, gap in ranked(view)[:DENSE]],
        "reach": _reach(view),
        "bars": _bars(view),
        "guard_top": GUARD_TOP * (experiment.most_leaves or 0.01),
        "tables_by_name": {table.name: table for table in experiment_tables(view)},
        "timeline": _timeline(view, today),
        "is_split": experiment.design is ExperimentDesign.SPLIT,
        "as_points": points,
        "draw_reach": bins(view.test)[-1][1] if view.test else 0.0,
    }


def _turns(view: ExperimentView, language: str) -> list[tuple[str, list[TurnCell]]]:
    """(name, its weeks) of the first groups."""
    known = {(value.cell.group, value.cell.period): value for value in view.values}
    rows: dict[str, list[ExperimentCell]] = {}
    for cell in sorted(view.cells, key=lambda cell: (cell.block, cell.group, cell.period)):
        rows.setdefault(cell.group, []).append(cell)
    grid = []
    for group, cells in list(rows.items())[:DENSE]:
        row = []
        for cell in sorted(cells, key=lambda cell: cell.period):
            value = known.get((cell.group, cell.period))
            text = percent(value.value) if value and value.value is not None else ""
            arm = worded(arm_words(view.experiment, cell.arm), language)
            strayed = value is not None and not value.followed
            row.append(TurnCell(cell.arm, text, value is not None, strayed, f"{arm} {text}".strip()))
        grid.append((view.names[group], row))
    return grid


def _speaks(view: ExperimentView) -> dict[Arm, list[tuple[Slot, bool]]]:
    """Of each arm the slots, and whether they stand out: speak, or have its form."""
    marks = {}
    for arm in Arm:
        rules = {rule.slot: rule.forms for rule in view.experiment.rules(arm)}
        marks[arm] = [(slot, rules.get(slot, frozenset({""})) != frozenset()) for slot in Slot]
    return marks


def _reach(view: ExperimentView) -> float:
    """How far the axis of differences goes to either side."""
    ends = [*view.differences.values()]
    if view.so_far:
        ends += [view.so_far.low, view.so_far.high]
    return 1.1 * max([abs(end) for end in ends], default=0.01) or 0.01


def _bars(view: ExperimentView) -> list[DrawBar]:
    if view.test is None:
        return []
    rows = bins(view.test)
    span, top = rows[-1][1] - rows[0][0], max(count for _, _, count in rows)
    edge = abs(view.test.effect)
    return [
        DrawBar(
            round(100 * (low - rows[0][0]) / span, 2),
            round(100 * (high - low) / span * 0.9, 2),
            count / top,
            min(abs(low), abs(high)) >= edge or abs(low + high) / 2 >= edge,
        )
        for low, high, count in rows
    ]


def _timeline(view: ExperimentView, today: date) -> TemplateValues:
    """Weeks from its first day until it ends or could find what it looks for, whichever is later."""
    experiment = view.experiment
    until = max(experiment.periods, min(view.needed or 0, 2 * experiment.periods))
    passed = min(max((today - experiment.first_day).days / 7, 0), until)
    needed = view.needed if view.needed and view.needed <= until else None
    return {"weeks": until, "passed": passed, "end": experiment.periods, "needed": needed}
