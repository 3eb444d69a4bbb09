"""Experiments: fixed with how long they take, shown, and stopped."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, a_date, print_json, print_table, put, say, who_is_here
from content.messages import in_each
from content.model import ExperimentDesign, ExperimentMetric, ExperimentQuestion, Message, Slot

if TYPE_CHECKING:
    from content.model import Estimate, Experiment
    from services.experiment_view import ExperimentView
    from services.experiments import ExperimentPlan

HERE = WorkDir()
COLUMNS = ("id", "name", "question", "first_day", "last_day", "state")


@Parameter(name="*")
@dataclass(frozen=True)
class ExperimentOptions:
    """What is compared, by whom and for how long."""

    slots: tuple[Slot, ...] = ()
    form: tuple[str, ...] = ()
    design: ExperimentDesign = ExperimentDesign.SWITCHBACK
    metric: ExperimentMetric | None = None
    group: tuple[str, ...] = ()
    start: str | None = None
    weeks: int | None = None
    washout: int = 1
    least: float = 0.2
    leaves: float = 0.02
    by: str = ""


USUAL = ExperimentOptions()


def new(
    name: str,
    *,
    options: ExperimentOptions = USUAL,
    dry_run: bool = False,
    place: WorkDir = HERE,
    json: AsJson = False,
) -> None:
    """Fix an experiment and draw who has which arm when, after saying how long it takes.

    Without `--form` all slots are compared with those of `--slots` alone; with two forms these are compared
    in one slot. `--dry-run` fixes nothing.

    Examples: `sishi experiment new "Four or two" --slots morning --slots evening` and
    `sishi experiment new "Riddle or choice" --slots noon --form riddle --form choice --dry-run`
    """
    from services.experiments import ExperimentWish, new_experiment, plan_experiment

    wish = ExperimentWish(
        name,
        ExperimentQuestion.FORMS if options.form else ExperimentQuestion.SLOTS,
        options.design,
        options.slots or (Slot.MORNING, Slot.EVENING),
        options.form,
        options.metric,
        options.group,
        a_date(options.start),
        options.weeks,
        options.washout,
        options.least,
        options.leaves,
    )
    with place.context() as context:
        plan = plan_experiment(context, wish)
        made = None if dry_run else new_experiment(context, wish, actor=who_is_here(options.by))
    if json:
        print_json(_plan_json(plan, made))
        return
    put(*_plan_lines(plan))
    if made:
        say(Message("experiment.made", id=made.id, name=made.name, day=made.first_day))


def list_experiments(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the experiments, the newest first.

    Example: `sishi experiment list`
    """
    from services.experiment_view import experiment_lines
    from services.experiment_words import question_words, state_words

    with place.context() as context:
        lines = experiment_lines(context)
    if json:
        print_json([_fixed(line.experiment) | {"state": line.state.value} for line in lines])
        return
    rows = [
        (
            line.experiment.id,
            line.experiment.name,
            question_words(line.experiment),
            line.experiment.first_day,
            line.experiment.last_day,
            state_words(line),
        )
        for line in lines
    ]
    print_table(COLUMNS, rows)
    if not rows:
        say(Message("experiment.none"))


def show(number: int, *, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Show what is known of an experiment; the verdict waits for its last day.

    Example: `sishi experiment show 1`
    """
    from services.experiment_tables import ranked
    from services.experiment_view import experiment_view
    from services.experiment_words import facts, finds, headline, lasts, question_words, stopped_words

    with place.context() as context:
        view = experiment_view(context, number)
    if json:
        print_json(_view_json(view))
        return
    put(headline(view), question_words(view.experiment), *facts(view), lasts(view))
    if known := finds(view.experiment, view.smallest):
        put(known)
    if view.experiment.stopped_on:
        put(stopped_words(view.experiment))
    if view.strayed or view.unknown:
        put(Message("experiment.left_out", strayed=view.strayed, unknown=view.unknown, n=len(view.values)))
    rows = [(view.names[group], f"{100 * difference:+.1f}") for group, difference in ranked(view)]
    print_table(("group", "points"), rows)


def stop(number: int, why: str, *, by: str = "", place: WorkDir = HERE) -> None:
    """Stop an experiment; from tomorrow groups are planned as usual, and there will be no verdict.

    Example: `sishi experiment stop 1 "Double Eleven is in it"`
    """
    from services.experiments import stop_experiment

    with place.context() as context:
        stopped = stop_experiment(context, number, why, actor=who_is_here(by))
    say(Message("experiment.stopped", name=stopped.name))


def _plan_lines(plan: "ExperimentPlan") -> list[Message]:
    from services.experiment_words import metric_words, plan_finds, plan_lasts, question_words

    known = plan.experiment
    lines = [
        question_words(known),
        Message(
            "experiment.planned",
            n=len(plan.groups),
            weeks=known.periods,
            first=known.first_day,
            last=known.last_day,
            blocks=plan.blocks,
        ),
        Message("experiment.one_number", metric=metric_words(known)),
        plan_lasts(plan),
    ]
    smallest = plan_finds(plan)
    return [*lines, smallest] if smallest else lines


def _plan_json(plan: "ExperimentPlan", made: "Experiment | None") -> dict[str, Any]:
    return _fixed(made or plan.experiment) | {
        "groups": [group.id for group in plan.groups],
        "left_out": [group.id for group in plan.left_out],
        "blocks": plan.blocks,
        "weeks_needed": plan.needed,
        "smallest": plan.smallest,
    }


def _fixed(known: "Experiment") -> dict[str, Any]:
    """What was fixed beforehand; id null: nothing yet."""
    return {
        "id": known.id or None,
        "name": known.name,
        "question": known.question.value,
        "design": known.design.value,
        "slots": [slot.value for slot in known.slots],
        "forms": list(known.forms),
        "metric": known.metric.value,
        "seed": known.seed,
        "first_day": known.first_day.isoformat(),
        "last_day": known.last_day.isoformat(),
        "weeks": known.periods,
        "washout": known.washout,
        "least": known.least,
        "usual": known.usual,
        "most_leaves": known.most_leaves,
        "stopped_on": known.stopped_on.isoformat() if known.stopped_on else None,
        "reason": known.reason,
    }


def _view_json(view: "ExperimentView") -> dict[str, Any]:
    from services.experiment_words import headline

    return _fixed(view.experiment) | {
        "state": view.line.state.value,
        "weeks_over": view.line.weeks,
        "headline": in_each(headline(view)),
        "effect": view.effect,
        "interval": _ends(view.so_far),
        "verdict": view.verdict and view.verdict.value,
        "chance": view.test.chance if view.test else None,
        "draws": view.test.draws if view.test else None,
        "weeks_needed": view.needed,
        "smallest": view.smallest,
        "cells": [
            {
                "group": value.cell.group,
                "first_day": value.cell.first.isoformat(),
                "arm": value.cell.arm.value,
                "value": value.value,
                "followed": value.followed,
            }
            for value in view.values
        ],
        "leaves": {guard.arm.value: guard.rate and guard.rate.value for guard in view.guards},
    }


def _ends(estimate: "Estimate | None") -> list[float] | None:
    return [estimate.low, estimate.high] if estimate else None
