"""A made-up community whose truth is known: members with habits, groups with moods, forms with effects.

Every member has days on which he or she is about, a talkativeness and a readiness to answer posts; every
group a mood by weekday and hour. Posts go out on time, late, or not at all; who answers one is drawn by form,
member and day, and answers come within minutes or hours. The team's own talk too, some messages are
recalled, and members join and leave. The same seed makes the same community.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from content.feedback.windows import windows_of
from content.inbox import LedgerEntry
from content.model import Group, MessageKind, RosterChange, RosterEvent, Slot
from content.text.signs import NONE, Signs

# Talk by hour of a day without posts, relative; waking hours with a peak at noon and one in the evening.
HOURS = (2, 1, 1, 1, 1, 2, 6, 14, 18, 15, 14, 17, 30, 24, 16, 15, 16, 18, 23, 26, 30, 32, 22, 9)
A_DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Script = Mapping[tuple[date, Slot], tuple[str, str]]
FORMS = ("choice", "true-or-false", "riddle", "guess-the-photo")


@dataclass(frozen=True, slots=True)
class MadeRules:
    """What a community is like. `posts_from`: days of talk before the first post; `talk`: messages a member
    and day of their own accord; `answering`: the share of members who answer a post of the usual form;
    `effects`: form -> its factor; `delay`: mean minutes until an answer; `skipped`: the share of posts that
    nobody sends, `late` of those that go out an hour after their time; `recalled`: of messages."""

    first: date = date(2026, 9, 1)
    days: int = 70
    posts_from: int = 28
    groups: int = 6
    members: tuple[int, int] = (60, 160)
    talk: float = 0.5
    answering: float = 0.12
    effects: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(FORMS, 1.0))
    delay: float = 25.0
    skipped: float = 0.02
    late: float = 0.03
    recalled: float = 0.01
    staff: int = 2
    slots: tuple[Slot, ...] = tuple(Slot)


@dataclass(frozen=True, slots=True)
class MadePost:
    """A post with its truth: who spoke within its window, and who of these would have without it."""

    group: str
    day: date
    slot: Slot
    form: str
    due_at: datetime
    sent_at: datetime | None
    answer: str = ""
    spoke: frozenset[str] = frozenset()
    anyway: frozenset[str] = frozenset()

    @property
    def extra(self) -> int:
        """Members who spoke because of it."""
        return len(self.spoke - self.anyway)


@dataclass(frozen=True, slots=True)
class MadeGroup:
    """A group with all that happened in it; `recalled` are ids of messages, `events` (message, event)."""

    group: Group
    members: tuple[str, ...]
    staff: tuple[str, ...]
    entries: tuple[LedgerEntry, ...]
    recalled: frozenset[str]
    events: tuple[tuple[str, RosterEvent], ...]
    posts: tuple[MadePost, ...]


def make_group(rules: MadeRules, group: Group, seed: int, script: Script | None = None) -> MadeGroup:
    """The history of one group by these rules; `group.size` is how many members it has, staff apart. `script`
    says what its posts are: (day, slot) -> form and the letter of the answer; else they are drawn."""
    chance = Random(f"{seed}/{group.id}")  # noqa: S311 - a history, no secret
    return _Maker(rules, group, chance, script or {}).made()


def make_community(rules: MadeRules, seed: int) -> Iterator[MadeGroup]:
    """`rules.groups` groups, of sizes between the bounds."""
    chance = Random(seed)  # noqa: S311
    for number in range(rules.groups):
        group = Group(f"made-{number:04d}", f"编 {number} 群", size=chance.randint(*rules.members))
        yield make_group(rules, replace(group, slots={s: s.usual_time for s in rules.slots}), seed)


@dataclass(frozen=True, slots=True)
class _Member:
    """`about`: the share of days; `talk`: messages on such a day; `ready`: factor of answering."""

    id: str
    about: float
    talk: float
    ready: float
    joined: datetime
    left: datetime

    def is_in(self, at: datetime) -> bool:
        return self.joined <= at < self.left


class _Maker:
    def __init__(self, rules: MadeRules, group: Group, chance: Random, script: Script) -> None:
        self.rules, self.group, self.chance, self.script = rules, group, chance, script
        self.zone = ZoneInfo(group.zone)
        self.moods = [chance.uniform(0.7, 1.4) for _ in range(7)]
        self.hours = [hour * chance.uniform(0.8, 1.25) for hour in HOURS]
        self.begins = datetime.combine(rules.first, datetime.min.time(), self.zone)
        self.ends = self.begins + rules.days * A_DAY
        self.staff = tuple(f"{group.id}-staff{n}" for n in range(rules.staff))
        self.members = [self._member(n) for n in range(group.size)]
        self.entries: list[LedgerEntry] = []
        self.recalled: set[str] = set()

    def made(self) -> MadeGroup:
        for day in range(self.rules.days):
            self._talk_of_day(day)
        own = list(self.entries)
        posts = [
            self._post(self.rules.first + day * A_DAY, slot)
            for day in range(self.rules.posts_from, self.rules.days)
            for slot in self.group.slots
        ]
        for post in posts:
            self._answers_to(post)
        entries = tuple(sorted(self.entries, key=lambda entry: (entry.at, entry.id)))
        events = tuple(sorted(self._events(), key=lambda pair: pair[1].at))
        truths = tuple(self._with_truth(posts, own))
        ids = tuple(member.id for member in self.members)
        return MadeGroup(self.group, ids, self.staff, entries, frozenset(self.recalled), events, truths)

    # -- who is there -------------------------------------------------------------------------------
    def _member(self, number: int) -> _Member:
        chance = self.chance
        span = self.rules.days * A_DAY
        joined = self.begins - A_DAY if chance.random() < 0.85 else self.begins + span * chance.random()
        left = (
            self.ends + A_DAY if chance.random() < 0.94 else joined + (self.ends - joined) * chance.random()
        )
        about = chance.betavariate(0.8, 2.2)
        talk = self.rules.talk * chance.gammavariate(0.7, 1 / 0.7) / 0.27
        name = f"{self.group.id}-m{number:03d}"
        return _Member(name, about, talk, chance.gammavariate(1.2, 1 / 1.2), joined, left)

    def _events(self) -> Iterator[tuple[str, RosterEvent]]:
        for member in self.members:
            if member.joined > self.begins:
                event = RosterEvent(member.joined, RosterChange.JOINED, member.id, None)
                yield f"j-{member.id}", event
            if member.left < self.ends:
                yield f"l-{member.id}", RosterEvent(member.left, RosterChange.LEFT, member.id, None)

    # -- what they say ------------------------------------------------------------------------------
    def _say(self, member: str, at: datetime, signs: Signs = NONE, reply_to: str | None = None) -> str:
        key, at = f"{self.group.id}-{len(self.entries)}", at.replace(microsecond=0)
        is_picture = not signs.letter and self.chance.random() < 0.07
        kind = MessageKind.IMAGE if is_picture else MessageKind.TEXT
        self.entries.append(LedgerEntry(self.group.id, key, at, member, kind, 8, reply_to, signs))
        if self.chance.random() < self.rules.recalled:
            self.recalled.add(key)
        return key

    def _talk_of_day(self, number: int) -> None:
        day = self.begins + number * A_DAY
        mood = self.moods[(self.rules.first + number * A_DAY).weekday()]
        for member in self.members:
            if self.chance.random() < member.about:
                for at in self._moments(day, member.talk * mood):
                    if member.is_in(at):
                        self._say(member.id, at)
        for person in self.staff:
            for at in self._moments(day, 4.0):
                self._say(person, at)

    def _moments(self, day: datetime, expected: float) -> Iterator[datetime]:
        """When somebody speaks on a day, in runs of a few messages."""
        for _ in range(self._poisson(expected / 1.5)):
            at = day + self.chance.choices(range(24), self.hours)[0] * HOUR + self.chance.random() * HOUR
            yield at
            while self.chance.random() < 1 / 3:
                at += timedelta(seconds=self.chance.expovariate(1 / 60))
                yield at

    def _poisson(self, expected: float) -> int:
        number, product, floor = 0, self.chance.random(), exp(-expected)
        while product > floor:
            number, product = number + 1, product * self.chance.random()
        return number

    # -- posts --------------------------------------------------------------------------------------
    def _post(self, day: date, slot: Slot) -> MadePost:
        drawn = self.chance.choice(sorted(self.rules.effects)), self.chance.choice("ABC")
        form, answer = self.script.get((day, slot), drawn)
        due_at = self.group.goes_out_at(slot, day)
        sent_at: datetime | None = due_at + timedelta(seconds=round(self.chance.expovariate(1 / 90)))
        fate = self.chance.random()
        if fate < self.rules.skipped:
            sent_at = None
        elif fate < self.rules.skipped + self.rules.late:
            sent_at = due_at + HOUR
        return MadePost(self.group.id, day, slot, form, due_at, sent_at, answer if slot is Slot.NOON else "")

    def _answers_to(self, post: MadePost) -> None:
        if post.sent_at is None:
            return
        ours = self._say(self.staff[0], post.sent_at + timedelta(seconds=5)) if self.staff else None
        share = self.rules.answering * self.rules.effects.get(post.form, 1.0) * exp(self.chance.gauss(0, 0.2))
        for member in self.members:
            if self.chance.random() >= min(0.9, share * member.ready):
                continue
            at = post.sent_at + timedelta(minutes=self.chance.expovariate(1 / self.rules.delay))
            if member.is_in(at) and at < self.ends:
                quoted = ours if self.chance.random() < 0.15 else None
                letter = self.chance.choice("ABC") if post.answer and self.chance.random() < 0.8 else ""
                self._say(member.id, at, Signs(letter), quoted)

    def _with_truth(self, posts: Sequence[MadePost], own: Sequence[LedgerEntry]) -> Iterator[MadePost]:
        windows = windows_of(post.sent_at for post in posts if post.sent_at)
        spoke = self._by_time(self.entries)
        anyway = self._by_time(own)
        for post in posts:
            if post.sent_at is None:
                yield post
                continue
            window = windows[post.sent_at]
            speakers = [
                frozenset(member for at, member in lines if at in window) for lines in (spoke, anyway)
            ]
            yield replace(post, spoke=speakers[0], anyway=speakers[1] & speakers[0])

    def _by_time(self, entries: Sequence[LedgerEntry]) -> list[tuple[datetime, str]]:
        staff = set(self.staff)
        return [
            (entry.at, entry.member)
            for entry in entries
            if entry.member and entry.member not in staff and entry.id not in self.recalled
        ]
