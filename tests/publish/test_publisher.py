"""What a sweep does with what is due: sent once, held with a reason, handed over or given up; never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from content.errors import IllegalMove
from content.model import (
    Group,
    Message,
    PauseScope,
    Slot,
)
from services.channels import PauseOrder, pause, remove_channel
from services.send_list import list_sends
from services.send_mark import SendMark
from tests.platforms.server import Ending, Reply, half_open, lost, nobody_there, taken
from tests.platforms.wecom import FakeWecom, refusal
from tests.publish.crashes import check_settled
from tests.publish.house import DAY, HOUR, MINUTE, House, seen_in_chats, why

NOON = datetime.combine(DAY, time(12), UTC)
SECOND = timedelta(seconds=1)


# -- when ---------------------------------------------------------------------------------------------
def test_a_post_goes_out_as_text_and_picture_once(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    assert house.sweep(NOON).sent == 2
    assert house.sweep(NOON).sent == 0
    assert house.states(post.id) == ["sent", "sent"]
    assert house.current(post.id).state == "sent"
    assert seen_in_chats(wecom) == {f"{post.id}/1": 1, f"{post.id}/2": 1}


def test_nothing_goes_out_before_its_time_or_after_its_grace(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    assert house.sweep(NOON - SECOND).as_json() == dict.fromkeys(house.sweep().as_json(), 0)
    assert house.sweep(NOON + 2 * HOUR + SECOND).expired == 1
    assert house.current(post.id).state == "expired"
    assert house.sweep(NOON).sent == 0
    assert not wecom.calls


def test_the_last_moment_of_grace_still_counts(house: House) -> None:
    post = house.approved()
    assert house.sweep(NOON + 2 * HOUR).sent == 2
    assert house.states(post.id) == ["sent", "sent"]


def test_a_post_far_in_the_past_expires_whatever_its_age(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    assert house.sweep(NOON + timedelta(days=90)).expired == 1
    assert why_expired(house, post.id) == "send.expired_unwatched"
    assert not wecom.calls


def why_expired(house: House, post: str) -> str:
    with house.open_store(reading=True) as store:
        reason = store.queue.audit(post)[-1][4]
    assert isinstance(reason, Message)
    return reason.code


def test_what_expired_while_something_watched_is_told_apart(house: House) -> None:
    watched, unwatched = house.approved(), house.approved(slot=Slot.MORNING)
    publisher = house.publisher()
    house.clock.at = NOON
    publisher.process = replace(publisher.process, began_at=NOON, seen_at=NOON)
    with house.open_store() as store:
        store.publishers.put(publisher.process)
    publisher.stopping.set()  # it stands still
    house.clock.at = NOON + 3 * HOUR
    publisher.publish_due()
    publisher.close()
    assert why_expired(house, watched.id) == "send.expired"
    assert why_expired(house, unwatched.id) == "send.expired_unwatched"


def test_a_sweep_in_the_past_sends_what_was_due_then(house: House) -> None:
    early, late = house.approved(slot=Slot.MORNING), house.approved(slot=Slot.EVENING)
    house.sweep(datetime.combine(DAY, time(20), UTC))
    assert (house.current(early.id).state, house.current(late.id).state) == ("expired", "sent")
    assert house.sweep(datetime.combine(DAY, time(8), UTC)).sent == 0


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/London", date(2027, 3, 28)),
        ("Europe/London", date(2027, 10, 31)),
        ("America/New_York", date(2027, 3, 14)),
        ("Pacific/Kiritimati", date(2027, 1, 1)),
        ("Asia/Shanghai", date(2027, 1, 1)),
    ],
)
def test_a_groups_day_is_its_own(house: House, zone: str, day: date) -> None:
    """Midnight, an hour that is missing and one that comes twice: each post of the day once."""
    house.robot(a_day=2)
    with house.open_store() as store:
        store.library.put_groups([Group("g1", "一群", zone=zone)])
    local = {Slot.MORNING: time(0, 0), Slot.NOON: time(1, 30), Slot.EVENING: time(23, 59)}
    posts = [
        house.approved(
            slot=slot,
            day=day,
            goes_out_at=datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC),
        )
        for slot, at in local.items()
    ]
    next_day = house.approved(
        slot=Slot.MORNING, day=day + timedelta(days=1), goes_out_at=posts[-1].goes_out_at
    )
    for post in posts:
        house.sweep(post.goes_out_at)
    assert [house.current(post.id).state for post in posts] == ["sent", "sent", "handed_off"]
    assert house.current(next_day.id).state == "sent"  # what is left of another day is of that day


# -- edits --------------------------------------------------------------------------------------------
def test_an_edit_before_the_claim_wins(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    house.change(post.id, text=f"【{post.id}】改过的")
    assert house.sweep(NOON).sent == 0
    house.approve(post.id)
    assert house.sweep(NOON).sent == 2
    assert wecom.accepted[0]["text"]["content"].endswith("改过的")
    check_settled(house, wecom, [post.id])


def test_an_edit_after_the_claim_loses(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    house.clock.at = NOON
    refused: list[str] = []

    def edit(point: str) -> None:
        if point == "claimed" and not refused:
            refused.append(house.current(post.id).state)
            with pytest.raises(IllegalMove):
                house.change(post.id, text="改过的")

    publisher = house.publisher(checkpoint=edit)
    assert publisher.publish_due().sent == 2
    publisher.close()
    assert refused == ["sending"]
    assert wecom.accepted[0]["text"]["content"] == post.text


def test_a_held_post_that_is_taken_back_counts_no_more(house: House) -> None:
    post = house.approved()
    pause(house.context, PauseOrder(PauseScope.ALL), actor="lin")
    assert house.sweep(NOON).held == 1
    house.change(post.id, text="改过的")
    sweep = house.sweep()
    assert (sweep.held, sweep.needs_person) == (0, False)


# -- channels -----------------------------------------------------------------------------------------
def test_a_channel_removed_between_two_parts_leaves_the_rest_to_a_person(
    house: House, wecom: FakeWecom
) -> None:
    post = house.approved()
    wecom.behave(taken(Reply(body={"errcode": 0})), lost(Reply(429)))
    house.sweep(NOON)
    remove_channel(house.context, "robot", actor="lin")
    house.robot("another")
    house.sweep(NOON + 5 * MINUTE)
    assert house.states(post.id) == ["sent", "refused"]
    assert house.parts(post.id)[1].why == Message("send.channel_changed", channel="robot")
    house.sweep(NOON + 10 * MINUTE)
    assert len(wecom.accepted) == 1


def test_without_its_channel_the_rest_is_not_handed_off_whole(house: House) -> None:
    post = house.approved()
    wecom_says_later(house)
    house.sweep(NOON)
    remove_channel(house.context, "robot", actor="lin")
    house.sweep(NOON + 5 * MINUTE)
    assert house.states(post.id) == ["sent", "refused"]
    assert house.current(post.id).state == "refused"


def wecom_says_later(house: House) -> None:
    house.robot(options={"a_minute": "1"})


def test_a_channel_removed_in_the_midst_of_a_claim_loses_nothing(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    house.clock.at = NOON

    def remove(point: str) -> None:
        if point == "claimed":
            remove_channel(house.context, "robot", actor="lin")

    publisher = house.publisher(checkpoint=remove)
    publisher.publish_due()
    assert (house.states(post.id), house.current(post.id).state) == (["planned", "planned"], "approved")
    publisher.publish_due()
    publisher.close()
    assert house.current(post.id).state == "handed_off"
    assert not wecom.calls


def test_a_rate_that_is_used_up_lets_the_rest_wait(house: House, wecom: FakeWecom) -> None:
    house.robot(options={"a_minute": "4"})
    posts = [house.approved(g, slot, goes_out_at=NOON).id for g in ("g1", "g2") for slot in Slot]
    sweep = house.sweep(NOON)
    assert (sweep.sent, sweep.waiting, sweep.needs_person) == (4, 6, False)
    for minute in range(1, 4):
        assert house.sweep(NOON + minute * MINUTE).sent == 4
    check_settled(house, wecom, posts)
    assert house.sweep().waiting == 0


@pytest.mark.parametrize("limit", ["a_day", "a_week", "a_month"])
def test_quotas_by_day_week_and_month_equal_the_journal(house: House, limit: str) -> None:
    spans: dict[str, Callable[[date], object]] = {
        "a_day": lambda day: day,
        "a_week": lambda day: day.isocalendar()[:2],
        "a_month": lambda day: (day.year, day.month),
    }
    house.robot(**{limit: 2}, options={"a_minute": "1000"})
    days = [date(2026, 12, 26) + timedelta(days=n) for n in range(9)]
    for day in days:
        for slot in (Slot.MORNING, Slot.NOON, Slot.EVENING):
            house.approved(slot=slot, day=day)
    listed = {day: {row.post.id: row.channel for row in list_sends(house.context, day)} for day in days}
    for day in days:
        for hour in (8, 12, 20):
            house.sweep(datetime.combine(day, time(hour), UTC))
    sent: dict[object, list[str]] = {}
    for day in days:
        for slot in (Slot.MORNING, Slot.NOON, Slot.EVENING):
            post = f"g1-{day}-{slot}"
            by_robot = house.current(post).state == "sent"
            assert ("robot" if by_robot else "handoff") == listed[day][post]
            if by_robot:
                assert [attempt.outcome for attempt in house.attempts(post)] == ["sent", "sent"]
                sent.setdefault(spans[limit](day), []).append(post)
    assert {span: len(posts) for span, posts in sent.items()} == dict.fromkeys(map(spans[limit], days), 2)


# -- how calls end ------------------------------------------------------------------------------------
UNKNOWN, REFUSED = ["unknown", "refused"], ["refused", "refused"]


@pytest.mark.parametrize(
    ("behaviour", "states", "visible"),
    [
        (lost(Reply(body=refusal(93000, "invalid webhook url"))), REFUSED, 0),
        (lost(Reply(body=refusal(99999, "who knows"))), REFUSED, 0),
        (taken(Ending.HANG), UNKNOWN, 1),
        (lost(Ending.HANG), UNKNOWN, 0),
        (taken(Ending.RESET), UNKNOWN, 1),
        (lost(Ending.RESET_UNREAD), UNKNOWN, 0),
        (taken(Ending.DROP), UNKNOWN, 1),
        (taken(Ending.CUT), UNKNOWN, 1),
        (taken(Ending.DRIP), UNKNOWN, 1),
        (taken(Ending.DRIP_HEADERS), UNKNOWN, 1),
        (taken(Ending.NOT_JSON), UNKNOWN, 1),
        (taken(Ending.HUGE), UNKNOWN, 1),
        (taken(Ending.FAILED), UNKNOWN, 1),
        (taken(Ending.REDIRECT), UNKNOWN, 1),
        (taken(Ending.TWICE), ["sent", "sent"], 2),
    ],
    ids=lambda value: f"{value.takes}-{value.ending}"[:40] if hasattr(value, "ending") else "",
)
def test_each_end_of_a_call_is_what_it_is(
    house: House, wecom: FakeWecom, behaviour: object, states: list[str], visible: int
) -> None:
    post = house.approved()
    wecom.behave(behaviour)  # type: ignore[arg-type]
    for after in (timedelta(0), 6 * MINUTE, 3 * HOUR):
        house.sweep(NOON + after)
    assert house.states(post.id) == states
    assert sum(seen_in_chats(wecom).values()) == visible
    check_settled(house, wecom, [post.id])


def test_an_end_that_takes_a_connection_and_says_nothing_leaves_it_open(house: House) -> None:
    post = house.approved()
    with half_open() as url:
        house.robot(base_url=url)
        house.sweep(NOON)
    assert house.states(post.id) == UNKNOWN


def test_a_platform_that_is_not_there_is_tried_again_until_grace_ends(house: House) -> None:
    post = house.approved()
    house.robot(base_url=nobody_there())
    for minutes in range(122):
        house.sweep(NOON + minutes * MINUTE)
    assert house.states(post.id) == ["expired", "expired"]
    assert why(house, post.id) == "send.expired_because"
    assert len(house.attempts(post.id)) > 20


@pytest.mark.parametrize(
    "headers", [{}, {"Retry-After": "7200"}, {"Retry-After": "junk"}, {"Retry-After": "5"}]
)
@pytest.mark.parametrize("body", [None, refusal(45009, "api freq out of limit")])
def test_after_a_429_it_is_tried_again_within_400_seconds(
    house: House, wecom: FakeWecom, headers: dict[str, str], body: object
) -> None:
    post = house.approved()
    wecom.behave(lost(Reply(429, body=body, headers=headers)))
    assert house.sweep(NOON).sent == 0
    assert (house.states(post.id), house.current(post.id).state) == (["planned", "planned"], "approved")
    assert house.sweep(NOON + timedelta(seconds=400)).sent == 2
    check_settled(house, wecom, [post.id])


def test_a_pause_by_a_clock_that_was_an_hour_ahead_lasts_no_hour(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(lost(Reply(429)))
    house.sweep(NOON + HOUR)
    assert house.sweep(NOON).sent == 2
    check_settled(house, wecom, [post.id])


def test_a_429_of_one_robot_lets_others_go_on(house: House, wecom: FakeWecom) -> None:
    house.robot("robot", groups=frozenset({"g1"}))
    house.robot("another", groups=frozenset({"g2"}))
    first, second = house.approved("g1"), house.approved("g2")
    wecom.behave(lost(Reply(429)))
    house.sweep(NOON)
    assert sorted([house.states(first.id)[0], house.states(second.id)[0]]) == ["planned", "sent"]


# -- what a person does with what is half out ---------------------------------------------------------
def test_of_a_post_that_is_half_out_only_the_rest_is_sent(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(taken(Ending.RESET))
    house.sweep(NOON)
    house.say(f"{post.id}/1", SendMark.SENT)
    assert house.states(post.id) == ["sent", "refused"]
    house.say(f"{post.id}/2", SendMark.RETRY)
    house.sweep(NOON + MINUTE)
    assert house.states(post.id) == ["sent", "sent"]
    assert seen_in_chats(wecom) == {f"{post.id}/1": 1, f"{post.id}/2": 1}


def test_a_picture_without_answer_never_sends_the_text_again(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(taken(Reply(body={"errcode": 0})), lost(Ending.RESET))
    house.sweep(NOON)
    assert house.states(post.id) == ["sent", "unknown"]
    house.say(f"{post.id}/2", SendMark.NOT_SENT)
    house.say(post.id, SendMark.RETRY)
    house.sweep(NOON + MINUTE)
    assert seen_in_chats(wecom) == {f"{post.id}/1": 1, f"{post.id}/2": 1}
    assert house.states(post.id) == ["sent", "sent"]


def test_trying_the_first_part_again_brings_the_rest_along(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(lost(Reply(body=refusal(93000, "invalid webhook url"))))
    house.sweep(NOON)
    house.say(f"{post.id}/1", SendMark.RETRY)
    house.sweep(NOON + MINUTE)
    assert house.states(post.id) == ["sent", "sent"]
    check_settled(house, wecom, [post.id])


@pytest.mark.parametrize("part", [1, 2])
def test_a_part_that_a_person_skipped_is_not_sent(house: House, wecom: FakeWecom, part: int) -> None:
    post = house.approved()
    house.say(f"{post.id}/{part}", SendMark.SKIPPED)
    house.sweep(NOON)
    assert seen_in_chats(wecom) == {f"{post.id}/{3 - part}": 1}
    assert house.current(post.id).state == "sent"
    assert sorted(house.states(post.id)) == ["sent", "skipped"]


def test_what_a_person_left_over_expires_as_what_it_is(house: House) -> None:
    post, other = house.approved("g1"), house.approved("g2", goes_out_at=NOON + 3 * HOUR)
    house.say(f"{post.id}/1", SendMark.SKIPPED)
    assert house.sweep(NOON + 3 * HOUR).sent == 2
    assert (house.states(post.id), house.current(post.id).state) == (["skipped", "expired"], "expired")
    assert house.states(other.id) == ["sent", "sent"]


def test_a_word_about_one_part_while_another_goes_out_leaves_that_alone(
    house: House, wecom: FakeWecom
) -> None:
    post = house.approved()
    house.clock.at = NOON
    words: list[str] = []

    def skip(point: str) -> None:
        if point == "called" and not words:
            words.append(point)
            house.say(f"{post.id}/2", SendMark.SKIPPED)

    publisher = house.publisher(checkpoint=skip)
    publisher.publish_due()
    publisher.close()
    assert house.states(post.id) == ["sent", "skipped"]
    check_settled(house, wecom, [post.id])
