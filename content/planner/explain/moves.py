"""Differences between two plans: each cell that changed, and the rule that changed it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from content.model.message import Message
from content.model.placement import Placement
from content.model.planning import Move
from content.planner.explain.gaps import NO_NAMES
from content.planner.explain.why import as_placements, on_record
from content.planner.problem.arrays import (
    ARC,
    DATES,
    FORM,
    KIND,
    NONE,
    PROMO,
    RESTED,
    PlanArrays,
    PlanProblem,
)
from content.planner.solver.plan_state import Ledger


@dataclass(frozen=True, slots=True)
class Events:
    """What people did since the plan before. `left`: photo -> the day its author left; `retired`: stories;
    `dropped`: photos that an editor wants no more; `unlisted`: photos off the shortlist whose consent stands;
    `unready`: stories that the linter finds something in.
    """

    left: Mapping[str, date] = field(default_factory=dict)
    retired: AbstractSet[str] = frozenset()
    dropped: AbstractSet[str] = frozenset()
    unlisted: AbstractSet[str] = frozenset()
    unready: AbstractSet[str] = frozenset()


NO_EVENTS = Events()
STORY_RULES = (
    (KIND, "kind"),
    (DATES, "dates"),
    (FORM, "form"),
    (ARC, "arc"),
    (RESTED, "rested"),
    (PROMO, "promo"),
)


def moves(
    problem: PlanProblem,
    previous: Sequence[Placement],
    plan: PlanArrays,
    names: Mapping[str, str] = NO_NAMES,
    events: Events = NO_EVENTS,
) -> list[Move]:
    """By group and day, for the plan's own groups and days; `events` give the reason where they are one."""
    days = {problem.first_day + timedelta(days=day) for day in range(problem.days)}
    was = {
        (item.group, item.day): item for item in previous if item.group in problem.rows and item.day in days
    }
    now = {(item.group, item.day): item for item in as_placements(problem, plan)}
    cells = sorted(cell for cell in was.keys() | now.keys() if told(was.get(cell)) != told(now.get(cell)))
    if not cells:
        return []
    why = _Why(problem, on_record(problem, plan), events)
    moved = []
    for group, day in cells:
        old, new = was.get((group, day)), now.get((group, day))
        rule = why.rule(old, new, problem.rows[group], (day - problem.first_day).days)
        moved.append(Move(group, day, old, new, rule, _words(old, new, rule, names)))
    return moved


def told(item: Placement | None) -> tuple[str, str | None, str | None] | None:
    """What members would see of a placement."""
    return None if item is None else (item.story, item.share, item.opener)


def _words(was: Placement | None, became: Placement | None, rule: str, names: Mapping[str, str]) -> Message:
    titles = {"was": _title(was, names), "became": _title(became, names)}
    return Message("plan.moved", why=Message(f"plan.moved_{rule}"), **titles)


def _title(item: Placement | None, names: Mapping[str, str]) -> Message:
    if item is None:
        return Message("plan.no_story")
    return Message("plan.story", title=names.get(item.story, item.story))


class _Why:
    def __init__(self, problem: PlanProblem, ledger: Ledger, events: Events) -> None:
        self._problem, self._ledger, self._events = problem, ledger, events
        self._story = {name: number for number, name in enumerate(problem.stories.ids)}
        self._photo = {name: number for number, name in enumerate(problem.photos.ids)}

    def rule(self, was: Placement | None, now: Placement | None, group: int, day: int) -> str:
        problem = self._problem
        if problem.frozen[group, day]:
            return "frozen"
        if was is None:
            return "filled"
        if problem.shut[group, day]:
            return "closed"
        if was.story in self._events.retired:
            return "retired"
        if was.story in self._events.unready:
            return "unready"
        story = self._story.get(was.story, NONE)
        if problem.pinned[group, day] not in (NONE, story):
            return "pin"
        if story == NONE or not problem.stories.known[story]:
            return "story_gone"
        return self._by_rules(was, now, group, day, story)

    def _by_rules(self, was: Placement, now: Placement | None, group: int, day: int, story: int) -> str:
        """As if the day were empty in the new plan: what stands against what it had."""
        ledger = self._ledger
        held = ledger.story(group, day), ledger.photo[:, group, day].tolist()
        ledger.clear(group, day)
        obstacles = int(ledger.obstacles(group, day)[story])
        rules = [name for bit, name in STORY_RULES if obstacles & bit]
        if not rules:
            lost = {was.share, was.opener} - ({now.share, now.opener} if now else set()) - {None}
            rules = [rule for photo in sorted(map(str, lost)) if (rule := self._of_photo(photo, group, day))]
        ledger.tell(group, day, held[0])
        for place, photo in enumerate(held[1]):
            ledger.show(group, day, place, photo)
        return rules[0] if rules else "better"

    def _of_photo(self, name: str, group: int, day: int) -> str:
        ledger, photo = self._ledger, self._photo.get(name, NONE)
        left = self._events.left.get(name)
        if left is not None and left <= self._problem.first_day + timedelta(days=day):
            return "author_left"
        if name in self._events.dropped:
            return "dropped"
        if photo == NONE or name in self._events.unlisted:
            return "photo_gone"
        checks = (
            ("consent", ledger.consents(group, day, photo)),
            ("unseen", not ledger.has_seen(group, photo)),
            ("author_rested", ledger.author_rests(group, day, photo)),
            ("photo_groups", ledger.room[photo] > 0),
            ("neighbours", not ledger.at_neighbours(group, day, photo)),
        )
        return next((rule for rule, passes in checks if not passes), "")
