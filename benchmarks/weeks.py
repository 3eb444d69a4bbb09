"""Weeks of nights, one after another, through the real stages: what runs dry, what repeats, what it costs.

    python -m benchmarks.weeks [--days 56] [--groups 12] [--new 30] [--seed 1] [--json]

A made community (weeks_community.py): photos come in every day, an editor with a taste of their own keeps and
drops, members take photos back and leave, stories retire, a group pauses. Photos are measurements, not
pixels, and posters are not drawn. With --json a line a night, then one of the whole; else a row a week.
Figures: docs/measures/weeks.md.
"""

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import update

from benchmarks.weeks_community import EDITOR_ERRS, MadeCommunity
from content.model import (
    Choice,
    ConsentScope,
    ConsentState,
    Decision,
    Dropped,
    Kept,
    Member,
    Placement,
    PostState,
    Reason,
    Slot,
    Story,
)
from content.night import NightOrder
from content.review.upset import member_left, pause_group, retire_story
from content.rights.consents import record_consent
from content.score.features import VERSION
from content.store.tables import PostRow
from content.workers import Workers
from content.workspace import open_workspace
from services import nightly
from services.context import Context
from services.new_brand import NewBrand, make_workspace

FIRST = date(2026, 9, 7)
AHEAD = 7  # days that a night lays out
LOOKED_AT = 40  # of the newest, that an editor goes through a day
WANTED, UNWANTED = 0.7, -0.7  # worth beyond which the editor keeps, and drops
TAKEN_BACK = 0.4  # photos a day whose authors take them back
GOOD_ENOUGH = {
    Reason.BELOW_THE_LINE,
    Reason.MEMBER_QUOTA,
    Reason.PRODUCT_QUOTA,
    Reason.GROUP_QUOTA,
    Reason.DAY_QUOTA,
}  # what only places were short for


@dataclass
class Night:
    """What one night came to; `cpu` seconds by stage."""

    day: date
    kept: int
    by_hand: int
    by_lot: int
    newcomers: int  # of members of whom nothing was shown before the days laid out
    newcomers_waiting: int
    waiting: int  # good enough, and without a place
    waiting_fresh: int  # of these, never shown
    places: int  # in the window that want a photo
    missing: int  # of these, without one
    fillable: int  # of these, that a photo without a place, or one on the shortlist, could fill
    gaps: int
    moved: int
    standing: int
    precision: float  # of the twelve best that the program chose itself, how many the editor would keep
    model: int
    database: int  # bytes
    cpu: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "day": self.day.isoformat(), "seconds": round(sum(self.cpu.values()), 3)}


class Weeks:
    """A workspace in `root` that lives through its nights."""

    def __init__(self, root: Path, community: MadeCommunity, days: int) -> None:
        make_workspace(root, NewBrand("四时"))
        self.community, self.days = community, days
        self.now = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
        workspace = open_workspace(root)
        plan = workspace.settings.plan.model_copy(update={"clean_stories": False})  # made words, no prose
        settings = workspace.settings.model_copy(update={"plan": plan})
        self.context = Context(replace(workspace, settings=settings), Workers(1), lambda: self.now)
        self.chance = np.random.default_rng([community.seed, 9])
        groups, products, members, stories = community.library
        with self.context.open_store() as store:
            store.library.put_groups(groups)
            store.library.put_products(products)
            store.library.put_members(members)
            store.library.put_stories(stories)
        for back in range(14, 0, -1):  # what lies there when the team begins
            self._send_in(FIRST - timedelta(days=back))

    def nights(self) -> Iterator[Night]:
        for n in range(self.days):
            today = FIRST + timedelta(days=n)
            self.now = datetime(today.year, today.month, today.day, 1, tzinfo=UTC)
            self._go_out()
            self._live(n, today)
            yield self._night(n, today)
            self._approve(today + timedelta(days=1))

    # -- what people do --------------------------------------------------------------------------
    def _send_in(self, day: date) -> None:
        sent = self.community.day(day)
        with self.context.open_store() as store:
            known = {member.id for member in store.library.members()}
            new = {each.submission.member: each.submission for each in sent}
            store.library.put_members(
                [Member(key, f"群友{key}", one.group) for key, one in new.items() if key and key not in known]
            )
            store.intake.add_submissions(
                [(each.submission, each.submission.id) for each in sent], at=self.now, run="made"
            )
            measured = {each.submission.media[0].sha256: each.features for each in sent}
            store.curation.add_features(measured, self.now)
            scores = {each.submission.id: each.score for each in sent}
            store.curation.add_outcomes(scores, VERSION, at=self.now)

    def _live(self, n: int, today: date) -> None:
        self._send_in(today - timedelta(days=1))
        self._edit()
        self._take_back()
        context, by = self.context, {"actor": "editor", "at": self.now}
        if n % 7 == 4:
            retire_story(context.open_store, f"s{(11 * n) % 110:03}", **by)
        if n % 7 == 2:
            leaver = f"m{n % self.community.groups:02}-{n % 5:02}"
            member_left(context.open_store, leaver, today, **by)
        if n == 16:
            pause_group(context.open_store, "g01", today + timedelta(days=2), today + timedelta(days=4), **by)

    def _edit(self) -> None:
        """Keeps and drops among the newest that nobody has decided."""
        with self.context.open_store() as store:
            decided = store.decisions.about()
            rows = sorted(
                (each.submission.posted_at, key)
                for key, each in self.community.arrivals.items()
                if key not in decided
            )
            for _, key in rows[-LOOKED_AT:]:
                judged = self.community.arrivals[key].worth + EDITOR_ERRS * self.chance.normal()
                choice = Choice.KEEP if judged > WANTED else Choice.DROP if judged < UNWANTED else None
                if choice is not None:
                    store.decisions.put_decision(Decision(key, "editor", choice, self.now), seen=0)

    def _take_back(self) -> None:
        """Some authors take a photo back, now and then one that is about to be shown."""
        if self.chance.random() >= TAKEN_BACK:
            return
        with self.context.open_store() as store:
            granted = [s for s in store.intake.submissions() if s.consent.state is ConsentState.GRANTED]
            one = granted[int(self.chance.integers(len(granted)))]
            record_consent(
                store,
                one.id,
                replace(one.consent, state=ConsentState.WITHDRAWN),
                at=self.now,
                by="editor",
            )

    def _approve(self, day: date) -> None:
        """Tomorrow stands."""
        live = [PostState.DRAFT.value, PostState.IN_REVIEW.value]
        self._set(PostState.APPROVED, PostRow.day <= day, PostRow.state.in_(live))

    def _go_out(self) -> None:
        """Everything whose time has come was sent."""
        self._set(PostState.SENT, PostRow.goes_out_at <= self.now, PostRow.state == PostState.APPROVED.value)

    def _set(self, state: PostState, *which: Any) -> None:
        engine = self.context.workspace.database.engine
        with engine.begin() as connection:
            connection.execute(update(PostRow).where(*which).values(state=state.value))

    # -- what the program does -------------------------------------------------------------------
    def _night(self, n: int, today: date) -> Night:
        order = NightOrder(str(self.context.root), today + timedelta(days=1), AHEAD, run=f"n{n:03}")
        last = order.last_day
        with self.context.open_store(reading=True) as store:
            before = {(p.group, p.day): p for p in store.plan.placements(order.first_day, last)}
        cpu: dict[str, float] = {}

        def timed(name: str, work: Any) -> Any:
            began = time.process_time()
            answer = work()
            cpu[name] = round(time.process_time() - began, 3)
            return answer

        nightly.begin(self.context, order)
        learnt = timed("learn", lambda: nightly.train(self.context))
        timed("shortlist", lambda: nightly.shortlist(self.context, order))
        timed("plan", lambda: nightly.lay_out(self.context, order))
        groups = nightly.groups_to_compose(self.context, order)
        timed("compose", lambda: nightly.compose_groups(self.context, order, groups))
        report = timed("report", lambda: nightly.report(self.context, order))
        nightly.end(self.context, order, report)
        return self._measured(order, before, learnt.model, cpu)

    def _measured(
        self, order: NightOrder, before: dict[tuple[str, date], Placement], model: int, cpu: dict[str, float]
    ) -> Night:
        with self.context.open_store(reading=True) as store:
            verdicts = store.curation.verdicts()
            told = store.plan.placements(counting_at=self.now)
            now = {(p.group, p.day): p for p in told if order.first_day <= p.day <= order.last_day}
            gaps = store.plan.gaps(order.first_day, order.last_day)
            stories = {story.id: story for story in store.library.stories()}
            submissions = {each.id: each for each in store.intake.submissions()}
        kept = {key: verdict for key, verdict in verdicts.items() if isinstance(verdict, Kept)}
        waiting = {key for key, v in verdicts.items() if isinstance(v, Dropped) and v.reason in GOOD_ENOUGH}
        shown = {photo for p in told for photo in (p.share, p.opener) if photo}
        earlier = [p for p in told if p.day < order.first_day]
        were_shown = {photo for p in earlier for photo in (p.share, p.opener) if photo in submissions}
        seen_members = {submissions[key].member for key in were_shown}
        usable = [submissions[key] for key in (*kept, *waiting) if key in submissions]
        missing = list(_missing(now.values(), stories))
        own = [key for key, verdict in kept.items() if verdict.why.code == "shortlist.kept"]
        best = sorted(own, key=lambda key: kept[key].rank)[:12]
        worth = [self.community.arrivals[key].worth for key in best]
        moved = sum(now.get(cell) is None or _cell(now[cell]) != _cell(was) for cell, was in before.items())
        return Night(
            day=order.first_day,
            kept=len(kept),
            by_hand=sum(v.why.code == "shortlist.kept_by_hand" for v in kept.values()),
            by_lot=sum(v.why.code == "shortlist.kept_by_lot" for v in kept.values()),
            newcomers=sum(submissions[key].member not in seen_members for key in kept),
            newcomers_waiting=sum(submissions[key].member not in seen_members for key in waiting),
            waiting=len(waiting),
            waiting_fresh=len(waiting - shown),
            places=sum(len(stories[p.story].needs) for p in now.values() if p.story in stories),
            missing=len(missing),
            fillable=_fillable(missing, usable, told, self.context.workspace.plan_rules, submissions),
            gaps=len(gaps),
            moved=moved,
            standing=len(before),
            precision=round(sum(value > WANTED for value in worth) / max(1, len(worth)), 3),
            model=model,
            database=(self.context.root / "var" / "sishi.db").stat().st_size,
            cpu=cpu,
        )

    def whole(self) -> dict[str, Any]:
        """What groups were told, over all of it."""
        with self.context.open_store(reading=True) as store:
            told = store.plan.placements(last=FIRST + timedelta(days=self.days), counting_at=self.now)
            groups, stories = store.library.groups(), store.library.stories()
            uses = store.models.model_uses()
        by_group: dict[str, list[Placement]] = defaultdict(list)
        for placement in told:
            by_group[placement.group].append(placement)
        coverage, soon, repeats = [], 0, 0
        for group in groups:
            mine = sorted(by_group[group.id], key=lambda p: p.day)
            suiting = [story for story in stories if story.suits(group)]
            coverage.append(len({p.story for p in mine}) / min(self.days, len(suiting)))
            last: dict[str, date] = {}
            for p in mine:
                if p.story in last:
                    repeats += 1
                    soon += (p.day - last[p.story]).days <= 16
                last[p.story] = p.day
        return {
            "stories_seen_of_those_that_could": [
                round(min(coverage), 3),
                round(sum(coverage) / len(coverage), 3),
            ],
            "repeats": repeats,
            "repeats_within_16_days": soon,
            "changes_of_model": len(uses),
        }


def _cell(placement: Placement) -> tuple[object, ...]:
    return placement.story, placement.share, placement.opener


def _missing(placements: Any, stories: dict[str, Story]) -> Iterator[tuple[str, date, str]]:
    """(group, day, product) of every place that wants a photo and has none."""
    for p in placements:
        if p.story not in stories:
            continue
        wanted = {Slot.AFTERNOON: p.share, Slot.MORNING: p.opener}
        for slot in stories[p.story].needs:
            if wanted[slot] is None:
                yield p.group, p.day, stories[p.story].product


def _fillable(
    missing: Sequence[tuple[str, date, str]],
    usable: Sequence[Any],
    told: Sequence[Placement],
    rules: Any,
    submissions: dict[str, Any],
) -> int:
    """How many of the missing an eligible photo could fill by every hard rule, taken alone; counted by plain
    code."""
    shown: dict[str, set[str]] = defaultdict(set)
    author_days: dict[tuple[str, str | None], list[date]] = defaultdict(list)
    for p in told:
        for photo in (p.share, p.opener):
            if photo and photo in submissions:
                shown[photo].add(p.group)
                author_days[p.group, submissions[photo].member].append(p.day)

    def fits(photo: Any, group: str, day: date, product: str) -> bool:
        own = photo.consent.scope is not ConsentScope.OWN or photo.group == group
        rested = all(
            abs((day - other).days) >= rules.author_rest_days for other in author_days[group, photo.member]
        )
        return (
            photo.product == product
            and own
            and group not in shown[photo.id]
            and len(shown[photo.id]) < rules.photo_groups
            and rested
        )

    return sum(any(fits(photo, *place) for photo in usable) for place in missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--days", type=int, default=56)
    parser.add_argument("--groups", type=int, default=12)
    parser.add_argument("--new", type=int, default=30, help="submissions a day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="a line a night, then one of the whole")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        community = MadeCommunity(options.groups, options.new, FIRST - timedelta(days=14), options.seed)
        weeks = Weeks(Path(folder), community, options.days)
        nights = []
        for night in weeks.nights():
            nights.append(night)
            if options.json:
                print(json.dumps(night.as_json()), flush=True)
        if options.json:
            print(json.dumps(weeks.whole()))
            return
        for start in range(0, len(nights), 7):
            print(_row(start // 7 + 1, nights[start : start + 7]))
        print(weeks.whole())


def _row(week: int, nights: Sequence[Night]) -> str:
    def mean(name: str) -> str:
        return f"{name} {np.mean([getattr(night, name) for night in nights]):.1f}"

    names = (
        "kept",
        "by_hand",
        "newcomers",
        "newcomers_waiting",
        "waiting_fresh",
        "missing",
        "fillable",
        "moved",
        "precision",
    )
    seconds = np.mean([sum(night.cpu.values()) for night in nights])
    return f"week {week}: " + "; ".join(map(mean, names)) + f"; {seconds:.2f} s of CPU a night"


if __name__ == "__main__":
    main()
