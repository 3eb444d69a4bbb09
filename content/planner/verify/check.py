"""An independent look at a plan: plain Python over the model's own objects, no line shared with the planner.

A frozen cell is the editors' word and is never blamed; everything placed beside it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.model.group import Group
from content.model.placement import Placement
from content.model.slot import Slot
from content.model.story import Story
from content.planner.problem.inputs import Photo, Pin, PlanRules, ShownDay
from content.planner.problem.request import PlanRequest

ROLLING_DAYS = 7


def check(placements: Sequence[Placement], request: PlanRequest) -> list[str]:
    """The hard rules that `placements` break: sentences with group, date and rule; none when all hold."""
    first_day, frozen = request.first_day, request.frozen
    last_day = first_day + timedelta(days=request.days - 1)
    around = [entry for entry in request.history if entry.day < first_day]
    remembered = {(entry.group, entry.day) for entry in around}
    outside = [item for item in frozen if not first_day <= item.day <= last_day]
    around += [_as_shown(item) for item in outside if (item.group, item.day) not in remembered]
    case = _Case(
        groups={group.id: group for group in request.groups},
        stories={story.id: story for story in request.stories},
        photos={photo.id: photo for photo in request.photos},
        around=around,
        frozen={(item.group, item.day): item for item in frozen if first_day <= item.day <= last_day},
        pins=request.pins,
        rules=request.rules,
        placements=placements,
    )
    wrong = [f"{item.group} {item.day}: outside the plan" for item in case.strangers(first_day, last_day)]
    return wrong or [sentence for rule in RULES for sentence in rule(case)]


def _as_shown(item: Placement) -> ShownDay:
    return ShownDay(
        item.group, item.day, item.story, tuple(photo for photo in (item.share, item.opener) if photo)
    )


@dataclass(frozen=True)
class _Case:
    groups: dict[str, Group]
    stories: dict[str, Story]
    photos: dict[str, Photo]
    around: list[ShownDay]
    frozen: dict[tuple[str, date], Placement]
    pins: Sequence[Pin]
    rules: PlanRules
    placements: Sequence[Placement]

    @property
    def ours(self) -> list[Placement]:
        """What the planner chose."""
        return [item for item in self.placements if (item.group, item.day) not in self.frozen]

    def slots(self, item: Placement) -> list[Slot]:
        """Those in which the group hears anything that day: the week template may silence some."""
        group, speaks = self.groups[item.group], {}
        for rule in self.rules.forms:
            if (rule.kind, rule.weekday) == (group.kind, item.day.weekday()):
                speaks[rule.slot] = bool(rule.forms)
        for cell in self.rules.cells:
            if (cell.group, cell.day) == (item.group, item.day):
                speaks[cell.slot] = speaks.get(cell.slot, True) and bool(cell.forms)
        return [slot for slot in group.slots if speaks.get(slot, True)]

    def strangers(self, first: date, last: date) -> list[Placement]:
        """Placements of days, groups, stories or photos that nobody asked for."""
        return [
            item
            for item in self.placements
            if item.group not in self.groups or not first <= item.day <= last or not self._is_known(item)
        ]

    def _is_known(self, item: Placement) -> bool:
        photos = [photo for photo in (item.share, item.opener) if photo is not None]
        known = item.story in self.stories and all(photo in self.photos for photo in photos)
        return known or (item.group, item.day) in self.frozen

    def stories_of(self, group: str) -> list[tuple[date, str, bool]]:
        """(day, story, ours) of everything a group reads."""
        before = [(entry.day, entry.story, False) for entry in self.around if entry.group == group]
        return before + [
            (item.day, item.story, (item.group, item.day) not in self.frozen)
            for item in self.placements
            if item.group == group
        ]

    def showings(self) -> list[tuple[str, date, str, bool]]:
        """(group, day, photo, ours) of every photo that anybody ever sees."""
        seen = [(entry.group, entry.day, photo, False) for entry in self.around for photo in entry.photos]
        cells = [*self.placements, *(item for item in self.frozen.values() if item.group not in self.groups)]
        for item in cells:
            ours = (item.group, item.day) not in self.frozen
            seen += [(item.group, item.day, photo, ours) for photo in (item.share, item.opener) if photo]
        return seen


def _cells(case: _Case) -> Iterator[str]:
    for (group, day), count in Counter((item.group, item.day) for item in case.placements).items():
        if count > 1:
            yield f"{group} {day}: {count} stories on one day"
    placed = {(item.group, item.day): item for item in case.placements}
    for (group, day), item in case.frozen.items():
        now = placed.get((group, day))
        if group in case.groups and (
            now is None or (now.story, now.share, now.opener) != (item.story, item.share, item.opener)
        ):
            yield f"{group} {day}: the frozen cell was changed"
    for item in case.ours:
        if not case.groups[item.group].slots:
            yield f"{item.group} {item.day}: the group has no slots"
        if not case.groups[item.group].is_open_on(item.day):
            yield f"{item.group} {item.day}: the day is closed"
        if case.groups[item.group].slots and not case.slots(item):
            yield f"{item.group} {item.day}: the week template silences the whole day"


def _pins(case: _Case) -> Iterator[str]:
    for item in case.ours:
        for pin in case.pins:
            if (pin.group, pin.day) == (item.group, item.day) and pin.story != item.story:
                yield f"{item.group} {item.day}: {pin.story} is pinned, not {item.story}"


def _suits(case: _Case) -> Iterator[str]:
    pinned = {(pin.group, pin.day, pin.story) for pin in case.pins}
    for item in case.ours:
        story, group = case.stories[item.story], case.groups[item.group]
        unsuited = (story.kinds and group.kind not in story.kinds) or (
            story.tags and not story.tags & group.tags
        )
        if unsuited and (item.group, item.day, item.story) not in pinned:
            yield f"{item.group} {item.day}: {item.story} does not suit {group.kind} groups"
        early = story.valid_from is not None and item.day < story.valid_from
        late = story.valid_to is not None and item.day > story.valid_to
        if early or late:
            yield f"{item.group} {item.day}: {item.story} is not valid that day"


def _forms(case: _Case) -> Iterator[str]:
    pinned = {(pin.group, pin.day, pin.story) for pin in case.pins}
    for item in case.ours:
        group, story = case.groups[item.group], case.stories[item.story]
        last = {(rule.kind, rule.weekday, rule.slot): rule.forms for rule in case.rules.forms}
        own = {
            cell.slot: cell.forms
            for cell in case.rules.cells
            if (cell.group, cell.day) == (item.group, item.day)
        }
        for slot in case.slots(item):
            forms = own.get(slot) or last.get((group.kind, item.day.weekday(), slot))
            form = story.forms.get(slot, story.form)
            if forms and form not in forms and (item.group, item.day, item.story) not in pinned:
                yield f"{item.group} {item.day}: {form} is not of the week template's {slot}"


def _arcs(case: _Case) -> Iterator[str]:
    for item in case.ours:
        group, story = case.groups[item.group], case.stories[item.story]
        if story.promo <= 0:
            continue
        selling = set()
        for arc in case.rules.arcs:
            concerned = group.kind in arc.kinds or group.id in arc.groups or not (arc.kinds or arc.groups)
            day = (item.day - arc.starts_on).days
            if concerned and 0 <= day < arc.seeding_days:
                yield f"{item.group} {item.day}: {item.story} sells while {arc.id} is seeding"
            elif concerned and 0 <= day < arc.seeding_days + arc.conversion_days:
                selling.add(arc.product)
        if selling and story.product not in selling:
            yield f"{item.group} {item.day}: {item.story} sells {story.product} beside a campaign"


def _repeats(case: _Case) -> Iterator[str]:
    for item in case.ours:
        for day, story, _ in case.stories_of(item.group):
            if story == item.story and 0 < abs((item.day - day).days) < case.rules.repeat_days:
                yield f"{item.group} {item.day}: {story} is told on {day} too"


def _promo(case: _Case) -> Iterator[str]:
    for group in case.groups.values():
        stories = [(day, _promo_of(case, story), ours) for day, story, ours in case.stories_of(group.id)]
        starts = {
            day - timedelta(days=back) for day, _, ours in stories if ours for back in range(ROLLING_DAYS)
        }
        for start in sorted(starts):
            window = [(promo, ours) for day, promo, ours in stories if 0 <= (day - start).days < ROLLING_DAYS]
            total = sum(promo for promo, _ in window)
            if total > round(1000 * group.cap) and any(ours and promo > 0 for promo, ours in window):
                yield f"{group.id} {start}: promo of 7 days from here is {total / 1000:g}, over {group.cap:g}"


def _promo_of(case: _Case, story: str) -> int:
    """In thousandths."""
    return round(1000 * case.stories[story].promo) if story in case.stories else 0


def _places(case: _Case) -> Iterator[str]:
    for item in case.ours:
        slots, story = case.slots(item), case.stories[item.story]
        if item.share and Slot.AFTERNOON not in slots:
            yield f"{item.group} {item.day}: a share photo without an afternoon slot"
        if item.opener and (Slot.MORNING not in slots or not story.wants_photo):
            yield f"{item.group} {item.day}: an opener that nobody asked for"
        for photo in (item.share, item.opener):
            if photo and case.photos[photo].product != story.product:
                yield f"{item.group} {item.day}: {photo} does not show {story.product}"


def _consent(case: _Case) -> Iterator[str]:
    for group, day, name, ours in case.showings():
        if ours:
            photo = case.photos[name]
            if not photo.consent.allows("poster", home=photo.home, group=group, day=day):
                yield f"{group} {day}: no consent for {name}"


def _photo_uses(case: _Case) -> Iterator[str]:
    uses: defaultdict[str, list[tuple[str, date, bool]]] = defaultdict(list)
    for group, day, name, ours in case.showings():
        uses[name].append((group, day, ours))
    for name, showings in uses.items():
        often = Counter(group for group, _, _ in showings)
        for group, day, ours in showings:
            if ours and often[group] > 1:
                yield f"{group} {day}: {name} is shown {often[group]} times in the group"
        if len(often) > case.rules.photo_groups and any(ours for _, _, ours in showings):
            yield f"{name}: shown in {len(often)} groups, at most {case.rules.photo_groups}"


def _authors(case: _Case) -> Iterator[str]:
    seen: defaultdict[tuple[str, str], list[tuple[date, str, bool]]] = defaultdict(list)
    for group, day, name, ours in case.showings():
        photo = case.photos.get(name)
        if photo is not None and photo.member is not None:
            seen[group, photo.member].append((day, name, ours))
    for (group, member), showings in seen.items():
        for number, (day, name, ours) in enumerate(showings):
            for other_day, other, other_ours in showings[:number]:
                if (ours or other_ours) and abs((day - other_day).days) < case.rules.author_rest_days:
                    yield f"{group} {day}: {member} appears with {name} and on {other_day} with {other}"


def _neighbours(case: _Case) -> Iterator[str]:
    groups_by_photo: defaultdict[tuple[date, str], list[tuple[str, bool]]] = defaultdict(list)
    for group, day, name, ours in case.showings():
        groups_by_photo[day, name].append((group, ours))
    for (day, name), where in groups_by_photo.items():
        for number, (group, ours) in enumerate(where):
            for other, other_ours in where[:number]:
                if (ours or other_ours) and _share_members(case, group, other):
                    yield f"{group} {day}: {name} is shown in {other} too, which shares members"


def _share_members(case: _Case, group: str, other: str) -> bool:
    if group == other or group not in case.groups or other not in case.groups:
        return False
    return other in case.groups[group].shares_members_with or group in case.groups[other].shares_members_with


RULES = (
    _cells,
    _pins,
    _suits,
    _forms,
    _arcs,
    _repeats,
    _promo,
    _places,
    _consent,
    _photo_uses,
    _authors,
    _neighbours,
)
