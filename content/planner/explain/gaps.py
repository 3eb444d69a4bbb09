"""Gaps: what stays empty and why, as a funnel of the rules, and the best fix."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np

from content.model.message import Message
from content.model.placement import Gap
from content.model.slot import Slot
from content.model.story import Story
from content.planner.explain import sentences
from content.planner.explain.fixes import StoryFix, best_photo, best_story
from content.planner.explain.sentences import FunnelStep
from content.planner.explain.why import on_record
from content.planner.problem.arrays import (
    ARC,
    DATES,
    FORM,
    KIND,
    NONE,
    PROMO,
    RESTED,
    SHARE,
    TORN,
    Bools,
    Ints,
    PlanArrays,
    PlanProblem,
)
from content.planner.problem.tables import KINDS
from content.planner.problem.windows import promo_room
from content.planner.solver.fixed_cells import pin_obstacles
from content.planner.solver.plan_state import Ledger

FUNNEL = (
    ("kind", KIND),
    ("dates", DATES),
    ("form", FORM),
    ("arc", ARC),
    ("rested", RESTED),
    ("promo", PROMO),
)
RULES = [bit for _, bit in FUNNEL]
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def over_before(stories: Iterable[Story], first_day: date) -> frozenset[str]:
    """Ids of the stories that ended, or were retired, before the plan begins."""
    return frozenset(story.id for story in stories if story.valid_to and story.valid_to < first_day)


@dataclass(frozen=True, slots=True)
class StoriesLeftOut:
    """By id: stories that are `over`, those that the linter finds something in, and the cells (group, day) to
    which such a one is pinned."""

    over: AbstractSet[str] = frozenset()
    unready: AbstractSet[str] = frozenset()
    pinned: AbstractSet[tuple[str, date]] = frozenset()


NOTHING_LEFT_OUT = StoriesLeftOut()


def gaps(
    problem: PlanProblem,
    plan: PlanArrays,
    names: Mapping[str, str] = NO_NAMES,
    cells: Bools | None = None,
    left_out: StoriesLeftOut = NOTHING_LEFT_OUT,
) -> list[Gap]:
    """Exactly one for every cell that should have a story and has none, and for every photo that is missing.
    `cells` bool [G, D]: only those.

    By day, group id and slot. A closed day is no gap unless something is pinned there; frozen cells are none.
    `names` maps ids of products and stories to what people call them; what has no name goes by its id.
    Stories that are over are never suggested as a fix.
    """
    ledger = on_record(problem, plan)
    explain = _Explainer(problem, ledger, names, ProductDemand.of(ledger), left_out)
    listed: list[Gap] = []
    empty = (plan.story == NONE) | ledger.lacking_photos().any(0)
    empty &= True if cells is None else cells
    for day, group in np.argwhere((empty & ~problem.frozen).T).tolist():
        if plan.story[group, day] == NONE:
            listed += explain.empty_day(group, day)
        else:
            listed += explain.missing_photos(group, day)
    return listed


@dataclass(frozen=True)
class ProductDemand:
    """wanted, showings [P]: places that want a photo of each product, and how often its photos can be shown,
    both with what this plan shows already."""

    wanted: Ints
    showings: Ints

    @classmethod
    def of(cls, ledger: Ledger) -> "ProductDemand":
        problem, photos, products = ledger.problem, ledger.problem.photos, len(ledger.problem.products)
        placed = ledger.photo[ledger.photo != NONE]
        used = np.bincount(photos.product[placed], minlength=products)
        lacking = np.argwhere(ledger.lacking_photos())
        story = ledger.stories[lacking[:, 1], lacking[:, 2]]
        missing = np.bincount(problem.stories.product[story], minlength=products) if len(lacking) else 0
        usable = (photos.first < problem.days) & (photos.last >= 0) & (photos.last >= photos.first)
        room = np.maximum(0, np.array(ledger.room, np.int64)) * usable
        left = np.bincount(photos.product, weights=room, minlength=products).astype(np.int64)
        return cls(used + missing, used + left)


@dataclass(frozen=True)
class _Explainer:
    problem: PlanProblem
    ledger: Ledger
    names: Mapping[str, str]
    shortage: ProductDemand
    left_out: StoriesLeftOut = NOTHING_LEFT_OUT

    def empty_day(self, group: int, day: int) -> list[Gap]:
        groups, pin = self.problem.groups, int(self.problem.pinned[group, day])
        if groups.closed[group, day]:
            return [self._gap(group, day, [sentences.CLOSED], sentences.LIFT_PIN)] if pin != NONE else []
        if groups.slotless[group]:
            return [self._gap(group, day, [sentences.SLOTLESS], sentences.GIVE_SLOTS)]
        if pin == TORN and (groups.ids[group], self._date(day)) in self.left_out.pinned:
            return [self._gap(group, day, [sentences.UNREADY_PIN], sentences.FIX_STORY)]
        if pin == TORN:
            return [self._gap(group, day, [sentences.TORN_PIN], sentences.ONE_PIN)]
        if pin != NONE:
            step = sentences.broken_pin(
                self._story(pin), pin_obstacles(self.ledger, group, day), self.problem.rules
            )
            return [self._gap(group, day, [step], sentences.LIFT_PIN)]
        fix = best_story(self.ledger, (group, day), RULES, self._alive())
        words = (
            sentences.new_story(KINDS[groups.kind[group]]) if fix is None else self._let_in(group, day, fix)
        )
        return [self._gap(group, day, self._story_funnel(self.ledger.obstacles(group, day)), words)]

    def _story_funnel(self, obstacles: Ints) -> list[FunnelStep]:
        left, rules = self.problem.stories.known.copy(), self.problem.rules
        steps = [sentences.stories_step(int(left.sum()), len(self.left_out.unready))]
        spoken = {"form": bool(rules.forms), "arc": bool(rules.arcs)}
        for rule, bit in FUNNEL:
            if not spoken.get(rule, True):
                continue
            left &= (obstacles & bit) == 0
            steps.append(sentences.story_step(rule, int(left.sum()), rules))
        return _to_the_end(steps)

    def _alive(self) -> Bools:
        """[S] stories that may be told again."""
        alive = np.array([story not in self.left_out.over for story in self.problem.stories.ids], bool)
        among: Bools = self.problem.stories.known & alive
        return among

    def _let_in(self, group: int, day: int, fix: StoryFix) -> Message:
        kind, excess = KINDS[self.problem.groups.kind[group]], self._excess(group, day, fix.story)
        title = self._story(fix.story)
        return sentences.story_fix(fix.rule, title, self._date(day), kind, self.problem.rules, excess)

    def _excess(self, group: int, day: int, story: int) -> int:
        """Promo above the cap, in thousandths, if the story were told."""
        problem, plenty = self.problem, np.array([10**9])
        week, column = self.ledger.week[group : group + 1].copy(), problem.column(day)
        week[0, column] = NONE  # what is told there now gives way
        spent = plenty - promo_room(problem, week, column, plenty)
        return int(spent[0] + problem.stories.promo[story] - problem.groups.cap[group])

    def missing_photos(self, group: int, day: int) -> list[Gap]:
        story = self.ledger.story(group, day)
        empty = [
            Slot.AFTERNOON if place == SHARE else Slot.MORNING
            for place in self.ledger.places(group, day, story)
            if self.ledger.photo[place, group, day] == NONE
        ]
        if not empty:
            return []
        product = int(self.problem.stories.product[story])
        steps, fix = self._photo_funnel(group, day, product), self._photo_fix(group, day, product)
        wanted, showings = int(self.shortage.wanted[product]), int(self.shortage.showings[product])
        if wanted > showings > 0:
            steps.append(sentences.shortage(wanted, showings, self._product(product)))
        return [self._gap(group, day, steps, fix, slot) for slot in sorted(empty, key=list(Slot).index)]

    def _photo_rules(self, group: int, day: int) -> list[tuple[str, Callable[[int], bool]]]:
        ledger = self.ledger
        return [
            ("consent", lambda photo: ledger.consents(group, day, photo)),
            ("unseen", lambda photo: not ledger.has_seen(group, photo)),
            ("author_rested", lambda photo: ledger.author_rests(group, day, photo)),
            ("photo_groups", lambda photo: ledger.room[photo] > 0),
            ("neighbours", lambda photo: not ledger.at_neighbours(group, day, photo)),
        ]

    def _photo_funnel(self, group: int, day: int, product: int) -> list[FunnelStep]:
        name, rules = self._product(product), self.problem.rules
        left = self._photos_of(product)
        steps = [sentences.photo_step("photos", len(left), name, rules)]
        for rule, passes in self._photo_rules(group, day):
            left = [photo for photo in left if passes(photo)]
            steps.append(sentences.photo_step(rule, len(left), name, rules))
        return _to_the_end(steps)

    def _photo_fix(self, group: int, day: int, product: int) -> Message:
        """The consent, the one group more, or the other story that gains most; else a new photo."""
        ids, photos = self.problem.photos.ids, self._photos_of(product)
        photo = best_photo(self.ledger, group, photos, self._photo_rules(group, day))
        free = self.problem.pinned[group, day] == NONE
        story = best_story(self.ledger, (group, day), RULES, self._alive()) if free else None
        if story is not None and (photo is None or story.gain > photo.gain):
            return self._let_in(group, day, story)
        if photo is None:
            return sentences.new_photo(self._product(product), self.problem.rules)
        if photo.rule == "consent":
            return sentences.ask_consent(ids[photo.photo])
        return sentences.one_group_more(ids[photo.photo], self.problem.rules)

    def _photos_of(self, product: int) -> list[int]:
        """Best first."""
        photos = np.flatnonzero(self.problem.photos.product == product)
        ranked: list[int] = photos[np.argsort(-self.problem.photos.score[photos], kind="stable")].tolist()
        return ranked

    def _gap(
        self, group: int, day: int, steps: list[FunnelStep], fix: Message, slot: Slot | None = None
    ) -> Gap:
        return sentences.gap(self.problem.groups.ids[group], self._date(day), slot, steps, fix)

    def _date(self, day: int) -> date:
        return self.problem.first_day + timedelta(days=day)

    def _story(self, story: int) -> str:
        name = self.problem.stories.ids[story]
        return self.names.get(name, name)

    def _product(self, product: int) -> str:
        name = self.problem.products[product]
        return self.names.get(name, name)


def _to_the_end(steps: list[FunnelStep]) -> list[FunnelStep]:
    """Up to the first step that leaves nothing; what would come after has nothing to say."""
    lefts = [step.left for step in steps]
    return steps[: lefts.index(0) + 1] if 0 in lefts else steps
