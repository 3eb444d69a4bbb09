"""Experiments: planned with how long they take, fixed and drawn, stopped. The night's plan goes by the
draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.errors import UnknownId, WrongInput
from content.feedback.assignment import Draw, alike_first, assign, blocks_in
from content.feedback.experiments import fewest_periods, periods_needed, smallest_seen, spread_of
from content.feedback.randomisation import FEWEST_BLOCKS
from content.model import (
    PERIOD_DAYS,
    Arm,
    Experiment,
    ExperimentDesign,
    ExperimentMetric,
    ExperimentQuestion,
    ExperimentState,
    Group,
    Message,
    Slot,
    Verb,
)
from content.store import Store
from services.context import Context
from services.experiment_values import Measure, cell_values, leave_rate, weeks_before

LONGEST_NAME = 80
MOST_PERIODS = 26
USUAL_PERIODS = 8
HISTORY = 8  # weeks before, which say what is usual and how much it wavers
FEWEST_LEAVES = 5  # before a guard says anything
GUARD = "leaves"  # the reason where nobody's hand stopped it
BY_GUARD = "sishi"


@dataclass(frozen=True, slots=True)
class ExperimentWish:
    """What somebody wants to know. `slots` and `forms` as an Experiment has them; `groups` (none named: all
    that can), `first_day` (None: the next Monday), `periods` (None: as many weeks as it takes to see `least`,
    eight where nobody knows), `metric` (None: what fits the question)."""

    name: str
    question: ExperimentQuestion
    design: ExperimentDesign = ExperimentDesign.SWITCHBACK
    slots: tuple[Slot, ...] = (Slot.MORNING, Slot.EVENING)
    forms: tuple[str, ...] = ()
    metric: ExperimentMetric | None = None
    groups: tuple[str, ...] = ()
    first_day: date | None = None
    periods: int | None = None
    washout: int = 1
    least: float = 0.2
    most_leaves: float | None = 0.02


@dataclass(frozen=True, slots=True)
class ExperimentPlan:
    """An experiment as it would be fixed now, with its groups. `needed` weeks find a difference of `least`,
    and `smallest` is the share of the usual that its own weeks find, both in four of five cases; None: not
    known, or not within a year. `left_out` cannot take part: their slots, their days, or another
    experiment."""

    experiment: Experiment
    groups: tuple[Group, ...]
    left_out: tuple[Group, ...]
    blocks: int
    needed: int | None
    smallest: float | None


def plan_experiment(context: Context, wish: ExperimentWish) -> ExperimentPlan:
    """What it would be and how long it takes, nothing written. WrongInput where it cannot be."""
    with context.open_store(reading=True) as store:
        return _plan(context, store, wish, "")


def new_experiment(context: Context, wish: ExperimentWish, *, actor: str) -> Experiment:
    """Fix it and draw who has which arm when; the next night plans by it. WrongInput."""
    with context.open_store() as store:
        plan = _plan(context, store, wish, actor)
        drawn = plan.experiment
        draw = Draw(drawn.design, drawn.seed, drawn.first_day, drawn.periods)
        made = store.experiments.add(drawn, assign([group.id for group in plan.groups], draw))
        _write_down(store, context, made, (actor, made.name), ("", ExperimentState.PLANNED))
        return made


def stop_experiment(context: Context, number: int, reason: str, *, actor: str) -> Experiment:
    """From tomorrow all groups are planned as usual, and there will be no verdict. UnknownId; WrongInput
    without a reason, and where it is over."""
    if not reason.strip():
        raise WrongInput(Message("experiment.why_stop"))
    with context.open_store() as store:
        return _stop(store, context, store.experiments.experiment(number), (actor, reason.strip()))


def keep_guards(context: Context) -> list[Experiment]:
    """By night: stop what drives members away more than was allowed beforehand, beyond doubt; those
    stopped."""
    with context.open_store(reading=True) as store:
        running = [
            experiment
            for experiment in store.experiments.experiments()
            if experiment.state_on(context.today) is ExperimentState.RUNNING
            and _is_past_guard(store, experiment, context.today)
        ]
    if not running:
        return []
    with context.open_store() as store:
        return [_stop(store, context, experiment, (BY_GUARD, GUARD)) for experiment in running]


def _is_past_guard(store: Store, experiment: Experiment, today: date) -> bool:
    if experiment.most_leaves is None:
        return False
    values = cell_values(store, experiment, store.experiments.cells(experiment.id), today)
    for arm in Arm:
        mine = [value for value in values if value.cell.arm is arm]
        rate = leave_rate(experiment, mine)
        many = sum(value.leaves for value in mine) >= FEWEST_LEAVES
        if rate and many and rate.low > experiment.most_leaves:
            return True
    return False


def _stop(store: Store, context: Context, known: Experiment, why: tuple[str, str]) -> Experiment:
    actor, reason = why
    was = known.state_on(context.today)
    if was not in (ExperimentState.PLANNED, ExperimentState.RUNNING):
        raise WrongInput(Message("experiment.over", name=known.name))
    store.experiments.stop(known.id, context.today, actor=actor, reason=reason)
    _write_down(store, context, known, why, (was, ExperimentState.STOPPED))
    return store.experiments.experiment(known.id)


def _write_down(
    store: Store, context: Context, known: Experiment, why: tuple[str, str], states: tuple[str, str]
) -> None:
    """`why`: who did it, and in which words."""
    actor, words = why
    was, became = states
    detail = {"words": words}
    at = context.clock()
    store.write_down(
        Verb.SET_UP, f"experiment {known.id}", actor=actor, was=was, became=became, at=at, detail=detail
    )
    store.note("experiment", str(known.id), at)


# -- before it begins ----------------------------------------------------------------------------------
def _plan(context: Context, store: Store, wish: ExperimentWish, actor: str) -> ExperimentPlan:
    today = context.today
    first = wish.first_day or today + timedelta(days=PERIOD_DAYS - today.weekday())
    _check(context, store, wish, first)
    metric = wish.metric or _fitting(wish.question)
    all_groups = store.library.groups()
    groups = alike_first(_chosen(all_groups, wish))
    last = first + timedelta(days=PERIOD_DAYS * (wish.periods or MOST_PERIODS) - 1)
    able = _free(store, [group for group in groups if _can(group, wish, first)], wish, (first, last))
    _refuse_few(wish.design, len(able))
    measure = Measure(metric, wish.slots[0] if metric is ExperimentMetric.ADDED else None)
    usual, spread = _before(store, measure, {group.id: group for group in able}, (wish.design, today))
    needed = periods_needed(spread, wish.least * usual, wish.design, len(able)) if usual and spread else None
    periods = wish.periods or _periods(wish.design, len(able), needed)
    _refuse_short(wish.design, len(able), periods)
    chosen = {group.id for group in able}
    left_out = tuple(group for group in all_groups if group.id not in chosen)
    smallest = smallest_seen(spread, wish.design, len(able), periods) / usual if usual and spread else None
    experiment = Experiment(
        id=0,
        name=wish.name.strip(),
        question=wish.question,
        design=wish.design,
        slots=tuple(slot for slot in Slot if slot in wish.slots),
        forms=wish.forms,
        metric=metric,
        seed=int(f"{first:%Y%m%d}"),
        first_day=first,
        periods=periods,
        washout=wish.washout,
        least=wish.least,
        usual=usual,
        spread=spread,
        most_leaves=wish.most_leaves,
        made_at=context.clock(),
        made_by=actor,
    )
    blocks = blocks_in(len(able), wish.design, periods)
    return ExperimentPlan(experiment, tuple(able), left_out, blocks, needed, smallest)


def _fitting(question: ExperimentQuestion) -> ExperimentMetric:
    return ExperimentMetric.HABIT if question is ExperimentQuestion.SLOTS else ExperimentMetric.ADDED


def _periods(design: ExperimentDesign, groups: int, needed: int | None) -> int:
    """As long as it takes where that is known and within half a year."""
    periods = max(fewest_periods(design, groups) or 0, min(needed or USUAL_PERIODS, MOST_PERIODS))
    return periods + periods % 2 if design is ExperimentDesign.SWITCHBACK else periods


def _before(
    store: Store, measure: Measure, groups: Mapping[str, Group], when: tuple[ExperimentDesign, date]
) -> tuple[float | None, float | None]:
    """The usual, over groups, and how much a block's difference wavers."""
    design, today = when
    monday = today - timedelta(days=today.weekday())
    weeks = weeks_before(store, measure, groups, monday, HISTORY)
    known = [value for row in weeks.values() for value in row if value is not None]
    return (sum(known) / len(known) if known else None), spread_of(weeks, design)


def _chosen(groups: Sequence[Group], wish: ExperimentWish) -> list[Group]:
    by_id = {group.id: group for group in groups}
    if unknown := sorted(set(wish.groups) - by_id.keys()):
        raise UnknownId(Message("group.unknown", group=unknown[0]))
    return [by_id[name] for name in sorted(set(wish.groups))] if wish.groups else list(groups)


def _can(group: Group, wish: ExperimentWish, first: date) -> bool:
    """Whether the arms differ for it at all."""
    wanted, there = set(wish.slots), set(group.slots)
    differs = wanted < there if wish.question is ExperimentQuestion.SLOTS else wanted <= there
    return differs and group.is_open_on(first)


def _free(store: Store, groups: list[Group], wish: ExperimentWish, days: tuple[date, date]) -> list[Group]:
    """Those that no other experiment has; WrongInput where such a one was asked for."""
    taken = store.experiments.taken(*days, [group.id for group in groups])
    if taken and wish.groups:
        raise WrongInput(Message("experiment.taken", group=taken[0]))
    free = [group for group in groups if group.id not in taken]
    is_split = wish.design is ExperimentDesign.SPLIT
    return free[: len(free) // 2 * 2] if is_split else free  # of a split every group has a partner


def _refuse_few(design: ExperimentDesign, groups: int) -> None:
    if fewest_periods(design, groups) is None:
        least = 2 * FEWEST_BLOCKS if design is ExperimentDesign.SPLIT else 1
        raise WrongInput(Message("experiment.too_few_groups", n=groups, least=least))


def _refuse_short(design: ExperimentDesign, groups: int, periods: int) -> None:
    fewest = fewest_periods(design, groups) or 0
    if periods < fewest or periods > 2 * MOST_PERIODS:
        raise WrongInput(Message("experiment.bad_weeks", n=periods, least=fewest, most=2 * MOST_PERIODS))
    if design is ExperimentDesign.SWITCHBACK and periods % 2:
        raise WrongInput(Message("experiment.odd_weeks", n=periods))


def _check(context: Context, store: Store, wish: ExperimentWish, first: date) -> None:
    """What is wrong with the question itself."""
    if not 0 < len(wish.name.strip()) <= LONGEST_NAME:
        raise WrongInput(Message("experiment.bad_name", most=LONGEST_NAME))
    if first <= context.today:
        raise WrongInput(Message("experiment.too_early", day=first))
    if not 0 <= wish.washout <= 3 or not 0.01 <= wish.least <= 2 or not _is_share(wish.most_leaves):
        raise WrongInput(Message("experiment.bad_numbers"))
    if wish.question is ExperimentQuestion.SLOTS:
        if not 0 < len(set(wish.slots)) < len(Slot) or wish.forms or wish.metric is ExperimentMetric.ADDED:
            raise WrongInput(Message("experiment.bad_slots"))
        return
    if len(wish.slots) != 1 or len(set(wish.forms)) != len(Arm):
        raise WrongInput(Message("experiment.bad_forms"))
    least = context.workspace.plan_rules.repeat_days
    stories = store.library.stories()
    for form in wish.forms:
        count = sum(story.form_of(wish.slots[0]) == form for story in stories)
        if count < least:
            raise WrongInput(Message("experiment.few_stories", form=form, n=count, least=least))


def _is_share(share: float | None) -> bool:
    return share is None or 0 < share < 1
