"""What each slot of a group gets: how many answer, in which form, how punctually, and when members talk."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

from content.feedback.punctuality import scatter
from content.feedback.shares import Z, deviation
from content.ledger.show import staff_ids
from content.model import Estimate, FormEstimate, FormVerdict, Group, LeftOut, PostResponse, Slot, SlotInsight
from content.store import Store

DAYS = 28
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=2)  # of the hours in sight
STEP = timedelta(minutes=10)
LEAST = 4  # posts, before their mean says anything
LIKELY = 0.5
WORSE = (FormVerdict.BELOW, FormVerdict.USE_LESS)


def slots_of(
    store: Store, group: Group, last: date, participation: Sequence[FormEstimate]
) -> list[SlotInsight]:
    """Of the four weeks that end with a day."""
    first = last - timedelta(days=DAYS - 1)
    responses = store.outcomes.responses([group.id], first, last)
    talk = _talk(store, group, (first, last))
    forms = [form for form in participation if form.group == group.id and form.ratio]
    spread = scatter(responses)
    slots = []
    for slot, at in sorted(group.slots.items(), key=lambda pair: pair[1]):
        mine = [response for response in responses if response.slot is slot]
        best = _likeliest([form for form in forms if form.slot is slot])
        slots.append(_slot(slot, at, (mine, talk), (best, spread.get(slot))))
    return slots


def _likeliest(forms: Sequence[FormEstimate]) -> FormEstimate | None:
    """The form that is more likely than not the best of a slot; None where none is."""
    best = max(forms, key=lambda form: form.best, default=None)
    return best if best and best.best > LIKELY and best.verdict not in WORSE else None


def _slot(
    slot: Slot,
    at: time,
    known: tuple[Sequence[PostResponse], Sequence[time]],
    beside: tuple[FormEstimate | None, Estimate | None],
) -> SlotInsight:
    responses, talk = known
    form, spread = beside
    counted = [response.observed - response.expected for response in responses if response.counts]
    middle = datetime.combine(date(2000, 1, 2), at)
    since, until = middle - BEFORE, middle + AFTER
    return SlotInsight(
        slot=slot,
        at=at,
        people=_mean(counted),
        posts=len(counted),
        form=form,
        scatter=spread,
        late=sum(response.left_out is LeftOut.LATE for response in responses),
        minutes=_minutes(talk, since),
        since=since.time(),
        until=until.time(),
        place=(middle - since) / (until - since),
    )


def _mean(values: Sequence[float]) -> Estimate | None:
    if len(values) < LEAST:
        return None
    value, half = mean(values), Z * deviation(values) / len(values) ** 0.5
    return Estimate(value, value - half, value + half)


def _minutes(talk: Sequence[time], since: datetime) -> tuple[int, ...]:
    """Messages in every ten minutes from `since` on."""
    counts = [0] * ((BEFORE + AFTER) // STEP)
    for at in talk:
        place = ((datetime.combine(since.date(), at) - since) % timedelta(days=1)) // STEP
        if place < len(counts):
            counts[place] += 1
    return tuple(counts)


def _talk(store: Store, group: Group, days: tuple[date, date]) -> list[time]:
    """The times of day at which members wrote."""
    zone, staff = ZoneInfo(group.zone), staff_ids(store)
    since = datetime.combine(days[0], time(), zone)
    until = datetime.combine(days[1] + timedelta(days=1), time(), zone)
    lines = store.talk.lines(group.id, since, until)
    return [line.at.astimezone(zone).time() for line in lines if line.member not in staff]
