"""By night: the posts of days that changed since are counted again, and no others.

A day changed where messages of it came or went, a post of it was sent, ticked or moved, or a table named it;
days whose window was open are looked at again. From the first changed day of a group on all its posts are
counted: what is usual in a later week is made of the weeks before it. Counting twice, or all anew, gives the
same rows. Posts from before the messages that are kept stay as they were counted.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from content.feedback.attribution import HEARD_TO, Attributed, response_days
from content.feedback.baseline import LATELY
from content.feedback.inputs import A_DAY, SharedInputs, read_group, shared_inputs
from content.model import Group, LeftOut
from content.night import CountedPosts
from content.store import OpenStore, Store
from content.store.outcomes import ResponseMark

VERSION = 2  # of the rules: another one has everything counted anew
OVERLAP = timedelta(days=1)  # of what changed: clocks of several machines differ
GroupDays = Mapping[tuple[str, date], int]


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be counted: group -> the first changed day; `touched` as it was read."""

    since: Mapping[str, date]
    touched: GroupDays
    groups: Mapping[str, Group]
    known: SharedInputs
    mark: ResponseMark


def attribute_changed(open_store: OpenStore, now: datetime, *, anew: bool = False) -> CountedPosts:
    """Count the responses to all posts that may have changed; all of them where `anew`."""
    with open_store(reading=True) as store:
        work = _work(store, now, anew)
    total = CountedPosts()
    for group, first in sorted(work.since.items()):
        total += _count_group(open_store, work, group, first, now)
    with open_store() as store:
        store.outcomes.put_mark(work.mark)
    return total


def is_waiting(store: Store, now: datetime, today: date) -> bool:
    """Whether anything before `today` changed since the last count: what the night would count again."""
    if store.ledger.touched_days():
        return True
    mark, touched = store.outcomes.mark(), store.outcomes.touched()
    if mark is None:
        return bool(touched)
    rules = rules_of(shared_inputs(store), store.library.groups())
    changed = {
        *touched,
        *store.outcomes.changed_posts(mark.at, now),
        *store.outcomes.open_days([LeftOut.OPEN]),
    }
    return rules != mark.rules or any(day < today for _, day in changed)


def _work(store: Store, now: datetime, anew: bool) -> _Work:
    groups = {group.id: group for group in store.library.groups()}
    known, mark = shared_inputs(store), store.outcomes.mark()
    touched, rules = store.outcomes.touched(), rules_of(known, groups.values())
    if anew or mark is None:
        changed = _all_days(store, now)
    else:
        open_days = store.outcomes.open_days([LeftOut.OPEN])
        changed = {*touched, *store.outcomes.changed_posts(mark.at - OVERLAP, now), *open_days}
        others = _under_other_rules(store, json.loads(mark.rules), json.loads(rules))
        changed |= {key for key in (_all_days(store, now) if others else ()) if key[0] in others}
    since: dict[str, date] = {}
    for group, day in changed:
        if group in groups:
            since[group] = min(day, since.get(group, day))
    return _Work(since, touched, groups, known, ResponseMark(now, rules))


def rules_of(known: SharedInputs, groups: Iterable[Group]) -> str:
    """What makes every count of a group another one where it changes: the rules, the staff, its clock."""
    zones = {group.id: group.zone for group in groups}
    return json.dumps({"version": VERSION, "staff": sorted(known.staff), "zones": zones}, sort_keys=True)


def _under_other_rules(store: Store, before: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    """The groups of which all is counted anew: their clock is another, or one of the staff came or went."""
    if before["version"] != now["version"]:
        return set(now["zones"])
    zones = before["zones"]
    moved = {group for group, zone in now["zones"].items() if zones.get(group, zone) != zone}
    return moved | store.outcomes.groups_with(set(before["staff"]) ^ set(now["staff"]))


def _all_days(store: Store, now: datetime) -> set[tuple[str, date]]:
    """Every (group, day) on which anything was to go out, or did."""
    planned = store.outcomes.changed_posts(datetime.min.replace(tzinfo=UTC), now)
    return planned | {(group, day) for group, day, _ in store.results.of()}


def _count_group(
    open_store: OpenStore, work: _Work, group_id: str, changed: date, now: datetime
) -> CountedPosts:
    """One group, from its first changed day on: read, think, write."""
    group = work.groups[group_id]
    today = now.astimezone(ZoneInfo(group.zone)).date()
    mine = {key: n for key, n in work.touched.items() if key[0] == group_id}
    with open_store(reading=True) as store:
        first = _first_day(store, group, changed)
        inputs = read_group(store, group, first, max(today, changed), work.known)
    attributed = inputs.attributed(now)
    with open_store() as store:
        _write(store, group_id, first, attributed)
        store.outcomes.settle(mine)
    left_out = sum(not item.response.counts for item in attributed)
    return CountedPosts(1, len(attributed), left_out)


def _write(store: Store, group: str, first: date, attributed: Sequence[Attributed]) -> None:
    responses = [item.response for item in attributed]
    store.outcomes.put_responses(group, first, responses, response_days(attributed))


def _first_day(store: Store, group: Group, changed: date) -> date:
    """From which day on posts are counted, if a day changed: the window of the day before may reach into it,
    posts since the last message before it may not have been heard to their end, and in the first four weeks
    of a ledger all its days say what is usual. Never before the messages that are kept one by one."""
    zone = ZoneInfo(group.zone)
    first = changed - A_DAY
    begins = datetime.combine(changed, datetime.min.time(), zone)
    _, last = store.ledger.ends(group.id, begins)
    if last is not None:
        first = min(first, store.outcomes.first_unheard(group.id, last + HEARD_TO) or first)
    known_from = store.outcomes.first_day(group.id)
    if known_from is not None and changed <= known_from + LATELY:
        first = min(first, known_from - A_DAY)
    kept_from = store.ledger.begins().get(group.id)
    return max(first, kept_from) if kept_from else first
