"""What holds a due post, and what lets it go: pauses, posters, secrets, the hook, consent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from channels.senders.wecom_robot import WecomRobotSender
from content.model import (
    ChannelKind,
    Consent,
    ConsentScope,
    ConsentState,
    PauseScope,
    Post,
    Slot,
    Submission,
)
from content.publish.secrets import FILE
from content.publish.sender import Letter, Part, Sender
from content.rights.consents import record_consent
from services.channels import PauseOrder, pause, resume
from services.send_mark import SendMark
from tests.platforms.server import Reply, lost, taken
from tests.platforms.wecom import FakeWecom
from tests.publish.crashes import check_settled
from tests.publish.house import BEFORE, DAY, HOUR, MINUTE, House, why

NOON = datetime.combine(DAY, time(12), UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("scope", "what"), [(PauseScope.ALL, ""), (PauseScope.CHANNEL, "robot"), (PauseScope.GROUP, "g1")]
)
def test_a_pause_holds_and_its_end_lets_go(
    house: House, wecom: FakeWecom, scope: PauseScope, what: str
) -> None:
    post = house.approved()
    pause(house.context, PauseOrder(scope, what), actor="lin")
    for _ in range(2):
        sweep = house.sweep(NOON)
        assert (sweep.sent, sweep.held, sweep.needs_person) == (0, 1, True)
    assert why(house, post.id) == f"hold.paused_{scope}"
    resume(house.context, scope, what, actor="lin")
    assert house.sweep(NOON + MINUTE).sent == 2
    check_settled(house, wecom, [post.id])


def test_a_pause_with_an_end_ends_by_the_clock(house: House) -> None:
    post = house.approved()
    pause(house.context, PauseOrder(PauseScope.ALL, until=NOON + HOUR), actor="lin")
    assert house.sweep(NOON + HOUR - SECOND).held == 1
    assert house.sweep(NOON + HOUR).sent == 2
    assert house.states(post.id) == ["sent", "sent"]


def test_a_pause_of_another_group_holds_nothing(house: House) -> None:
    house.approved()
    pause(house.context, PauseOrder(PauseScope.GROUP, "g2"), actor="lin")
    assert house.sweep(NOON).sent == 2


def test_what_was_paused_beyond_its_grace_expires_and_says_why(house: House) -> None:
    post = house.approved()
    pause(house.context, PauseOrder(PauseScope.ALL), actor="lin")
    house.sweep(NOON)
    house.sweep(NOON + 2 * HOUR + SECOND)
    assert house.states(post.id) == ["expired"]
    assert why(house, post.id) == "send.expired_because"
    resume(house.context, PauseScope.ALL, actor="lin")
    assert house.sweep().sent == 0


def test_a_pause_between_two_parts_keeps_the_rest(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    wecom.behave(taken(Reply(body={"errcode": 0})), lost(Reply(429)))
    house.sweep(NOON)
    assert house.states(post.id) == ["sent", "planned"]
    pause(house.context, PauseOrder(PauseScope.ALL), actor="lin")
    house.sweep(NOON + 5 * MINUTE)
    assert house.states(post.id) == ["sent", "planned"]
    resume(house.context, PauseScope.ALL, actor="lin")
    house.sweep(NOON + 6 * MINUTE)
    check_settled(house, wecom, [post.id])
    assert house.states(post.id) == ["sent", "sent"]


def test_a_poster_that_changed_on_disk_is_not_sent(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    file = house.root / f"{post.poster}.png"
    drawn = file.read_bytes()
    file.write_bytes(drawn + b"!")
    assert house.sweep(NOON).held == 1
    assert why(house, post.id) == "hold.poster_changed"
    file.unlink()
    assert house.sweep(NOON).held == 1
    file.write_bytes(drawn)
    assert house.sweep(NOON).sent == 2
    check_settled(house, wecom, [post.id])


def test_a_poster_drawn_anew_since_its_approval_is_not_sent(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    with house.open_store() as store:
        drawn = store.queue.rendered([post.poster])[post.poster]
        store.queue.add_rendered([replace(drawn, sha256="0" * 64)])
    assert house.sweep(NOON).held == 1
    assert why(house, post.id) == "hold.not_as_approved"
    assert not wecom.calls


def test_a_secret_that_is_missing_holds_until_it_is_there(house: House) -> None:
    post = house.approved()
    house.clock.at = NOON
    publisher = house.publisher()
    publisher.variables = {}
    assert publisher.publish_due().held == 1
    assert why(house, post.id) == "hold.no_secret_in_env"
    publisher.variables = house.publisher().variables
    assert publisher.publish_due().sent == 2
    publisher.close()


def test_a_secrets_file_open_to_others_holds_and_breaks_no_sweep(house: House) -> None:
    post, by_hand = house.approved(), house.approved("g2")
    house.robot(groups=frozenset({"g1"}))
    (house.root / FILE).write_text('{"channels": {"robot": {"key": "k"}}}')
    (house.root / FILE).chmod(0o644)
    sweep = house.sweep(NOON)
    assert (sweep.held, sweep.handed_off) == (1, 1)
    assert why(house, post.id) == "channel.secrets_open_to_others"
    assert house.current(by_hand.id).state == "handed_off"


def test_a_post_that_quotes_the_hook_waits_for_the_morning(house: House, wecom: FakeWecom) -> None:
    morning = house.approved(slot=Slot.MORNING)
    quoting = house.approved(text=f"【g1-{DAY}-noon】早上说的周一这口黑，谁先喝完？")
    plain = house.approved(slot=Slot.AFTERNOON, text=f"【g1-{DAY}-afternoon】壶嘴细")
    house.sweep(NOON)
    assert house.current(morning.id).state == "expired"
    assert why(house, quoting.id) == "hold.hook_not_sent"
    house.sweep(plain.goes_out_at - HOUR - MINUTE)
    house.say(quoting.id, SendMark.RELEASE)
    house.sweep()
    house.sweep(plain.goes_out_at)
    assert house.states(quoting.id) == house.states(plain.id) == ["sent", "sent"]
    check_settled(house, wecom, [quoting.id, plain.id])


GRANTED = Consent(ConsentState.GRANTED, ConsentScope.ALL, until=date(2027, 1, 1))


@pytest.fixture
def shown(house: House) -> Post:
    """An approved post that presents a member's submission."""
    submission = Submission("i1", "g1", None, "八点半", BEFORE, (), "mug", consent=GRANTED)
    with house.open_store() as store:
        store.intake.add_submissions([(submission, "")], at=BEFORE, run="r")
        record_consent(store, "i1", GRANTED, at=BEFORE, by="source")
    return house.approved(submission="i1")


def withdraw(house: House) -> None:
    taken_back = replace(GRANTED, state=ConsentState.WITHDRAWN)
    with house.open_store() as store:
        assert record_consent(store, "i1", taken_back, at=house.clock.at, by="source")


def test_consent_withdrawn_before_the_due_time_takes_the_post_back(house: House, shown: Post) -> None:
    house.clock.at = NOON - HOUR
    withdraw(house)
    assert house.sweep(NOON).sent == 0
    assert house.current(shown.id).state == "returned"


def test_consent_withdrawn_while_a_post_waits_holds_it_for_good(
    house: House, wecom: FakeWecom, shown: Post
) -> None:
    pause(house.context, PauseOrder(PauseScope.ALL), actor="lin")
    house.sweep(NOON)
    withdraw(house)
    resume(house.context, PauseScope.ALL, actor="lin")
    assert house.sweep(NOON + MINUTE).held == 1
    assert why(house, shown.id) == "review.no_consent"
    house.sweep(NOON + 3 * HOUR)
    assert house.current(shown.id).state == "expired"
    assert not wecom.calls


def test_consent_withdrawn_between_the_look_and_the_claim_holds(
    house: House, wecom: FakeWecom, shown: Post
) -> None:
    house.clock.at = NOON
    publisher = house.publisher()
    looked: list[str] = []

    def point(passed: str) -> None:
        if passed == "before claim" and not looked:
            looked.append(passed)
            withdraw(house)

    publisher.senders = {ChannelKind.WECOM_ROBOT: WithdrawsWhileItDivides(publisher.senders, point)}
    publisher.publish_due()
    publisher.close()
    assert looked
    assert why(house, shown.id) == "review.no_consent"
    assert not wecom.calls


class WithdrawsWhileItDivides(WecomRobotSender):
    """Lets something happen between the look at a post and its claim."""

    def __init__(self, senders: Mapping[ChannelKind, Sender], point: Callable[[str], None]) -> None:
        super().__init__()
        self._sender, self._point = senders[ChannelKind.WECOM_ROBOT], point

    def parts(self, letter: Letter) -> Sequence[Part]:
        self._point("before claim")
        return self._sender.parts(letter)
