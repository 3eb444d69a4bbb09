"""What may go out when, and what a post is by its parts: rules that hold for any day, group and state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import (
    MOVES,
    Channel,
    DeliveryState,
    Message,
    Pause,
    PauseScope,
    Post,
    PostState,
    Slot,
)
from content.publish.quota import has_room, spend, take_slots
from content.publish.rules import (
    KEY_LENGTH,
    LONGEST_PAUSE,
    PublishRules,
    delivery_key,
    fold,
    hook_is_missing,
    pause_after,
    pause_over,
    quotes_hook,
    spread_of,
)
from tests.conftest import story

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PARTS = st.lists(st.sampled_from(DeliveryState), min_size=1, max_size=4)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - aware by timezones


def post(slot: Slot = Slot.NOON, state: PostState = PostState.APPROVED, **fields: object) -> Post:
    chosen: dict[str, object] = {"story": "s1", "text": "午休一分钟", "poster": "p"}
    return Post("p1", "g1", NOW.date(), slot, NOW, state, **(chosen | fields))  # type: ignore[arg-type]


# -- fold -----------------------------------------------------------------------------------------------
@given(PARTS)
def test_the_order_of_the_parts_does_not_matter(states: list[DeliveryState]) -> None:
    assert fold(states) is fold(states[::-1]) is fold([*states, states[0]])


@given(PARTS)
def test_what_may_be_in_the_chat_is_never_called_gone_or_waiting(states: list[DeliveryState]) -> None:
    may_be_out = {DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.SENDING} & set(states)
    if may_be_out:
        gone = (PostState.APPROVED, PostState.EXPIRED, PostState.SKIPPED, PostState.CANCELLED)
        assert fold(states) not in gone


@given(PARTS)
def test_a_post_is_sent_only_where_a_part_is_and_none_is_open(states: list[DeliveryState]) -> None:
    ended = {DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.EXPIRED, DeliveryState.CANCELLED}
    assert (fold(states) is PostState.SENT) == (DeliveryState.SENT in states and set(states) <= ended)


@given(PARTS)
def test_an_unknown_part_is_never_hidden_but_while_another_is_going_out(states: list[DeliveryState]) -> None:
    if DeliveryState.UNKNOWN in states and DeliveryState.SENDING not in states:
        assert fold(states) is PostState.UNKNOWN


STEPS = {  # of one part: what a publisher makes of it, and what people say
    DeliveryState.PLANNED: (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.SKIPPED),
    DeliveryState.SENDING: (
        DeliveryState.SENT,
        DeliveryState.REFUSED,
        DeliveryState.UNKNOWN,
        DeliveryState.PLANNED,
        DeliveryState.HANDED_OFF,
    ),
    DeliveryState.UNKNOWN: (DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.SKIPPED),
    DeliveryState.REFUSED: (DeliveryState.PLANNED, DeliveryState.SENT, DeliveryState.SKIPPED),
    DeliveryState.HANDED_OFF: (DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.REFUSED),
    DeliveryState.SENT: (DeliveryState.HANDED_OFF,),
    DeliveryState.SKIPPED: (DeliveryState.SENT,),
}


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=14))
def test_every_step_of_a_part_takes_its_post_along_an_allowed_move(steps: Sequence[tuple[int, int]]) -> None:
    parts = [DeliveryState.PLANNED] * 3
    for place, choice in steps:
        steps_from = STEPS[parts[place]]
        step = steps_from[choice % len(steps_from)]
        done = (DeliveryState.SENT, DeliveryState.SKIPPED)
        if step is DeliveryState.SENDING and not all(part in done for part in parts[:place]):
            continue  # one after another
        was = fold(parts)
        parts[place] = step
        assert fold(parts) is was or fold(parts) in MOVES[was], (was, fold(parts), parts)


# -- time -----------------------------------------------------------------------------------------------
@given(st.text(min_size=1, max_size=20), st.integers(0, 600))
def test_a_group_has_its_own_moment_within_the_window_each_day(group: str, seconds: int) -> None:
    window = timedelta(seconds=seconds)
    moment = spread_of(group, window)
    assert timedelta(0) <= moment <= window
    assert moment == spread_of(group, window)
    assert moment.microseconds == 0


def test_groups_spread_over_the_whole_window() -> None:
    minutes = Counter(spread_of(f"g{n}", timedelta(seconds=179)) // timedelta(seconds=30) for n in range(600))
    assert set(minutes) == set(range(6))
    assert min(minutes.values()) > 60


@given(MOMENTS, st.integers(-4 * 3600, 4 * 3600))
def test_late_begins_after_what_is_on_time_and_over_after_the_grace(due: datetime, seconds: int) -> None:
    rules, after = PublishRules(), timedelta(seconds=seconds)
    assert rules.is_late(due, due + after) == (after > timedelta(minutes=10))
    assert rules.is_over(due, due + after) == (after > timedelta(hours=2))


@given(
    st.integers(0, 10_000), st.none() | st.floats(0, 86_400), st.sampled_from(["429", "45009", "busy", ""])
)
def test_a_passing_refusal_is_tried_again_within_five_minutes(
    tries: int, retry_after: float | None, code: str
) -> None:
    assert timedelta(0) <= pause_after(tries, retry_after, code) <= LONGEST_PAUSE


@given(st.integers(1, 50))
def test_pauses_grow_with_the_tries(tries: int) -> None:
    assert pause_after(tries, None, "") <= pause_after(tries + 1, None, "")


def test_a_ban_that_would_begin_anew_is_waited_for() -> None:
    assert pause_after(1, 600.0, "130101") == timedelta(minutes=10)


# -- pauses ---------------------------------------------------------------------------------------------
PAUSES = st.builds(
    Pause,
    scope=st.sampled_from(PauseScope),
    what=st.sampled_from(["", "g1", "g2", "robot"]),
    until=st.none() | MOMENTS,
    by=st.just("lin"),
    since=st.just(NOW),
)


@given(st.lists(PAUSES, max_size=4), MOMENTS)
def test_a_pause_concerns_all_or_the_group_or_the_channel_until_it_ends(
    pauses: list[Pause], at: datetime
) -> None:
    concerned = {(PauseScope.ALL, ""), (PauseScope.GROUP, "g1"), (PauseScope.CHANNEL, "robot")}
    holding = [p for p in pauses if (p.scope, p.what) in concerned and (p.until is None or at < p.until)]
    pause = pause_over(pauses, "g1", "robot", at)
    assert (pause in holding) if holding else pause is None


# -- keys -----------------------------------------------------------------------------------------------
@given(
    st.lists(
        st.tuples(st.text(max_size=8), st.integers(1, 9), st.integers(1, 9)),
        min_size=2,
        max_size=8,
        unique=True,
    )
)
def test_keys_tell_posts_versions_and_parts_apart(cells: list[tuple[str, int, int]]) -> None:
    keys = {delivery_key(replace(post(), id=name, version=version), part) for name, version, part in cells}
    assert len(keys) == len(cells)
    assert all((len(key) == KEY_LENGTH and key.isalnum() and key.islower()) or key.isdigit() for key in keys)


# -- the hook -------------------------------------------------------------------------------------------
HOOK = "周一这口黑，\n谁先喝完？"


@pytest.mark.parametrize(
    ("text", "texts", "quotes"),
    [
        ("早上说的：周一这口黑，谁先喝完？", (), True),
        ("午休一分钟", ("周一这口黑，\n谁先\n喝完？",), True),
        ("周 一 这 口 黑 ， 谁 先 喝 完 ？", (), True),
        ("周一这口黑", (), False),
        ("午休一分钟", ("别的",), False),
    ],
)
def test_the_mornings_line_is_known_however_it_is_broken(
    text: str, texts: tuple[str, ...], quotes: bool
) -> None:
    assert quotes_hook(post(text=text), story(hook=HOOK), texts) is quotes


def test_the_morning_itself_and_a_post_without_story_quote_nothing() -> None:
    assert not quotes_hook(post(Slot.MORNING, text=HOOK), story(hook=HOOK), ())
    assert not quotes_hook(post(text=HOOK), None, ())
    assert not quotes_hook(post(text="任何话"), story(hook=" \n"), ())


@pytest.mark.parametrize("state", PostState)
def test_only_a_morning_that_was_sent_lets_quotes_go(state: PostState) -> None:
    morning = post(Slot.MORNING, state)
    missing = hook_is_missing(morning, [morning])
    assert (missing is None) == (state is PostState.SENT)
    if missing is not None:
        assert missing == Message("hold.hook_not_sent", state=state.label)


def test_a_day_without_a_morning_misses_nothing_but_a_cancelled_one_does() -> None:
    assert hook_is_missing(None, []) is None
    assert hook_is_missing(None, [post(Slot.MORNING, PostState.CANCELLED)]) == Message("hold.no_hook")


# -- quotas ---------------------------------------------------------------------------------------------
CHANNELS = st.lists(
    st.builds(
        Channel,
        id=st.sampled_from(["a", "b", "c"]),
        slots=st.lists(st.sampled_from(Slot), unique=True).map(tuple),
        a_day=st.none() | st.integers(0, 3),
        a_week=st.none() | st.integers(0, 5),
        a_month=st.none() | st.integers(0, 9),
        groups=st.sampled_from([frozenset(), frozenset({"g1"}), frozenset({"g2"})]),
    ),
    unique_by=lambda channel: channel.id,
    max_size=3,
)


@given(CHANNELS, st.lists(DAYS, max_size=20), st.sets(st.sampled_from(Slot)))
def test_no_span_of_the_calendar_gets_more_than_its_limit(
    channels: list[Channel], days: list[date], wanted: set[Slot]
) -> None:
    spent: Counter[tuple[str, str, object]] = Counter()
    taken: list[tuple[str, date]] = []
    for day in dict.fromkeys(days):
        ways = take_slots(("g1", day), wanted, channels, spent)
        assert set(ways) <= wanted
        taken += [(name, day) for name in ways.values()]
    for channel in channels:
        mine = [day for name, day in taken if name == channel.id]
        assert channel.serves("g1", Slot.NOON) or channel.slots or not mine
        for most, counted in (
            (channel.a_day, Counter(mine)),
            (channel.a_week, Counter(day.isocalendar()[:2] for day in mine)),
            (channel.a_month, Counter((day.year, day.month) for day in mine)),
        ):
            assert most is None or all(number <= most for number in counted.values())


@given(CHANNELS, DAYS)
def test_a_slot_stays_untaken_only_where_no_channel_has_room(channels: list[Channel], day: date) -> None:
    spent: Counter[tuple[str, str, object]] = Counter()
    ways = take_slots(("g1", day), set(Slot), channels, spent)
    for slot in set(Slot) - set(ways):
        assert not any(c.serves("g1", slot) and has_room(c, "g1", day, spent) for c in channels)


@given(DAYS, st.integers(1, 3))
def test_what_was_spent_counts_in_its_day_week_and_month_alone(day: date, posts: int) -> None:
    spent: Counter[tuple[str, str, object]] = Counter()
    channel = Channel("a", a_day=posts, a_week=posts, a_month=posts)
    spend(spent, channel, "g1", day, posts)
    assert not has_room(channel, "g1", day, spent)
    assert has_room(channel, "g2", day, spent)
    assert has_room(channel, "g1", day + timedelta(days=40), spent)
