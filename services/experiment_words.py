"""Experiments in sentences: the finding first, and never more than may be said on that day."""

from content.model import (
    Arm,
    Experiment,
    ExperimentQuestion,
    ExperimentState,
    ExperimentVerdict,
    Message,
    Slot,
)
from services.experiment_view import ExperimentLine, ExperimentView
from services.experiments import BY_GUARD, GUARD, ExperimentPlan
from services.findings import form_label


def arm_words(experiment: Experiment, arm: Arm) -> Message | str:
    """What an arm is called: all slots, only some; or a form."""
    if experiment.question is ExperimentQuestion.FORMS:
        return form_label(experiment.forms[arm is Arm.B])
    if arm is Arm.A:
        return Message("experiment.arm_all")
    return Message("experiment.arm_some", slots=tuple(slot.label for slot in experiment.slots))


def question_words(experiment: Experiment) -> Message:
    arms = {arm.value: arm_words(experiment, arm) for arm in Arm}
    if experiment.question is ExperimentQuestion.FORMS:
        return Message("experiment.question_forms", slot=experiment.slots[0].label, **arms)
    return Message("experiment.question_slots", **arms)


def metric_words(experiment: Experiment) -> Message:
    return Message(f"experiment.metric_{experiment.metric.value}")


def state_words(line: ExperimentLine) -> Message:
    """How far it is."""
    if line.state is ExperimentState.RUNNING:
        week = min(line.weeks + 1, line.experiment.periods)
        return Message("experiment.state_running", n=week, weeks=line.experiment.periods)
    return Message(f"experiment.state_{line.state.value}")


def headline(view: ExperimentView) -> Message:
    """The finding; before the last day that there is none yet."""
    experiment, state = view.experiment, view.line.state
    if state is ExperimentState.PLANNED:
        return Message("experiment.head_planned", name=experiment.name, day=experiment.first_day)
    if state is ExperimentState.RUNNING:
        left = experiment.periods - view.line.weeks
        return Message("experiment.head_running", name=experiment.name, n=left, day=experiment.last_day)
    if state is ExperimentState.STOPPED:
        return Message("experiment.head_stopped", name=experiment.name, day=experiment.stopped_on)
    match view.verdict:
        case ExperimentVerdict.A_BETTER | ExperimentVerdict.B_BETTER:
            arm = Arm.A if view.verdict is ExperimentVerdict.A_BETTER else Arm.B
            better = arm_words(experiment, arm)
            return Message("experiment.head_better", name=experiment.name, arm=better)
        case ExperimentVerdict.OPEN:
            return Message("experiment.head_open", name=experiment.name)
    return Message("experiment.head_spoilt", name=experiment.name)


def facts(view: ExperimentView) -> list[Message]:
    """What stands under the headline: the difference with its interval, and once it is over how probable as
    much is by chance."""
    lines = []
    if view.effect is not None:
        arms = {arm.value: arm_words(view.experiment, arm) for arm in Arm}
        metric = metric_words(view.experiment)
        lines.append(Message("experiment.effect", points=100 * view.effect, metric=metric, **arms))
    if view.so_far:
        low, high = 100 * view.so_far.low, 100 * view.so_far.high
        lines.append(Message("experiment.interval", low=low, high=high))
    if view.test:
        lines.append(Message("experiment.chance", share=view.test.chance))
    return lines


def lasts(view: ExperimentView) -> Message:
    """How long it takes, beside how long it was fixed to last."""
    return _lasts(view.experiment, view.needed)


def plan_lasts(plan: ExperimentPlan) -> Message:
    return _lasts(plan.experiment, plan.needed)


def plan_finds(plan: ExperimentPlan) -> Message | None:
    """What its own weeks can find; None where what is usual is not known."""
    return finds(plan.experiment, plan.smallest)


def finds(experiment: Experiment, smallest: float | None) -> Message | None:
    if smallest is None or experiment.usual is None:
        return None
    points = 100 * smallest * experiment.usual
    return Message("experiment.finds", share=smallest, points=points, usual=experiment.usual)


def _lasts(experiment: Experiment, needed: int | None) -> Message:
    if experiment.usual is None or experiment.spread is None:
        return Message("experiment.lasts_unknown", n=experiment.periods)
    share = {"least": experiment.least, "n": experiment.periods}
    if needed is None:
        return Message("experiment.lasts_too_long", **share)
    code = "experiment.lasts" if needed <= experiment.periods else "experiment.lasts_short"
    return Message(code, needed=needed, missing=needed - experiment.periods, **share)


def stopped_words(experiment: Experiment) -> Message:
    """Who stopped it and why; a guard has no name."""
    if (experiment.stopped_by, experiment.reason) == (BY_GUARD, GUARD):
        return Message("experiment.stopped_by_guard", most=experiment.most_leaves or 0.0)
    return Message("experiment.stopped_by", actor=experiment.stopped_by, reason=experiment.reason)


def cell_words(experiment: Experiment, arm: Arm) -> Message:
    """Why a post of an experiment's day is as it is."""
    return Message("experiment.why_post", name=experiment.name, arm=arm_words(experiment, arm))


def silent_words(experiment: Experiment, slot: Slot) -> Message:
    """Why a slot has no post."""
    return Message("experiment.why_silent", name=experiment.name, slot=slot.label)
