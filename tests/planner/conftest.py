"""Made-up communities for the planner: seeded, of any size, in three kinds of scarcity."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import pytest

from content.model import (
    Consent,
    ConsentScope,
    ConsentState,
    Gap,
    Group,
    GroupKind,
    Placement,
    Quiz,
    Slot,
    Story,
)
from content.model.channel import Channel
from content.model.planning import Arc, ElementRule, FormRule
from content.planner import (
    Photo,
    Pin,
    PlanArrays,
    PlanProblem,
    PlanRules,
    PlanWeights,
    ShownDay,
    build_problem,
    check,
    gaps,
    placements,
)
from content.planner.problem.request import PlanRequest

MONDAY = date(2026, 3, 2)
FOUR_SLOTS = tuple(Slot)
FORMS = ["quiz", "myth", "choice", "riddle"]
SLOT_SETS = (FOUR_SLOTS,) * 4 + ((Slot.MORNING, Slot.EVENING), (Slot.AFTERNOON,), (Slot.NOON,))
SUPPLY = {
    "loose": 4.0,
    "tight": 1.25,
    "short": 0.6,
}  # showings that photos can give, for each place that wants one


@dataclass(frozen=True)
class Case:
    """All that a plan is made from, but for weights and tastes."""

    groups: Sequence[Group]
    stories: Sequence[Story]
    photos: Sequence[Photo]
    history: Sequence[ShownDay] = ()
    frozen: Sequence[Placement] = ()
    pins: Sequence[Pin] = ()
    rules: PlanRules = field(default_factory=PlanRules)
    first_day: date = MONDAY
    days: int = 7

    def posed(self, seed: int = 0) -> PlanProblem:
        return build_problem(self.request(seed))

    def violations(self, placed: Sequence[Placement]) -> list[str]:
        return check(placed, self.request())

    def request(self, seed: int = 0) -> PlanRequest:
        return PlanRequest(
            self.first_day,
            self.days,
            self.groups,
            self.stories,
            self.photos,
            self.history,
            self.frozen,
            self.pins,
            rules=self.rules,
            seed=seed,
        )

    def changed(self, **what: object) -> "Case":
        return replace(self, **what)  # type: ignore[arg-type]  # the fields are the test's own choice

    def day(self, number: int) -> date:
        return self.first_day + timedelta(days=number)


def group(
    name: str, kind: GroupKind = GroupKind.DAILY, slots: Sequence[Slot] = FOUR_SLOTS, **more: object
) -> Group:
    times = {slot: slot.usual_time for slot in slots}
    return Group(id=name, name=name, kind=kind, slots=times, **more)  # type: ignore[arg-type]  # as the test says


def story(name: str, product: str = "sauce", **more: object) -> Story:
    told = {"form": "quiz", "hook": "?", "clue": "...", "solution": "!", "title": f"T {name}"} | more
    quiz = Quiz("?", ("a", "b"), "A", "so")
    return Story(id=name, product=product, quiz=quiz, **told)  # type: ignore[arg-type]  # as the test says


def photo(name: str, product: str = "sauce", **more: object) -> Photo:
    granted = Consent(ConsentState.GRANTED, ConsentScope.ALL)
    told = {"member": f"of {name}", "home": "elsewhere", "score": 0.5, "consent": granted} | more
    return Photo(id=name, product=product, **told)  # type: ignore[arg-type]  # as the test says


def make_case(
    seed: int,
    *,
    groups: int = 4,
    days: int = 7,
    stories: int = 20,
    photos: int | None = None,
    family: str = "loose",
    odd: bool = True,
    rules: PlanRules | None = None,
) -> Case:
    """A community drawn from `seed`. `odd`: also few slots, closed days, pins and shared members."""
    draw, rules = Random(seed), rules or PlanRules()  # a community is no secret
    products = [f"p{number:03}" for number in range(max(2, stories // 4))]
    if photos is None:
        photos = int(groups * days * 1.2 * SUPPLY[family] / rules.photo_groups) + 2
    club = [_group(draw, number, groups, odd) for number in range(groups)]
    library = [_story(draw, f"s{number:03}", products, days) for number in range(stories)]
    pictures = [_photo(draw, f"u{number:05}", products, groups, photos, days) for number in range(photos)]
    history = _history(draw, club, library, pictures, rules)
    pins = [
        Pin(g.id, MONDAY + timedelta(days=draw.randrange(days)), draw.choice(library).id)
        for g in club
        if odd and library and draw.random() < 0.3
    ]
    return Case(club, library, pictures, history, (), pins, rules, MONDAY, days)


def _group(draw: Random, number: int, groups: int, odd: bool) -> Group:
    name, kind = f"g{number:04}", draw.choice(list(GroupKind))
    if not odd:
        return group(name, kind)
    near = {f"g{(number + draw.randrange(1, 4)) % groups:04}"} if draw.random() < 0.35 else set()
    closed = {MONDAY + timedelta(days=draw.randrange(7))} if draw.random() < 0.2 else set()
    slots = draw.choice(SLOT_SETS)
    return group(name, kind, slots, blackouts=frozenset(closed), shares_members_with=frozenset(near - {name}))


def _story(draw: Random, name: str, products: Sequence[str], days: int) -> Story:
    kinds = frozenset(draw.sample(list(GroupKind), 3)) if draw.random() < 0.7 else frozenset()
    start = MONDAY + timedelta(days=draw.randrange(-5, days)) if draw.random() < 0.2 else None
    return story(
        name,
        draw.choice(products),
        form=draw.choice(FORMS),
        kinds=kinds,
        promo=draw.choice([0.0, 0.1, 0.3, 0.5, 0.8]),
        wants_photo=draw.random() < 0.3,
        valid_from=start,
        valid_to=start and start + timedelta(days=draw.randrange(3, 12)),
    )


def _photo(draw: Random, name: str, products: Sequence[str], groups: int, photos: int, days: int) -> Photo:
    chance = draw.random()
    scope = ConsentScope.OWN if chance < 0.2 else ConsentScope.ALL
    state = ConsentState.ASKED if 0.2 <= chance < 0.25 else ConsentState.GRANTED
    until = MONDAY + timedelta(days=draw.randrange(days)) if draw.random() < 0.15 else None
    author = draw.randrange(max(3, photos // 3) + 1)
    return photo(
        name,
        draw.choice(products),
        member=f"m{author:05}" if author else None,
        home=f"g{draw.randrange(groups):04}",
        score=round(min(1.0, max(0.0, draw.gauss(0.55, 0.16))), 3),
        consent=Consent(state, scope, until=until),
    )


def _history(
    draw: Random, club: Sequence[Group], library: Sequence[Story], pictures: Sequence[Photo], rules: PlanRules
) -> list[ShownDay]:
    shown = []
    for member in club:
        stories = draw.sample(list(library), min(len(library), draw.randrange(0, rules.repeat_days + 1)))
        for back, old in enumerate(stories, 1):
            seen = (draw.choice(pictures).id,) if pictures and draw.random() < 0.5 else ()
            shown.append(ShownDay(member.id, MONDAY - timedelta(days=back), old.id, seen))
    return shown


def ruled(case: Case, seed: int, *, explore: bool = False) -> Case:
    """The same community with a week template, campaigns, elements and roads of its own."""
    draw, days = Random(seed), case.days
    kinds, elements = list(GroupKind), ("福利", "关怀", "活动")
    forms = {
        (draw.choice(kinds), draw.randrange(7), draw.choice(FOUR_SLOTS)): frozenset(draw.sample(FORMS, 2))
        for _ in range(draw.randrange(4))
    }
    arcs = [
        Arc(f"a{n}", f"p{draw.randrange(4):03}", case.day(draw.randrange(-5, days)), draw.randrange(3), 3)
        for n in range(draw.randrange(3))
    ]
    asked = {(draw.choice(kinds), draw.choice(elements)): draw.randrange(1, 3) for _ in range(4)}
    roads = (
        Channel("mass", "群发", (Slot.EVENING, Slot.NOON), a_day=1, a_week=5),
        Channel("hand", "手发", a_day=2),
    )
    stories = [
        replace(story, elements=tuple(draw.sample(elements, draw.randrange(3)))) for story in case.stories
    ]
    rules = replace(
        case.rules,
        explore=explore,
        forms=tuple(FormRule(*key, forms=names) for key, names in forms.items()),
        arcs=tuple(arcs),
        elements=tuple(ElementRule(*key, a_week=times) for key, times in asked.items()),
        channels=roads,
    )
    return case.changed(stories=stories, rules=rules)


@dataclass(frozen=True)
class Made:
    """A plan in the model's words."""

    placed: list[Placement]
    gaps: list[Gap]

    @classmethod
    def of(cls, problem: PlanProblem, plan: PlanArrays) -> "Made":
        return cls(placements(problem, plan), gaps(problem, plan))

    @property
    def cells(self) -> dict[tuple[str, date], tuple[str, str | None, str | None]]:
        return {(p.group, p.day): (p.story, p.share, p.opener) for p in self.placed}


@dataclass(frozen=True)
class Kit:
    """The makers, as one fixture."""

    case: Callable[..., Case] = make_case
    ruled: Callable[..., Case] = ruled
    group: Callable[..., Group] = group
    story: Callable[..., Story] = story
    photo: Callable[..., Photo] = photo
    rules: type[PlanRules] = PlanRules
    small: type[Case] = Case
    made: Callable[[PlanProblem, PlanArrays], Made] = Made.of
    monday: date = MONDAY
    random: type[Random] = Random

    @staticmethod
    def without_affinity(case: Case) -> PlanProblem:
        """Posed so that photos say nothing about what their groups like."""
        return build_problem(replace(case.request(), weights=PlanWeights(affinity=0)))

    @staticmethod
    def before(days: int) -> date:
        return MONDAY - timedelta(days=days)

    @staticmethod
    def shown(placed: Placement) -> ShownDay:
        """What was placed, once it is history."""
        photos = tuple(photo for photo in (placed.share, placed.opener) if photo)
        return ShownDay(placed.group, placed.day, placed.story, photos)

    @staticmethod
    def shown_on(group: str, day: date, story: str, *photos: str) -> ShownDay:
        return ShownDay(group, day, story, photos)


@pytest.fixture(scope="session")
def kit() -> Kit:
    return Kit()
