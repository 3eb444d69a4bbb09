"""Communities for the planner, of any size and in three families of scarcity, the same for the same seed.

loose: more photos than anybody needs; tight: 1.25 showings for every place that wants one; short: 0.7. One
story in four wants two photos, one in five is valid for a season only; products are photographed unequally;
groups have two weeks of history, campaign pins, closed days, and members in common.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from content.model import Consent, ConsentScope, ConsentState, Group, GroupKind, Quiz, Slot, Story
from content.planner import Photo, Pin, PlanProblem, PlanRequest, PlanRules, ShownDay, Tastes, build_problem

FIRST_DAY = date(2026, 11, 23)
FAMILIES = ("loose", "tight", "short")
SHOWINGS = {"tight": 1.25, "short": 0.7}  # per place that wants a photo
KINDS = tuple(GroupKind)
FORMS = ("choice", "myth", "riddle", "poll", "count", "story")
STORIES = {10: 50, 100: 150, 1000: 300, 5000: 500}  # by groups; photos of the loose family likewise
PHOTOS = {10: 500, 100: 5000, 1000: 30_000, 5000: 100_000}


@dataclass(frozen=True)
class Instance:
    groups: list[Group]
    stories: list[Story]
    photos: list[Photo]
    history: list[ShownDay]
    pins: list[Pin]
    tastes: Tastes
    days: int
    rules: PlanRules = field(default_factory=PlanRules)

    @property
    def request(self) -> PlanRequest:
        return PlanRequest(
            FIRST_DAY,
            self.days,
            self.groups,
            self.stories,
            self.photos,
            self.history,
            pins=self.pins,
            rules=self.rules,
            tastes=self.tastes,
        )

    def posed(self) -> PlanProblem:
        return build_problem(self.request)


def make(
    groups: int = 1000, days: int = 7, family: str = "loose", seed: int = 1, *,
    stories: int | None = None, photos: int | None = None,
) -> Instance:  # fmt: skip
    draw = np.random.default_rng([seed, groups, days])
    size = min((known for known in STORIES if known >= groups), default=max(STORIES))
    stories = stories or STORIES[size]
    products = max(8, stories // 5)
    if family == "loose":
        count = photos or PHOTOS[size]
    else:
        count = photos or max(
            products * 2, int(groups * days * 1.25 * SHOWINGS[family] / PlanRules().photo_groups)
        )
    library = _stories(draw, stories, products, days)
    club = _groups(draw, groups, days)
    pictures = _photos(draw, count, products, groups, days, family)
    return Instance(
        club, library, pictures, _history(draw, club, library, pictures), _pins(draw, club, library, days),
        _tastes(draw, club, library, products),
        days,
    )  # fmt: skip


def _tastes(draw: np.random.Generator, groups: list[Group], stories: list[Story], products: int) -> Tastes:
    """Groups differ in what products they like, stories in how new they are, forms in how they are liked."""
    learnt = {
        (kind, slot, form): (int(liked), int(liked + disliked))
        for kind in KINDS
        for slot in Slot
        for form, (liked, disliked) in zip(FORMS, draw.integers(1, 39, (len(FORMS), 2)), strict=True)
    }
    liking = draw.normal(400, 180, (len(groups), products)) + draw.normal(0, 120, products)
    affinity = {
        (group.id, f"p{product:03}"): int(worth)
        for group, row in zip(groups, np.clip(liking, 0, 1000), strict=True)
        for product, worth in enumerate(row)
    }
    return Tastes(learnt, affinity, {story.id: int(draw.integers(0, 300)) for story in stories})


def _stories(draw: np.random.Generator, count: int, products: int, days: int) -> list[Story]:
    product = draw.permutation(np.arange(count) % products)
    kinds = draw.random((count, 5)) < (0.7, 0.45, 0.4, 0.4, 0.55)
    kinds[np.arange(count), draw.integers(0, 5, count)] = True
    loud = draw.random(count)
    return [
        Story(
            id=f"s{number:04}",
            title=f"剧情 {number}",
            product=f"p{product[number]:03}",
            form=str(draw.choice(FORMS)),
            hook="",
            quiz=Quiz("", ("", ""), "A", ""),
            clue="",
            solution="",
            kinds=frozenset(kind for kind, suits in zip(KINDS, kinds[number], strict=True) if suits),
            promo=_promo(draw, loud[number]) / 100,
            wants_photo=bool(draw.random() < 0.25),
            **_season(draw, days),
        )
        for number in range(count)
    ]


def _promo(draw: np.random.Generator, loud: float) -> int:
    least, most = (0, 20) if loud < 0.5 else (20, 60) if loud < 0.8 else (60, 100)
    return int(draw.integers(least, most))


def _season(draw: np.random.Generator, days: int) -> dict[str, Any]:
    if draw.random() >= 0.2:
        return {}
    first = int(draw.integers(-10, days))
    return {"valid_from": _day(first), "valid_to": _day(first + int(draw.integers(3, 15)))}


def _groups(draw: np.random.Generator, count: int, days: int) -> list[Group]:
    kind = draw.choice(5, count, p=[0.5, 0.1, 0.15, 0.05, 0.2])
    closed = draw.random((count, days)) < 0.015
    near = draw.integers(-5, 6, count)
    shares = draw.random(count) < 0.35
    return [
        Group(
            id=f"g{number:05}",
            name=f"{number} 群",
            kind=KINDS[kind[number]],
            blackouts=frozenset(_day(day) for day in np.flatnonzero(closed[number]).tolist()),
            shares_members_with=frozenset(
                {f"g{min(count - 1, max(0, number + int(near[number]))):05}"} if shares[number] else ()
            ),
        )
        for number in range(count)
    ]


def _photos(
    draw: np.random.Generator, count: int, products: int, groups: int, days: int, family: str
) -> list[Photo]:
    share = draw.permutation(1 / np.arange(1, products + 1) ** (0.6 if family == "loose" else 0.4))
    product = draw.choice(products, count, p=share / share.sum())
    author, home = draw.integers(0, max(8, count // 3), count), draw.integers(0, groups, count)
    score = np.clip(draw.normal(0.55, 0.16, count), 0, 1)
    until = np.where(draw.random(count) < 0.1, draw.integers(0, days, count), -1)
    return [
        Photo(
            id=f"u{number:06}",
            product=f"p{product[number]:03}",
            member=f"m{author[number]:06}",
            home=f"g{home[number]:05}",
            score=round(float(score[number]), 3),
            consent=_granted(int(until[number])),
        )
        for number in range(count)
    ]


def _granted(until: int) -> Consent:
    """For all groups; below 0 without an end."""
    last = _day(until) if until >= 0 else None
    return Consent(ConsentState.GRANTED, ConsentScope.ALL, until=last)


def _history(
    draw: np.random.Generator, groups: list[Group], stories: list[Story], photos: list[Photo]
) -> list[ShownDay]:
    """Thirteen days of stories, and photos that were liked best; no photo in more than half its groups."""
    best = sorted(photos, key=lambda photo: (-photo.score, photo.id))[: max(50, len(photos) // 4)]
    used = dict.fromkeys((photo.id for photo in best), 0)
    history = []
    for group in groups:
        suits = [story for story in stories if group.kind in story.kinds]
        story_numbers = draw.choice(len(suits), min(13, len(suits)), replace=False).tolist()
        for back, number in enumerate(story_numbers, 1):
            photo = best[int(draw.integers(0, len(best)))].id
            if used[photo] < PlanRules().photo_groups // 2:
                used[photo] += 1
                history.append(ShownDay(group.id, _day(-back), suits[number].id, (photo,)))
            else:
                history.append(ShownDay(group.id, _day(-back), suits[number].id))
    return history


def _pins(draw: np.random.Generator, groups: list[Group], stories: list[Story], days: int) -> list[Pin]:
    """Two campaign days, each for a third of the groups of a kind."""
    pins = []
    for kind in (GroupKind.DAILY, GroupKind.PRECISE):
        day = int(draw.integers(min(1, days - 1), days))
        fit = [s for s in stories if kind in s.kinds and s.valid_from is None and 0.2 <= s.promo < 0.9]
        if fit:
            story = fit[int(draw.integers(0, len(fit)))]
            concerned = [group for group in groups if group.kind is kind and draw.random() < 0.3]
            pins += [Pin(group.id, _day(day), story.id) for group in concerned]
    return pins


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)
