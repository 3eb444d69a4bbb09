"""Tables in by hand of what came back: rows become results of slots, and clicks of posts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from channels.day_cells import MonthDay
from channels.readers.group_names import GroupNames, group_names
from channels.results_table import ClickLine, ResultLine, instant_in
from content.model import Click, Group, Message, Post, Slot, SlotResult
from content.store import Store
from services.context import Context

Problem = tuple[int, str, Message]  # which row, its column, and what is wrong
ONE_DAY, EARLY = timedelta(days=1), timedelta(hours=3)  # a post may be late, or early on the evening before
Key = tuple[str, date, Slot]


@dataclass(frozen=True, slots=True)
class TakenResults:
    """What rows became, in their order, beside what was there; nothing is kept where there are `problems`."""

    results: Sequence[SlotResult]
    known: Mapping[Key, SlotResult]
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class TakenClicks:
    """The clicks of rows, in their order; `new` were not known; `unknown` name what no post has."""

    clicks: Sequence[Click]
    new: frozenset[tuple[str, object, str, int]]
    unknown: tuple[str, ...]


def take_results(context: Context, lines: Sequence[ResultLine]) -> TakenResults:
    """Keep the rows of a results table; what a row leaves open stays as it was known."""
    with context.open_store() as store:
        groups = {group.id: group for group in store.library.groups()}
        lines = _as_meant(lines, group_names(groups.values()), context.today)
        posts = _posts_named(store, lines)
        read = [_result(line, groups, posts) for line in lines]
        problems = [(n, *item) for n, item in enumerate(read) if isinstance(item, tuple)]
        results = [item for item in read if isinstance(item, SlotResult)]
        problems += _contradictions({n: item for n, item in enumerate(read) if isinstance(item, SlotResult)})
        known = store.results.of({result.group for result in results}) if results else {}
        merged = [_over(known.get(result.key), result) for result in results]
        if not problems:
            problems = list(_in_no_plan(store, merged))
        if not problems:
            store.results.put_results([item for item in merged if known.get(item.key) != item])
    return TakenResults(merged, known, problems)


def _as_meant(lines: Sequence[ResultLine], names: GroupNames, today: date) -> list[ResultLine]:
    """Groups by id where the team calls them by name; a day without a year is the last one there was."""
    return [
        replace(
            line,
            group=names.group_of(line.group),
            day=line.day.last_until(today) if isinstance(line.day, MonthDay) else line.day,
        )
        for line in lines
    ]


def take_clicks(context: Context, lines: Sequence[ClickLine]) -> TakenClicks:
    """Keep the rows of a table of clicks; the days of their posts are counted again."""
    with context.open_store() as store:
        ids = {alias.id: alias.member for alias in store.people.aliases()}
        seen: Counter[tuple[object, ...]] = Counter()
        clicks = []
        for line in lines:
            at = instant_in(context.zone, line.at)
            member = ids.get(line.member, line.member)
            clicks.append(Click(line.target, at, member, seen[line.target, at, member]))
            seen[line.target, at, member] += 1
        targets = {click.target for click in clicks}
        known = {click.key for click in store.results.clicks(targets)}
        store.results.put_clicks(clicks)
        unknown = _touch_targets(store, targets)
    return TakenClicks(clicks, frozenset(c.key for c in clicks) - known, tuple(sorted(unknown)))


def _touch_targets(store: Store, targets: set[str]) -> set[str]:
    """Have the posts of these ids and codes counted again; the names that no post has."""
    posts = store.queue.posts_of(targets)
    bearing = store.results.by_code(targets)
    store.outcomes.touch((post.group, post.day) for post in posts)
    store.outcomes.touch((result.group, result.day) for result in bearing)
    return targets - {post.id for post in posts} - {result.code for result in bearing}


def _posts_named(store: Store, lines: Sequence[ResultLine]) -> dict[str, Post]:
    return {post.id: post for post in store.queue.posts_of({line.post for line in lines} - {""})}


def _result(
    line: ResultLine, groups: Mapping[str, Group], posts: Mapping[str, Post]
) -> SlotResult | tuple[str, Message]:
    """The result of a slot, or the column that is wrong, and why."""
    key = _key(line, groups, posts)
    if isinstance(key[1], Message):
        return key
    group, day, slot = key
    sent_at = None
    if line.sent_at is not None:
        zone = ZoneInfo(groups[group].zone)
        sent_at = instant_in(zone, line.sent_at, day)
        if not day <= (sent_at + EARLY).astimezone(zone).date() <= day + ONE_DAY:
            return "sent_at", Message("results.other_day", at=sent_at.astimezone(zone), day=day)
    return SlotResult(group, day, slot, sent_at, line.form, line.code, **line.counts)


def _key(
    line: ResultLine, groups: Mapping[str, Group], posts: Mapping[str, Post]
) -> Key | tuple[str, Message]:
    """Which slot a row is of."""
    post = posts.get(line.post)
    if line.post and post is None and not (line.group and line.day and line.slot):
        return "post", Message("post.unknown", post=line.post)
    group, slot = line.group, line.slot
    day = line.day if isinstance(line.day, date) else None
    if post is not None:
        for name, mine, theirs in (
            ("group", group, post.group),
            ("date", day, post.day),
            ("slot", slot, post.slot),
        ):
            if mine and mine != theirs:
                return name, Message("results.other_than_post", post=post.id, value=str(theirs))
        group, day, slot = post.group, post.day, post.slot
    if not group or day is None or slot is None:
        empty = "group" if not group else "date" if day is None else "slot"
        return empty, Message("results.which_slot")
    return (group, day, slot) if group in groups else ("group", Message("group.unknown", group=group))


def _contradictions(results: Mapping[int, SlotResult]) -> list[Problem]:
    """Rows of one slot that say different things."""
    first: dict[Key, SlotResult] = {}
    return [
        (n, "slot", Message("results.slot_twice", group=result.group, day=result.day, slot=result.slot.label))
        for n, result in results.items()
        if first.setdefault(result.key, result) != result
    ]


def _in_no_plan(store: Store, results: Sequence[SlotResult]) -> Iterator[Problem]:
    """Rows of slots that no plan has and that do not say when anything went out: they would count nothing."""
    timeless = [(n, result) for n, result in enumerate(results) if result.sent_at is None]
    if not timeless:
        return
    days, groups = [result.day for _, result in timeless], {result.group for _, result in timeless}
    planned = {(p.group, p.day, p.slot) for p in store.queue.posts(min(days), max(days), groups=groups)}
    for n, result in timeless:
        if result.key not in planned:
            yield n, "sent_at", Message("results.when_sent")


def _over(known: SlotResult | None, result: SlotResult) -> SlotResult:
    """The row over what was known of its slot: what it leaves open stays."""
    if known is None:
        return result
    given = {
        name: getattr(result, name)
        for name in SlotResult.__slots__
        if getattr(result, name) not in (None, "")
    }
    return replace(known, **given)
