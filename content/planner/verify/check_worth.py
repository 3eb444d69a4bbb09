"""What a plan is worth, counted again by plain code that shares no line with the planner.

docs/plan-json.md has the same in words: whoever reads that page can write this file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from itertools import chain

import numpy as np

from content.model.group import Group, GroupKind
from content.model.placement import Placement
from content.model.slot import Slot
from content.model.story import Story
from content.planner.problem.request import PlanRequest

ROLLING_DAYS = 7
MEMORY = 57  # days after which nothing is left of it
MASK = 2**64 - 1


def worth(placements: Sequence[Placement], inputs: PlanRequest) -> int:
    """The objective in milli-points; frozen days count for nothing."""
    return _Count(inputs, placements).total()


class _Count:
    def __init__(self, inputs: PlanRequest, placements: Sequence[Placement]) -> None:
        self.inputs, self.weights = inputs, inputs.weights
        self.groups = {group.id: group for group in inputs.groups}
        self.stories = {story.id: story for story in inputs.stories}
        self.photos = {photo.id: photo for photo in inputs.photos}
        last = inputs.first_day + timedelta(days=inputs.days - 1)
        self.frozen = {
            (item.group, item.day) for item in inputs.frozen if inputs.first_day <= item.day <= last
        }
        self.ours = [item for item in placements if (item.group, item.day) not in self.frozen]
        self.taken = Counter((photo.home, photo.product) for photo in inputs.photos)
        self.forms = {_forms(story) for story in inputs.stories} | {("",) * 4}
        self._drawn: dict[tuple[str, date], dict[tuple[str, ...], int]] = {}

    def total(self) -> int:
        return sum(self._cell(item) for item in self.ours) + self._weeks()

    def _cell(self, item: Placement) -> int:
        group, story = self.groups[item.group], self.stories[item.story]
        seasonal = story.valid_from is not None and story.valid_to is not None
        return (
            self.weights.fill
            + self._engagement(group, item.day, _forms(story))
            + self._affinity(group, story.product)
            + self.inputs.tastes.freshness.get(story.id, 0)
            + self.weights.season * seasonal
            + self.weights.arc * self._in_arc(group, item.day, story.product)
            + _stirred(_key(group.id) ^ _key(story.id)) % (self.weights.chance + 1)
            + self._photos(group, item, story)
            - self._memory(group.id, story.id)
        )

    def _memory(self, group: str, story: str) -> int:
        """What is lost for the story's last day before the plan, if that is less than two months ago."""
        days_told = [(entry.group, entry.story, entry.day) for entry in self.inputs.history]
        days_told += [(item.group, item.story, item.day) for item in self.inputs.frozen]
        days = [day for *what, day in days_told if what == [group, story] and day < self.inputs.first_day]
        ago = (self.inputs.first_day - max(days)).days if days else MEMORY
        return self.weights.memory * max(0, MEMORY - ago) // (MEMORY - 1)

    def _engagement(self, group: Group, day: date, forms: tuple[str, ...]) -> int:
        if self.inputs.tastes.forms and self.inputs.rules.form_bound:
            speaking = set(group.slots) - _silent(group, day, self.inputs)
            filled = [(slot, form) for slot, form in zip(Slot, forms, strict=True) if slot in speaking]
            return sum(self._form_worth(group, day, slot, form) for slot, form in filled)
        if self.inputs.rules.explore:
            return self._draws(group, day)[forms]
        speaking = set(group.slots) - _silent(group, day, self.inputs)
        filled = [(slot, form) for slot, form in zip(Slot, forms, strict=True) if slot in speaking]
        pairs = [self._pair(group.kind, slot, form) for slot, form in filled]
        return sum(1000 * (1 + liked) // (2 + sent) for liked, sent in pairs)

    def _form_worth(self, group: Group, day: date, slot: Slot, form: str) -> int:
        """As responses say, drawn where the rules explore: the sum of twelve hashed numbers below 65536."""
        known = self.inputs.tastes.forms
        worth = known.get((group.kind, slot, form)) or known.get((None, slot, form))
        mean, spread = (worth.mean, worth.spread) if worth else (500, 100)
        if self.inputs.rules.explore:
            state = _stirred(_stirred((self.inputs.seed & MASK) ^ _key(group.id)) ^ day.toordinal())
            state, total = _stirred(state ^ _key(f"{slot.value}/{form}")), -393_210
            for _ in range(3):
                total += sum(state >> bits & 0xFFFF for bits in (0, 16, 32, 48))
                state = _stirred(state)
            mean += spread * total // 65_536
        room = 500 * self.inputs.rules.form_bound // 1000
        return min(500 + room, max(500 - room, mean))

    def _pair(self, kind: GroupKind, slot: Slot, form: str) -> tuple[int, int]:
        liked, sent = self.inputs.tastes.learnt.get((kind, slot, form), (0, 0))
        return min(max(liked, 0), sent), max(sent, 0)

    def _draws(self, group: Group, day: date) -> dict[tuple[str, ...], int]:
        """One Beta for each slot and form, drawn from Philox by seed, group and date."""
        if (group.id, day) not in self._drawn:
            forms, slots = (
                sorted(self.forms),
                [(at, slot) for at, slot in enumerate(Slot) if slot in group.slots],
            )
            pairs = np.array(
                [[self._pair(group.kind, slot, form[at]) for form in forms] for at, slot in slots]
            )
            key, counter = [self.inputs.seed % 2**64, _key(group.id)], [0, 0, 0, day.toordinal()]
            chance = np.random.Generator(np.random.Philox(key=key, counter=counter))
            liked, sent = (pairs.reshape(len(slots), len(forms), 2)[..., side] for side in (0, 1))
            drawn = np.rint(1000 * chance.beta(1 + liked, 1 + sent - liked)).astype(int)
            silent = _silent(group, day, self.inputs)
            drawn = drawn[[slot not in silent for _, slot in slots]].sum(0)
            self._drawn[group.id, day] = dict(zip(forms, map(int, drawn), strict=True))
        return self._drawn[group.id, day]

    def _affinity(self, group: Group, product: str) -> int:
        affinity = self.inputs.tastes.affinity
        if any(name == group.id for name, _ in affinity):
            return affinity.get((group.id, product), 0)
        taken = self.taken[group.id, product]
        return self.weights.affinity * taken // (taken + 2)

    def _in_arc(self, group: Group, day: date, product: str) -> bool:
        return any(
            arc.product == product
            and (group.kind in arc.kinds or group.id in arc.groups or not (arc.kinds or arc.groups))
            and 0 <= (day - arc.starts_on).days < arc.seeding_days + arc.conversion_days
            for arc in self.inputs.rules.arcs
        )

    def _photos(self, group: Group, item: Placement, story: Story) -> int:
        slots = set(group.slots) - _silent(group, item.day, self.inputs)
        wanted = [item.share] if Slot.AFTERNOON in slots else []
        wanted += [item.opener] if Slot.MORNING in slots and story.wants_photo else []
        return sum(self._photo(group, name) for name in wanted)

    def _photo(self, group: Group, name: str | None) -> int:
        if name is None:
            return self.weights.missing_photo
        photo = self.photos[name]
        return round(1000 * photo.score) + self.weights.own_member * (photo.home == group.id)

    def _weeks(self) -> int:
        """Elements of calendar weeks, less repetitions; each with the plan, less each without."""
        mine: defaultdict[str, dict[date, str]] = defaultdict(dict)
        fixed: defaultdict[str, dict[date, str]] = defaultdict(dict)
        for entry in self.inputs.history:
            if entry.day < self.inputs.first_day:
                fixed[entry.group][entry.day] = entry.story
        for item in self.inputs.frozen:
            fixed[item.group].setdefault(item.day, item.story)
        for item in self.ours:
            mine[item.group][item.day] = item.story
        return sum(
            self._week_worth(group, fixed[group] | mine[group]) - self._week_worth(group, fixed[group])
            for group in self.groups
        )

    def _week_worth(self, group: str, stories: dict[date, str]) -> int:
        by_day = {day: self.stories.get(story) for day, story in stories.items()}
        products = self._again({day: story.product if story else "" for day, story in by_day.items()})
        forms = self._again({day: _forms(story) if story else ("",) * 4 for day, story in by_day.items()})
        return self.weights.element * self._elements(group, by_day) - (
            self.weights.same_product * products + self.weights.same_form * forms
        )

    @staticmethod
    def _again(labels: Mapping[date, object]) -> int:
        """Over all rolling weeks: days on a label beyond its first."""
        starts = {day - timedelta(days=back) for day in labels for back in range(ROLLING_DAYS)}
        total = 0
        for start in starts:
            week = [labels.get(start + timedelta(days=day)) for day in range(ROLLING_DAYS)]
            labelled = [label for label in week if label is not None]
            total += len(labelled) - len(set(labelled))
        return total

    def _elements(self, group: str, by_day: dict[date, Story | None]) -> int:
        kind, total = self.groups[group].kind, 0
        for monday in self._mondays():
            week = [by_day.get(monday + timedelta(days=day)) for day in range(7)]
            have = Counter(chain.from_iterable(set(story.elements) for story in week if story))
            wanted = {rule.element: rule.a_week for rule in self.inputs.rules.elements if rule.kind is kind}
            total += sum(min(have[element], times) for element, times in wanted.items())
        return total

    def _mondays(self) -> Iterator[date]:
        """Of the calendar weeks whose Sunday lies within the plan."""
        for day in range(self.inputs.days):
            when = self.inputs.first_day + timedelta(days=day)
            if when.weekday() == 6:
                yield when - timedelta(days=6)


def _silent(group: Group, day: date, inputs: PlanRequest) -> set[Slot]:
    """The slots for which the week template has no form at all that day."""
    here = [rule for rule in inputs.rules.forms if (rule.kind, rule.weekday) == (group.kind, day.weekday())]
    silent = {slot for slot, forms in {rule.slot: rule.forms for rule in here}.items() if not forms}
    own = {cell.slot: cell.forms for cell in inputs.rules.cells if (cell.group, cell.day) == (group.id, day)}
    return silent | {slot for slot, forms in own.items() if not forms}


def _forms(story: Story) -> tuple[str, ...]:
    """Of the four parts of the day."""
    return tuple(story.forms.get(slot, story.form) for slot in Slot)


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")


def _stirred(key: int) -> int:
    """The first output of splitmix64 from the state `key`."""
    key = (key + 0x9E3779B97F4A7C15) & MASK
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & MASK
    return key ^ (key >> 31)


def unsaid(
    placements: Iterable[Placement], gaps: Iterable[tuple[str, date]], inputs: PlanRequest
) -> list[str]:
    """Open days of groups with slots that speak that have no story, though the plan names no gap there."""
    filled = {(item.group, item.day) for item in placements} | set(gaps)
    days = [inputs.first_day + timedelta(days=day) for day in range(inputs.days)]
    return [
        f"{group.id} {day}: empty, and no gap says so"
        for group in inputs.groups
        for day in days
        if set(group.slots) - _silent(group, day, inputs)
        and group.is_open_on(day)
        and (group.id, day) not in filled
    ]
