"""What a period comes to beside its forms: shares, habit, stays, money, talk. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.feedback.business import compare_periods, numbers, split
from content.feedback.figures import FigureDays, FigureKind, share_figure, still_missing
from content.feedback.habit import ShareCount, days_a_member, habit, returns
from content.feedback.health import FourWeeks, HealthRules, group_health, lasting_class, measured_class
from content.feedback.lapsing import lapsing
from content.feedback.leaves import daily_rates, leaves_after_promo
from content.feedback.punctuality import delays_of, of_owners, scatter
from content.feedback.retention import joinings_of, retention
from content.feedback.sameness import sameness
from content.feedback.shares import change, median_of, share
from content.feedback.throughput import throughput
from content.ledger.mesh import Replies, SpokenLine, replies_in
from content.model import (
    SLOT_BITS,
    BusinessNumbers,
    Estimate,
    HealthClass,
    LeftOut,
    Message,
    PostLook,
    PostResponse,
    ResponseDay,
    RosterChange,
    ShopOrder,
    Slot,
)

DAY = date(2026, 11, 29)
A_DAY = timedelta(days=1)
NOON = datetime(2026, 11, 29, 4, tzinfo=UTC)
WEEK = FigureDays(DAY - 6 * A_DAY, DAY)


# -- shares -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "hits, total, low, high",
    [(3, 10, 0.1173, 0.5581), (0, 5, 0.0, 0.3057), (205, 3001, 0.0610, 0.0762), (5, 5, 0.6943, 1.0)],
)  # quantiles of the beta distribution, from 400,000 draws of it
def test_a_share_has_jeffreys_interval(hits: int, total: int, low: float, high: float) -> None:
    known = share(hits, total)
    assert known is not None
    assert (known.low, known.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_a_share_lies_in_its_interval_which_narrows_with_more(hits: int, total: int) -> None:
    known, more = share(min(hits, total), total), share(4 * min(hits, total), 4 * total)
    assert known is not None
    assert more is not None
    assert 0 <= known.low <= known.value <= known.high <= 1
    assert more.high - more.low < known.high - known.low


def test_a_change_is_as_open_as_both_sides_leave_it() -> None:
    known = change(Estimate(0.5, 0.4, 0.6), Estimate(0.3, 0.2, 0.4))
    assert known is not None
    assert (known.value, known.high) == (pytest.approx(0.2), pytest.approx(0.2 + 0.1 * 2**0.5))
    assert change(None, Estimate(0.3, 0.2, 0.4)) is None


def test_a_figure_compares_groups_that_both_weeks_have_and_says_what_it_lacks() -> None:
    kind = FigureKind("habit", 10)
    before = {"g1": ShareCount(5, 20), "g2": ShareCount(20, 20)}
    now = {"g1": ShareCount(10, 20), "g3": ShareCount(0, 20)}
    figure = share_figure(kind, WEEK, [before, now])
    assert (figure.part, figure.whole, figure.groups, figure.missing) == (10, 40, 2, None)
    assert figure.change is not None
    assert figure.change.value == 0.25  # of g1 alone
    few = share_figure(kind, WEEK, [{"g1": ShareCount(1, 4)}])
    assert (few.estimate, few.missing) == (None, Message("insight.too_few", whole=4, least=10, n=2))
    assert still_missing(0, 10) == Message("insight.nothing_yet", least=10)


# -- habit ------------------------------------------------------------------------------------------
def day_of(member: str, back: int, *slots: Slot) -> ResponseDay:
    return ResponseDay("g1", DAY - back * A_DAY, member, sum(SLOT_BITS[slot] for slot in slots))


def test_habit_counts_days_of_the_last_seven_and_members_who_never_responded() -> None:
    days = [day_of("m1", back, Slot.NOON) for back in (0, 2, 6)]
    days += [day_of("m2", back, Slot.NOON) for back in (0, 1, 7)]  # the third is a day too early
    counts = days_a_member(days, {"g1": DAY})
    assert counts == {"g1": [0, 1, 1, 0, 0, 0, 0]}
    assert habit(counts, {"g1": 8, "g2": 5, "g3": 0}) == {"g1": ShareCount(1, 8), "g2": ShareCount(0, 5)}


def test_who_comes_back_to_a_slot_is_counted_on_days_on_which_it_was_sent() -> None:
    days = [day_of("m1", 0, Slot.NOON), day_of("m1", 7, Slot.NOON), day_of("m2", 3, Slot.NOON, Slot.EVENING)]
    sent = {("g1", Slot.NOON, DAY), ("g1", Slot.EVENING, DAY - 9 * A_DAY)}
    assert returns(days, sent, {"g1": DAY}) == {("g1", Slot.NOON): ShareCount(1, 2)}


# -- punctuality ------------------------------------------------------------------------------------
def sent(minutes: float | None, slot: Slot = Slot.NOON, group: str = "g1", **fields: object) -> PostResponse:
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return PostResponse(group, DAY, slot, "choice", due_at=NOON, sent_at=at, **fields)  # type: ignore[arg-type]


def test_what_was_not_sent_has_no_delay_and_what_no_plan_had_is_not_asked() -> None:
    off_plan = sent(90, left_out=LeftOut.OFF_PLAN)
    assert delays_of([sent(3), sent(None, left_out=LeftOut.UNSENT), off_plan]) == [3.0, None]


def test_the_scatter_of_a_minute_is_about_each_groups_own() -> None:
    punctual = [sent(minutes, group="g1") for minutes in (1, 1, 3, 3)]
    steady_but_late = [sent(minutes, group="g2") for minutes in (21, 21, 23, 23)]
    known = scatter([*punctual, *steady_but_late])[Slot.NOON]
    assert known.value == pytest.approx((8 / 6) ** 0.5)
    assert Slot.EVENING not in scatter(punctual)


def test_owners_stand_with_their_load_the_least_punctual_first() -> None:
    minutes = {"su": [timedelta(minutes=1)] * 12, "tian": [timedelta(minutes=1), None]}
    rows = of_owners(minutes, {"su": "Su"}, timedelta(minutes=10), 7)
    assert [(row.name, row.hits, row.total, row.posts_a_day) for row in rows] == [
        ("tian", 1, 2, 2 / 7),
        ("Su", 12, 12, 12 / 7),
    ]


# -- sameness, throughput ---------------------------------------------------------------------------
def test_near_copies_in_one_group_repeat_and_in_another_do_not() -> None:
    text = "今天的锅贴煎得很脆，孩子吃了六个，剩下的明天当早饭"
    looks = [
        PostLook("g1", DAY, text, "p1", ""),
        PostLook("g1", DAY, text.replace("六个", "七个"), "p2", "i1"),
        PostLook("g1", DAY, "早安", "p1", "i1"),
        PostLook("g2", DAY, text, "p2", ""),
    ]
    known = sameness(looks)
    assert (known["g1"].texts, known["g1"].posters, known["g1"].posts) == (1, 1, 3)
    assert (known["g2"].texts, known["g2"].posters) == (0, 0)


def test_throughput_is_in_hours_and_counts_approvals_of_the_last_hour() -> None:
    hours = [timedelta(hours=n) for n in (0.5, 3, 20)]
    known = throughput([(NOON - 48 * hours[0] * 2, NOON)], [(NOON - h, NOON, "lin") for h in hours])
    assert known.photo_to_post is not None
    assert known.approved_before is not None
    assert (known.photo_to_post.value, known.approved_before.value) == (48, 3)
    assert (known.late_approvals, known.by_hand) == (1, {"lin": 3})
    assert median_of([]) is None


# -- who stays --------------------------------------------------------------------------------------
def test_a_member_who_left_is_lost_and_an_unfinished_cell_says_its_day() -> None:
    joined = DAY - 20 * A_DAY
    events = [
        ("g1", "m1", joined, RosterChange.JOINED),
        ("g1", "m2", joined, RosterChange.JOINED),
        ("g1", "m2", joined + 7 * A_DAY, RosterChange.LEFT),
    ]
    signs = {("g1", member): {joined + A_DAY} for member in ("m1", "m2")}
    (cohort,) = retention(joinings_of(events), signs, DAY)
    week, month, _ = cohort.cells
    assert (cohort.joined, week.active, week.share) == (2, 1, share(1, 2))
    assert (month.share, month.full_on) == (None, cohort.last + 30 * A_DAY)


def test_a_cohort_of_a_month_ends_with_its_last_day() -> None:
    events = [("g1", "m1", date(2026, 2, 3), RosterChange.JOINED)]
    (cohort,) = retention(joinings_of(events), {}, DAY, monthly=True)
    assert (cohort.first, cohort.last) == (date(2026, 2, 1), date(2026, 2, 28))


def test_who_comes_back_after_leaving_stays_in_the_first_cohort() -> None:
    events = [
        ("g1", "m1", DAY - 9 * A_DAY, RosterChange.JOINED),
        ("g1", "m1", DAY - 8 * A_DAY, RosterChange.LEFT),
        ("g1", "m1", DAY, RosterChange.JOINED),
    ]
    (joining,) = joinings_of(events)
    assert (joining.day, joining.left) == (DAY - 9 * A_DAY, None)


def test_silence_is_held_against_ones_own_gaps_then_the_groups() -> None:
    def on(*back: int) -> list[date]:
        return [DAY - n * A_DAY for n in back]

    signs = {
        ("g1", "daily"): on(20, 19, 18, 17, 16, 15),  # silent for 15 days, usually a day
        ("g1", "monthly"): on(135, 105, 75, 45, 15),
        ("g1", "new"): on(60, 50),  # two signs: the group's gaps count
        ("g1", "once"): on(90),
    }
    rows = {row.member: row for row in lapsing(signs, DAY)}
    assert rows.keys() == {"daily", "new"}
    assert (rows["daily"].usual_days, rows["daily"].is_own, rows["new"].is_own) == (7.0, True, False)


def test_leaves_after_promotion_are_held_against_the_groups_own_rate() -> None:
    promo = [
        sent(0, members=100, left=left, promo=1.0, group=group) for group, left in (("g1", 9), ("g2", 1))
    ]
    again = sent(60, Slot.EVENING, members=100, left=9, promo=1.0)  # the same day: the same leavers
    rates = daily_rates([("g2", NOON - 5 * A_DAY)] * 14, promo, {"g1": 100, "g2": 100}, 28)
    assert rates["g1"] < rates["g2"]
    known = leaves_after_promo([*promo, again], rates)
    assert (known.posts, known.left, known.is_flagged) == (2, 10, True)
    assert not leaves_after_promo([sent(0, members=100, left=1, promo=1.0)], rates).is_flagged


# -- money ------------------------------------------------------------------------------------------
positive = st.integers(1, 400)


@given(st.lists(st.tuples(positive, positive, positive, st.floats(1, 1e5)), min_size=2, max_size=2))
def test_the_split_of_revenue_adds_up_exactly(periods: list[tuple[int, int, int, float]]) -> None:
    now, before = (BusinessNumbers(m + b, b, b + o, revenue) for m, b, o, revenue in periods)
    parts = split(now, before)
    assert parts is not None
    assert parts.total == pytest.approx(now.arpu - before.arpu, abs=1e-9 * (now.arpu + before.arpu))
    assert now.conversion * now.frequency * now.basket == pytest.approx(now.arpu)


def test_orders_of_strangers_are_counted_apart() -> None:
    orders = [ShopOrder(f"o{n}", f"m{n}", NOON, DAY, Decimal(10)) for n in range(3)]
    known = numbers(orders, 10, {"m0", "m1"}.__contains__)
    assert (known.buyers, known.revenue, known.unmatched) == (2, 20.0, 1)
    nothing = numbers([], 10, {"m0"}.__contains__)
    assert compare_periods(known, nothing, ([10.0, 10.0], [])).split is None


# -- talk and health --------------------------------------------------------------------------------
def talk(*lines: tuple[str, float] | tuple[str, float, str]) -> list[SpokenLine]:
    return [SpokenLine(NOON + timedelta(seconds=line[1]), line[0], *line[2:]) for line in lines]  # type: ignore[arg-type]


def test_a_quote_is_a_reply_and_the_next_speakers_probably_are() -> None:
    quoted = replies_in(talk(("a", 0), ("b", 3000, "a"), ("staff", 6000, "b")), {"staff"})
    assert (quoted, quoted.mesh) == (Replies(2.0, 1.0), 0.5)
    near = replies_in(talk(("a", 0), ("b", 0), ("a", 900)), ())
    assert near == Replies(1.0, 0.0)  # at once counts whole, after ten minutes not at all


def four_weeks(speakers: Sequence[int], members: int = 100, **fields: object) -> FourWeeks:
    usual = {"days": 28, "silent_days": 0, "messages": 400, "ads": 0, "replies": Replies(100, 20)}
    return FourWeeks(members=members, speakers=speakers, **(usual | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "weeks, measured",
    [
        (four_weeks([8, 8, 8, 8]), HealthClass.VALUE),
        (four_weeks([8, 8, 8, 7]), HealthClass.MEH),
        (four_weeks([20] * 4, replies=Replies(100, 61)), HealthClass.MEH),
        (four_weeks([20] * 4, replies=Replies(29, 0)), HealthClass.MEH),  # too few to say
        (four_weeks([20] * 4, ads=100), HealthClass.MEH),
        (four_weeks([20] * 4, ads=200), HealthClass.JUNK),
        (four_weeks([20] * 4, messages=100, ads=60), HealthClass.MEH),  # two ads a day
        (four_weeks([20, 20, 0, 0], silent_days=14), HealthClass.DEAD),
        (four_weeks([1, 1, 1, 1]), HealthClass.DEAD),
        (four_weeks([9] * 4, members=1000), HealthClass.DEAD),
        (four_weeks([20] * 4, days=13), HealthClass.UNDECIDED),
        (four_weeks([5] * 4, members=9), HealthClass.UNDECIDED),
    ],
)
def test_a_class_is_measured_by_the_thresholds(weeks: FourWeeks, measured: HealthClass) -> None:
    assert measured_class(weeks, HealthRules()) is measured


def test_a_class_changes_once_two_weeks_running_say_so() -> None:
    value, meh, dead = HealthClass.VALUE, HealthClass.MEH, HealthClass.DEAD
    assert lasting_class([value, meh]) == (value, 2)
    assert lasting_class([value, meh, meh]) == (meh, 2)
    assert lasting_class([value, meh, dead, meh]) == (value, 4)
    assert lasting_class([HealthClass.UNDECIDED, value]) == (value, 1)


def test_replies_that_are_missing_count_the_growing_whole() -> None:
    known = group_health("g1", [four_weeks([20] * 4, replies=Replies(100, 90))], HealthRules())
    assert known.mesh_missing == 50  # (10 + 50) / (100 + 50) = 0.4
    assert (known.health, known.speakers and known.speakers.value) == (HealthClass.MEH, 0.2)
