"""The figures of insight from a second computation: plain loops over what was made, no code in common."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from content.feedback.made_history import MadeGroup, MadePost
from content.model import RosterChange, Slot
from services.insight import Insight, InsightQuery, insight
from tests.feedback.counted_history import LAST, ZONE, MadeHistory

A_DAY, WEEKS = timedelta(days=1), 4
FIRST = LAST - timedelta(days=7 * WEEKS - 1)


@pytest.fixture(scope="module")
def known(history: MadeHistory) -> Insight:
    return insight(history.context, InsightQuery(weeks=WEEKS))


def local(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def windows(made: MadeGroup) -> dict[datetime, datetime]:
    """When a post was sent -> when its window ends."""
    times = sorted(post.sent_at for post in made.posts if post.sent_at)
    ends = {}
    for place, begins in enumerate(times):
        ends[begins] = begins + timedelta(hours=4)
        if place + 1 < len(times) and times[place + 1] < ends[begins]:
            ends[begins] = times[place + 1]
    return ends


def responders(made: MadeGroup, post: MadePost, ends: datetime) -> set[str]:
    assert post.sent_at
    people = set()
    for entry in made.entries:
        if post.sent_at <= entry.at < ends and entry.member and entry.member not in made.staff:
            people.add(entry.member)
    return people


def members_at(made: MadeGroup, at: datetime) -> int:
    joined = {event.member: event.at for _, event in made.events if event.change is RosterChange.JOINED}
    left = {event.member: event.at for _, event in made.events if event.change is RosterChange.LEFT}
    return sum(
        (member not in joined or joined[member] <= at) and (member not in left or left[member] > at)
        for member in made.members
    )


def test_observed_members_are_summed_over_posts(history: MadeHistory, known: Insight) -> None:
    observed: dict[tuple[str, Slot, str], list[int]] = defaultdict(list)
    for made in history.groups:
        ends = windows(made)
        for post in made.posts:
            if post.sent_at and FIRST <= post.day <= LAST:
                count = len(responders(made, post, ends[post.sent_at]))
                observed[made.group.id, post.slot, post.form].append(count)
    rows = {(row.group, row.slot, row.form): (row.posts, row.observed) for row in known.participation}
    assert rows == {key: (len(counts), sum(counts)) for key, counts in observed.items()}


def test_habit_is_who_responded_on_three_days_of_seven(history: MadeHistory, known: Insight) -> None:
    for made in history.groups:
        days: dict[str, set[date]] = defaultdict(set)
        ends = windows(made)
        for post in made.posts:
            if post.sent_at and LAST - timedelta(days=6) <= post.day <= LAST:
                for member in responders(made, post, ends[post.sent_at]):
                    days[member].add(post.day)
        often = sum(len(of_member) >= 3 for of_member in days.values())
        assert known.habit_by_group[made.group.id].part == often


def test_returns_are_of_those_who_responded_within_the_week_before(
    history: MadeHistory, known: Insight
) -> None:
    part = whole = 0
    for made in history.groups:
        ends = windows(made)
        of_day: dict[date, set[str]] = {}
        for post in made.posts:
            if post.slot is Slot.NOON and post.sent_at:
                of_day[post.day] = responders(made, post, ends[post.sent_at])
        for back in range(7):
            today = LAST - back * A_DAY
            if today not in of_day:
                continue
            before = set()
            for earlier in range(1, 8):
                before |= of_day.get(today - earlier * A_DAY, set())
            whole += len(before)
            part += len(before & of_day[today])
    figure = known.figures["return_noon"]
    assert (figure.part, figure.whole) == (part, whole)


def test_retention_is_who_gave_a_sign_in_the_week_before_day_n(history: MadeHistory, known: Insight) -> None:
    cells: dict[tuple[date, int], list[bool]] = defaultdict(list)
    for made in history.groups:
        signs = defaultdict(set)
        for entry in made.entries:
            signs[entry.member].add(local(entry.at))
        left = {
            event.member: local(event.at) for _, event in made.events if event.change is RosterChange.LEFT
        }
        for _, event in made.events:
            if event.change is RosterChange.JOINED:
                joined = local(event.at)
                monday = joined - joined.weekday() * A_DAY
                for after in (7, 30, 90):
                    window = {joined + (after - back) * A_DAY for back in range(7)}
                    stays = event.member not in left or left[event.member] > joined + after * A_DAY
                    cells[monday, after].append(stays and bool(signs[event.member] & window))
    rows = {
        (cohort.first, cell.after): (cell.active, cell.joined)
        for cohort in known.retention
        for cell in cohort.cells
    }
    assert rows == {key: (sum(active), len(active)) for key, active in cells.items()}
    finished = {(c.first, cell.after) for c in known.retention for cell in c.cells if cell.share}
    assert finished == {(monday, after) for monday, after in cells if monday + (6 + after) * A_DAY <= LAST}


def test_on_time_are_posts_within_ten_minutes(history: MadeHistory, known: Insight) -> None:
    delays = [
        post.sent_at - post.due_at
        for made in history.groups
        for post in made.posts
        if post.sent_at and post.day >= LAST - 6 * A_DAY
    ]
    figure = known.figures["on_time"]
    assert (figure.part, figure.whole) == (sum(d <= timedelta(minutes=10) for d in delays), len(delays))


def test_the_talk_of_the_team_is_a_share_of_all(history: MadeHistory, known: Insight) -> None:
    by_staff = every = 0
    for made in history.groups:
        for entry in made.entries:
            if LAST - 6 * A_DAY <= local(entry.at) <= LAST:
                every += 1
                by_staff += entry.member in made.staff
    figure = known.figures["staff_talk"]
    assert (figure.part, figure.whole) == (by_staff, every)


def test_health_goes_by_the_mean_of_weekly_speakers(history: MadeHistory, known: Insight) -> None:
    for made, row in zip(history.groups, known.health, strict=True):
        weeks = []
        for week in range(4):
            last = LAST - 7 * week * A_DAY
            weeks.append(
                {
                    entry.member
                    for entry in made.entries
                    if last - 6 * A_DAY <= local(entry.at) <= last and entry.member not in made.staff
                }
            )
        members = max(
            (members_at(made, post.sent_at) for post in made.posts if post.sent_at and post.day == LAST),
            default=0,
        )
        assert row.speakers is not None
        assert row.members == pytest.approx(members, abs=1)
        assert row.speakers.value == pytest.approx(sum(map(len, weeks)) / (4 * row.members))


def test_lapsing_members_are_silent_for_longer_than_their_own_gaps(
    history: MadeHistory, known: Insight
) -> None:
    expected = set()
    for made in history.groups:
        signs: dict[str, set[date]] = defaultdict(set)
        for entry in made.entries:
            if entry.member and entry.member not in made.staff:
                signs[entry.member].add(local(entry.at))
        gone = {event.member for _, event in made.events if event.change is RosterChange.LEFT}
        for member, days in signs.items():
            ordered = sorted(days)
            gaps = sorted((b - a).days for a, b in pairwise(ordered))
            if member in gone or len(days) < 5:
                continue
            place = 0.9 * (len(gaps) - 1)
            low, part = int(place), place % 1
            usual = gaps[low] * (1 - part) + gaps[min(low + 1, len(gaps) - 1)] * part
            if (LAST - ordered[-1]).days > max(7, usual):
                expected.add((made.group.id, member))
    assert {(row.group, row.member) for row in known.lapsing if row.is_own} == expected
