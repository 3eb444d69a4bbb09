"""PROBLEM.json in, PLAN.json out: the model's objects from the form, and a plan with its reasons as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.messages import in_each, render
from content.model.channel import Channel, ChannelKind
from content.model.group import Group
from content.model.placement import Gap, Placement
from content.model.planning import Arc, CellRule, ElementRule, FormRule, Move, WeekRules
from content.model.rights import Consent
from content.model.story import Quiz, Story
from content.model.week import template_of
from content.planner.exchange.form import (
    ArcPart,
    ChannelPart,
    ElementRulePart,
    FormRulePart,
    FormWorthPart,
    PinPart,
    PlanForm,
    ProblemForm,
    RulesForm,
    RulesPart,
    StoryPart,
    read_form,
)
from content.planner.explain.gaps import StoriesLeftOut, gaps, over_before
from content.planner.explain.lacks import Lack, lacks
from content.planner.explain.moves import moves
from content.planner.explain.shopping import shopping_list
from content.planner.explain.why import placements
from content.planner.problem.arrays import PlanArrays, PlanProblem
from content.planner.problem.inputs import (
    ChannelUse,
    FormWorth,
    Photo,
    Pin,
    PlanRules,
    PlanWeights,
    ShownDay,
    Tastes,
)
from content.planner.problem.request import PlanRequest
from content.planner.routes import Routed, route
from content.planner.verify.verify import PlanClaims


def read_problem(file: Path) -> PlanRequest:
    """WrongInput says which field is wrong."""
    form = read_form(ProblemForm, file)
    return PlanRequest(
        first_day=form.first_day,
        days=form.days,
        groups=[Group(name=part.id, **_fields(part)) for part in form.groups],
        stories=[_story(part) for part in form.stories],
        photos=[
            Photo(**_fields(part) | {"consent": Consent(**_fields(part.consent))}) for part in form.photos
        ],
        history=[ShownDay(**_fields(part)) for part in form.history],
        frozen=[Placement(**_fields(part)) for part in form.frozen],
        pins=[Pin(**_fields(part)) for part in form.pins],
        used=[ChannelUse(part.road, part.group, part.day, part.posts) for part in form.road_use],
        rules=rules_of(form.rules),
        weights=PlanWeights(**_fields(form.weights)),
        tastes=Tastes(
            {(part.kind, part.slot, part.form): (part.liked, part.sent) for part in form.engagement},
            {(part.group, part.product): part.worth for part in form.affinity},
            {part.id: part.freshness for part in form.stories if part.freshness},
            {(part.kind, part.slot, part.form): _worth(part) for part in form.form_worth},
        ),
        seed=form.seed,
    )


def _worth(part: FormWorthPart) -> FormWorth:
    return FormWorth(part.mean, part.spread)


def rules_of(form: RulesPart) -> PlanRules:
    fields = _fields(form)
    del fields["roads"]
    cells = tuple(CellRule(**_fields(part)) for part in form.cells)
    return PlanRules(**fields | _rule_lists(form) | {"cells": cells})


def _rule_lists(form: RulesPart | RulesForm) -> dict[str, Any]:
    return {
        "forms": tuple(FormRule(**_fields(part)) for part in form.forms),
        "elements": tuple(ElementRule(**_fields(part)) for part in form.elements),
        "arcs": tuple(Arc(**_fields(part)) for part in form.arcs),
        "channels": tuple(_planned_channel(part) for part in form.roads),
    }


def read_plan(file: Path) -> tuple[list[Placement], PlanClaims]:
    """The placements, and what the plan says of itself."""
    form = read_form(PlanForm, file)
    claims = PlanClaims(
        form.objective,
        form.bound,
        None if form.gaps is None else [(gap.group, gap.day) for gap in form.gaps if gap.slot is None],
        [(way.group, way.day, way.slot, way.road) for way in form.roads],
    )
    return [Placement(**_fields(part)) for part in form.placements], claims


def read_rules(file: Path) -> WeekRules:
    """The rules and pins of a workspace's weeks. WrongInput says which field is wrong."""
    form = read_form(RulesForm, file)
    return WeekRules(**_rule_lists(form), pins=tuple(Pin(**_fields(part)) for part in form.pins))


def rules_json(rules: WeekRules) -> dict[str, Any]:
    """In the form that `read_rules` reads."""
    parts = {
        "forms": [FormRulePart(**_slots(rule)) for rule in rules.forms],
        "elements": [ElementRulePart(**_slots(rule)) for rule in rules.elements],
        "arcs": [ArcPart(**_slots(arc)) for arc in rules.arcs],
        "roads": [_channel_part(channel) for channel in rules.channels],
        "pins": [PinPart(**_slots(pin)) for pin in rules.pins],
    }
    return RulesForm(**parts).model_dump(mode="json")  # type: ignore[arg-type]  # lists serve for tuples


def _planned_channel(part: ChannelPart) -> Channel:
    """What planning knows of a channel; how it is reached is said by `sishi channel add`."""
    kind = ChannelKind.HANDOFF if part.by_hand else ChannelKind.WECOM_ROBOT
    return Channel(**_fields(part) | {"name": part.name or part.id, "kind": kind})


def _channel_part(channel: Channel) -> ChannelPart:
    return ChannelPart(**{name: getattr(channel, name) for name in ChannelPart.model_fields})


def _slots(instance: Any) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in type(instance).__slots__}


def _fields(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in type(part).model_fields}


def _story(part: StoryPart) -> Story:
    fields = _fields(part)
    del fields["freshness"]
    return Story(**fields, hook="", quiz=Quiz("", ("", ""), "A", ""), clue="", solution="")


@dataclass(frozen=True)
class PlanResult:
    """A plan in the model's words, with all that can be said about it."""

    placements: Sequence[Placement]
    gaps: Sequence[Gap]
    lacks: Sequence[Lack]
    routed: Sequence[Routed]
    moves: Sequence[Move]

    @classmethod
    def of(
        cls,
        inputs: PlanRequest,
        problem: PlanProblem,
        plan: PlanArrays,
        previous: Sequence[Placement] | None = None,
    ) -> "PlanResult":
        placed, names = (
            placements(problem, plan),
            {story.id: story.title or story.id for story in inputs.stories},
        )
        over = over_before(inputs.stories, problem.first_day)
        return cls(
            placed,
            gaps(problem, plan, names, left_out=StoriesLeftOut(over)),
            lacks(problem, plan),
            route(
                placed,
                inputs.groups,
                inputs.stories,
                inputs.rules.channels,
                inputs.used,
                template_of(inputs.rules.forms, inputs.rules.cells),
            )
            if inputs.rules.channels
            else [],
            [] if previous is None else moves(problem, previous, plan, names),
        )


def as_json(problem: PlanProblem, plan: PlanArrays, answer: PlanResult) -> dict[str, Any]:
    """PLAN.json, by stable keys; docs/plan-json.md says what each means."""
    channels = {(way.group, way.day, way.slot): way.channel for way in answer.routed}
    frozen = {(item.group, item.day) for item in answer.placements if _is_frozen(problem, item)}
    return {
        "sishi": "plan/1",
        "first_day": problem.first_day.isoformat(),
        "days": problem.days,
        "digest": plan.digest,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "placements": [
            cell_json(item)
            | {"locked": (item.group, item.day) in frozen, "why": dict(item.why), "runner_up": item.runner_up}
            for item in answer.placements
        ],
        "gaps": [gap_json(gap) for gap in answer.gaps],
        "lacks": [lack.as_json() for lack in answer.lacks],
        "prices": [line.as_json() for line in shopping_list(problem, plan)],
        "roads": [
            {"group": group, "day": day.isoformat(), "slot": slot.value, "road": channel}
            for (group, day, slot), channel in channels.items()
        ],
        "moved": [move_json(move) for move in answer.moves],
    }


def _is_frozen(problem: PlanProblem, item: Placement) -> bool:
    row = problem.rows[item.group]
    return bool(problem.frozen[row, (item.day - problem.first_day).days])


def cell_json(item: Placement) -> dict[str, Any]:
    return {
        "group": item.group,
        "day": item.day.isoformat(),
        "story": item.story,
        "share": item.share,
        "opener": item.opener,
    }


def gap_json(gap: Gap) -> dict[str, Any]:
    return {
        "group": gap.group,
        "day": gap.day.isoformat(),
        "slot": gap.slot.value if gap.slot else None,
        "funnel": [{"rule": step.rule, "left": step.left} for step in gap.funnel],
        "fix": render(gap.fix, "zh") if gap.fix else "",
    } | in_each(gap.sentence)


def move_json(move: Move) -> dict[str, Any]:
    return {
        "group": move.group,
        "day": move.day.isoformat(),
        "was": _shown(move.was),
        "became": _shown(move.became),
        "rule": move.rule,
    } | in_each(move.why)


def _shown(item: Placement | None) -> dict[str, Any] | None:
    return None if item is None else {"story": item.story, "share": item.share, "opener": item.opener}


def by_channel(routed: Iterable[Routed], channels: Sequence[Channel]) -> list[dict[str, Any]]:
    """How many posts each channel takes, and how many none can."""
    counts = {channel.id: 0 for channel in channels}
    left = 0
    for way in routed:
        if way.channel is None:
            left += 1
        else:
            counts[way.channel] += 1
    carried = [
        {"road": channel.id, "name": channel.name, "posts": counts[channel.id]} for channel in channels
    ]
    return [*carried, {"road": None, "name": "", "posts": left}]
