"""The channels of a plan, checked by plain code of its own: no group gets more by a channel than the channel
may carry."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from content.model.slot import Slot
from content.planner.problem.request import PlanRequest

Way: TypeAlias = tuple[str, date, Slot, str | None]
"""(group, day, slot, channel)."""


def check_routes(ways: Sequence[Way], inputs: PlanRequest) -> list[str]:
    """Sentences for every channel that does not exist, may not take a slot or group, or carries too much."""
    channels = {channel.id: channel for channel in inputs.rules.channels}
    wrong = [
        f"{group} {day} {slot}: there is no channel {channel!r}"
        for group, day, slot, channel in ways
        if channel and channel not in channels
    ]
    wrong += [f"{way[0]} {way[1]} {way[2]}: a silent slot" for way in _in_silence(ways, inputs)]
    sent: Counter[tuple[str, str, str, str]] = Counter()
    for use in inputs.used:
        _count(sent, use.channel, use.group, use.day, use.posts)
    planned: set[tuple[str, str, str, str]] = set()
    for group, day, slot, name in ways:
        if name is None or name not in channels:
            continue
        channel = channels[name]
        if slot not in channel.slots or (channel.groups and group not in channel.groups):
            wrong.append(f"{group} {day} {slot}: {name} does not lead there")
        planned |= set(_count(sent, name, group, day, 1))
    for name, group, span, which in sorted(planned):
        most = {"day": channels[name].a_day, "week": channels[name].a_week, "month": channels[name].a_month}[
            span
        ]
        if most is not None and sent[name, group, span, which] > most:
            posts = sent[name, group, span, which]
            wrong.append(f"{group}: {posts} posts by {name} in the {span} {which}, at most {most}")
    return wrong + [
        f"{group} {day} {slot}: said twice" for (group, day, slot), count in _places(ways) if count > 1
    ]


def _in_silence(ways: Sequence[Way], inputs: PlanRequest) -> list[Way]:
    kinds = {group.id: group.kind for group in inputs.groups}
    forms = {(rule.kind, rule.weekday, rule.slot): rule.forms for rule in inputs.rules.forms}
    cells = [(way, (kinds[way[0]], way[1].weekday(), way[2])) for way in ways if way[0] in kinds]
    own = {(rule.group, rule.day, rule.slot): rule.forms for rule in inputs.rules.cells}
    return [
        way for way, cell in cells if (cell in forms and not forms[cell]) or own.get(way[:3]) == frozenset()
    ]


def _count(
    sent: Counter[tuple[str, str, str, str]], channel: str, group: str, day: date, posts: int
) -> list[tuple[str, str, str, str]]:
    year, week, _ = day.isocalendar()
    spans = [("day", f"{day}"), ("week", f"{year}-W{week:02}"), ("month", f"{day:%Y-%m}")]
    keys = [(channel, group, span, which) for span, which in spans]
    for key in keys:
        sent[key] += posts
    return keys


def _places(ways: Iterable[Way]) -> list[tuple[tuple[str, date, Slot], int]]:
    return list(Counter((group, day, slot) for group, day, slot, _ in ways).items())
