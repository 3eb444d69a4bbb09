"""A closed loop: made communities answer the plan of each week, and the next plan learns from that, or not.

    python -m benchmarks.insight_loop [--seeds N] [--groups N] [--weeks N]

Learning and planning are the night's own code over a real store. Responses are drawn by the truth of the
forms and written as counted; how far counting is from the truth is measured by itself (attribution).
"""

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from content.model import Group, PostResponse, Product, Quiz, Slot, Story
from content.night import NightOrder
from content.store import Store
from content.workers import Workers
from content.workspace import open_workspace
from services.context import Context
from services.learning import learn
from services.learning_view import learning_state
from services.nightly import lay_out

FIRST = date(2026, 8, 31)  # a Monday
FORMS = ("choice", "true-or-false", "riddle", "guess-the-photo")
STORIES = 90
WORLDS: Mapping[str, Mapping[str, float]] = {
    "no effect": dict.fromkeys(FORMS, 1.0),
    "one form +20 %": dict.fromkeys(FORMS, 1.0) | {"riddle": 1.2},
    "one form +50 %": dict.fromkeys(FORMS, 1.0) | {"riddle": 1.5},
    "+50 % and -33 %": dict.fromkeys(FORMS, 1.0) | {"riddle": 1.5, "choice": 0.67},
}
T_90 = {2: 6.314, 3: 2.920, 4: 2.353, 5: 2.132, 6: 2.015, 7: 1.943, 8: 1.895}  # by how many seeds


@dataclass(frozen=True)
class Loop:
    groups: int
    weeks: int
    seed: int
    effects: Mapping[str, float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--groups", type=int, default=8)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("an interval needs two seeds or more")
    print("| forms | off | on | on/off | 90 % | worst seed | hand's plan by propensities |")
    print("|---|---|---|---|---|---|---|")
    for name, effects in WORLDS.items():
        if options.only in name:
            row(name, [Loop(options.groups, options.weeks, n + 1, effects) for n in range(options.seeds)])


def row(name: str, loops: list[Loop]) -> None:
    """One world: members beyond the expected ones a day in a hundred, from the fifth week on."""
    pairs = [(run(loop, "off"), run(loop, "on")) for loop in loops]
    ratios = [on[0] / off[0] - 1 for off, on in pairs]
    half = T_90.get(len(ratios), 1.8) * stdev(ratios) / len(ratios) ** 0.5
    middle = mean(ratios)
    off, on = mean(pair[0][0] for pair in pairs), mean(pair[1][0] for pair in pairs)
    values = [pair[1][1] for pair in pairs if pair[1][1] is not None]
    by_hand = f"{mean(values):.1f} ({len(values)} of {len(pairs)} seeds)" if values else "under 30"
    print(
        f"| {name} | {off:.1f} | {on:.1f} | {middle:+.1%} | {middle - half:+.1%} to {middle + half:+.1%} | "
        f"{min(ratios):+.1%} | {by_hand} |",
        flush=True,
    )


def run(loop: Loop, learning: str) -> tuple[float, float | None]:
    """What a day brings, and what the propensities say that the hand's plan would have."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "var").mkdir()
        settings = f'[plan]\nlearning = "{learning}"\nclean_stories = false\n'
        (root / "sishi.toml").write_text(settings, encoding="utf-8")
        workspace = open_workspace(root)
        workspace.database.upgrade()
        with workspace.open_store() as store:
            fill(store, loop)
        rewards: list[float] = []
        for week in range(loop.weeks):
            monday = FIRST + timedelta(weeks=week)
            now = datetime.combine(monday - timedelta(days=1), time(18), UTC)
            context = Context(workspace, Workers(1), lambda now=now: now)  # type: ignore[misc]
            order = NightOrder(str(root), monday, 7, seed=loop.seed, run=f"w{week}")
            learn(context, order)
            lay_out(context, order)
            brought = answer(context, loop, monday)
            rewards += brought if week >= 4 else []
        end = datetime.combine(FIRST + timedelta(weeks=loop.weeks), time(2), UTC)
        value = learning_state(Context(workspace, Workers(1), lambda: end)).value
        workspace.database.close()
    return 100 * mean(rewards), value.by_hand.value if value and value.by_hand else None


def fill(store: Store, loop: Loop) -> None:
    chance = np.random.default_rng([loop.seed, 1])
    sizes = chance.integers(60, 200, loop.groups)
    store.library.put_groups([Group(f"g{n:02}", f"{n}", size=int(size)) for n, size in enumerate(sizes)])
    store.library.put_products([Product(f"p{n}", f"p{n}") for n in range(10)])
    stories = []
    for number in range(STORIES):
        forms = dict(zip(Slot, chance.choice(FORMS, 4).tolist(), strict=True))
        quiz = Quiz("q", ("a", "b"), "A", "w")
        product = f"p{number % 10}"
        stories.append(
            Story(f"s{number:03}", "t", product, forms[Slot.NOON], "h", quiz, "c", "s", forms=forms)  # type: ignore[call-arg]
        )
    store.library.put_stories(stories)


def answer(context: Context, loop: Loop, monday: date) -> list[float]:
    """Members answer the week's posts; what each group's day brought of its members."""
    rewards: list[float] = []
    with context.open_store() as store:
        stories = {story.id: story for story in store.library.stories()}
        groups = {group.id: group for group in store.library.groups()}
        placed = store.plan.placements(monday, monday + timedelta(days=6))
        by_group: dict[str, list[PostResponse]] = {group: [] for group in groups}
        for placement in placed:
            group, day = groups[placement.group], placement.day
            made = [_response(loop, group, day, slot, stories[placement.story]) for slot in Slot]
            by_group[group.id] += made
            rewards.append(sum((row.observed - row.expected) / row.members for row in made))
        for group_id, rows in by_group.items():
            store.outcomes.put_responses(group_id, monday, rows, [])
    return rewards


def _response(loop: Loop, group: Group, day: date, slot: Slot, story: Story) -> PostResponse:
    """Drawn by seed, group, day, slot and form: where both arms tell the same form they meet one mood."""
    number = int(group.id[1:])
    form = story.form_of(slot)
    at = [number, day.toordinal(), list(Slot).index(slot), FORMS.index(form)]
    chance = np.random.default_rng([loop.seed, *at])
    anyway, mood = chance.poisson(4.0), chance.gamma(12, 1 / 12)
    answers = chance.poisson(0.06 * group.size * mood * loop.effects[form])
    sent = group.goes_out_at(slot, day)
    return PostResponse(
        group.id,
        day,
        slot,
        form,
        story.id,
        due_at=sent,
        sent_at=sent,
        ends_at=sent + timedelta(hours=2),
        members=group.size,
        observed=int(anyway + answers),
        expected=4.0,
    )


if __name__ == "__main__":
    main()
