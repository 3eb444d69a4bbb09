"""A person's word: written down with its reason, allowed where the state allows it, and never half taken."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import IllegalMove, SishiError, UnknownId, WrongInput
from content.model import Attempt, DeliveryState, Slot
from content.publish.rules import fold
from services.send_mark import PersonsWord, SendMark, mark
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import FakeWecom, refusal
from tests.properties import examples
from tests.publish.crashes import check_journal, check_nothing_doubled
from tests.publish.house import DAY, HOUR, MINUTE, House

NOON = datetime.combine(DAY, time(12), UTC)


@pytest.fixture
def unknown(house: House, wecom: FakeWecom) -> str:
    """A post whose text had no answer."""
    post = house.approved()
    wecom.behave(taken(Ending.RESET))
    house.sweep(NOON)
    return post.id


def last(house: House, post: str) -> Attempt:
    return house.attempts(post)[-1]


def test_sent_and_when_goes_into_the_part_and_the_journal(house: House, unknown: str) -> None:
    at = NOON + 7 * MINUTE
    mark(house.context, f"{unknown}/1", PersonsWord(SendMark.SENT, "lin", "群里有", at))
    part = house.parts(unknown)[0]
    assert (part.state, part.out_at) == ("sent", at)
    assert (last(house, unknown).actor, last(house, unknown).outcome) == ("lin", "sent")


def test_a_word_of_the_whole_post_is_about_all_its_parts(house: House, unknown: str) -> None:
    house.say(unknown, SendMark.SENT)
    assert (house.states(unknown), house.current(unknown).state) == (["sent", "sent"], "sent")


def test_not_sent_makes_an_unknown_part_refused(house: House, unknown: str) -> None:
    house.say(unknown, SendMark.NOT_SENT)
    assert (house.states(unknown), house.current(unknown).state) == (["refused", "refused"], "refused")


@pytest.mark.parametrize("word", [SendMark.SENT, SendMark.NOT_SENT, SendMark.SKIPPED])
def test_days_later_a_word_still_counts(house: House, unknown: str, word: SendMark) -> None:
    house.clock.at = NOON + timedelta(days=30)
    house.say(unknown, word)
    became = {"sent": "sent", "not-sent": "refused", "skipped": "skipped"}[word]
    assert house.current(unknown).state == became


@pytest.mark.parametrize("word", [SendMark.SENT, SendMark.NOT_SENT])
def test_of_an_expired_post_it_may_be_said_what_became_of_it(house: House, word: SendMark) -> None:
    post = house.approved()
    house.sweep(NOON + 3 * HOUR)
    house.say(post.id, word)
    assert house.current(post.id).state == ("sent" if word is SendMark.SENT else "skipped")


def test_a_reason_is_asked_for(house: House, unknown: str) -> None:
    with pytest.raises(WrongInput):
        mark(house.context, unknown, PersonsWord(SendMark.SENT, "lin", " \n"))


@pytest.mark.parametrize("target", ["nobody", "nobody/1", "/", "/1", "g1/x/1", ""])
def test_a_post_that_is_not_there_is_a_sentence(house: House, target: str) -> None:
    with pytest.raises(UnknownId):
        house.say(target, SendMark.SENT)


def test_a_part_that_is_not_there_is_a_sentence(house: House, unknown: str) -> None:
    with pytest.raises(WrongInput):
        house.say(f"{unknown}/7", SendMark.SENT)


def test_what_a_channel_sent_cannot_be_unsaid(house: House) -> None:
    post = house.approved()
    house.sweep(NOON)
    for word in (SendMark.NOT_SENT, SendMark.SKIPPED, SendMark.RETRY, SendMark.RELEASE):
        with pytest.raises(IllegalMove):
            house.say(post.id, word)
    assert house.states(post.id) == ["sent", "sent"]


def test_a_wrong_tick_may_be_taken_back_for_ten_minutes(house: House, unknown: str) -> None:
    house.say(unknown, SendMark.SENT)
    house.clock.at += 10 * MINUTE
    house.say(unknown, SendMark.NOT_SENT)
    assert house.current(unknown).state == "handed_off"
    house.say(unknown, SendMark.SENT)
    house.clock.at += 11 * MINUTE
    with pytest.raises(IllegalMove):
        house.say(unknown, SendMark.NOT_SENT)


def test_nothing_is_tried_again_after_its_grace(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(lost(Reply(body=refusal(93000, "invalid webhook url"))))
    house.sweep(NOON)
    house.clock.at = NOON + 3 * HOUR
    with pytest.raises(IllegalMove):
        house.say(post.id, SendMark.RETRY)


def test_a_post_that_was_never_approved_has_nothing_to_be_marked(house: House) -> None:
    with pytest.raises(IllegalMove):
        house.say(house.post().id, SendMark.SENT)


def test_a_word_before_the_time_keeps_the_publisher_off(house: House, wecom: FakeWecom) -> None:
    sent, skipped = house.approved("g1"), house.approved("g2")
    house.clock.at = NOON - HOUR
    house.say(sent.id, SendMark.SENT)
    house.say(skipped.id, SendMark.SKIPPED)
    assert house.sweep(NOON).sent == 0
    assert not wecom.calls


WORDS = st.lists(
    st.tuples(st.sampled_from(SendMark), st.sampled_from(["", "/1", "/2"]), st.integers(0, 3)), max_size=6
)
NUMBERS = iter(range(1, 100_000))


@examples(30)
@given(WORDS, st.sampled_from([None, Ending.RESET, Reply(429), Reply(body=refusal(93000, "no"))]))
def test_whatever_is_said_the_post_is_the_fold_of_its_parts_and_nothing_goes_out_twice(
    house: House, wecom: FakeWecom, words: Sequence[tuple[SendMark, str, int]], ending: Ending | Reply | None
) -> None:
    post = house.approved(slot=Slot.NOON, day=DAY + timedelta(days=next(NUMBERS))).id
    house.clock.at = house.current(post).goes_out_at
    wecom.behave(*([lost(ending)] if ending else []))
    for word, part, minutes in words:
        try:
            house.say(f"{post}{part}", word)
        except SishiError:
            pass
        else:
            parts = house.parts(post)
            assert house.current(post).state is fold([part.state for part in parts])
        if minutes:
            house.sweep(house.clock.at + minutes * MINUTE)
    house.sweep(house.clock.at + 4 * HOUR)
    check_nothing_doubled(wecom)
    for part in house.parts(post):
        assert part.state not in (DeliveryState.PLANNED, DeliveryState.SENDING)
        check_journal(house, part)
    with wecom.lock:
        wecom._behaviours.clear()  # what this example left
