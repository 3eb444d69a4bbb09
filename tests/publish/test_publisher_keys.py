"""A platform that knows a message's key, and gives tokens for a time: what is unknown is sent again, once."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest

from channels.senders.feishu_app import FeishuAppSender
from content.model import Channel, ChannelKind
from services.publisher import Publisher
from tests.platforms.feishu import APP_ID, APP_SECRET, CHAT, FakeFeishu
from tests.platforms.server import Ending, Reply, lost, taken
from tests.publish.house import DAY, HOUR, MINUTE, QUICK, House

NOON = datetime.combine(DAY, time(12), UTC)


@pytest.fixture
def feishu() -> Iterator[FakeFeishu]:
    with FakeFeishu() as platform:
        yield platform


@pytest.fixture
def publisher(house: House, feishu: FakeFeishu) -> Iterator[Publisher]:
    """It has an app in the chat of g1, and it is noon."""
    with house.open_store() as store:
        store.channels.remove("robot")
        store.channels.put(
            Channel(
                "app",
                kind=ChannelKind.FEISHU_APP,
                base_url=feishu.base_url,
                secret_env="APP",
                chats={"g1": CHAT},
            )
        )
    house.senders = {ChannelKind.FEISHU_APP: FeishuAppSender(QUICK)}
    house.clock.at = NOON
    publisher = house.publisher()
    publisher.variables = {"APP": json.dumps({"app_id": APP_ID, "app_secret": APP_SECRET})}
    yield publisher
    publisher.close()


def kinds(feishu: FakeFeishu) -> Counter[str]:
    return Counter(kind for _, kind, _ in feishu.accepted)


ONCE = {"text": 1, "image": 1}


def test_an_app_sends_text_and_picture_once(house: House, feishu: FakeFeishu, publisher: Publisher) -> None:
    post = house.approved("g1")
    assert publisher.publish_due().sent == 2
    assert kinds(feishu) == ONCE
    assert all(part.receipt for part in house.parts(post.id))


def test_a_token_that_was_revoked_is_fetched_anew_once(
    house: House, feishu: FakeFeishu, publisher: Publisher
) -> None:
    first = house.approved("g1")
    publisher.publish_due()
    feishu.revoke_tokens()
    second = house.approved("g1", day=DAY + timedelta(days=1))
    house.clock.at = second.goes_out_at
    assert publisher.publish_due().sent == 2
    assert feishu.tokens_given == 2
    assert [house.current(post.id).state for post in (first, second)] == ["sent", "sent"]
    assert kinds(feishu) == {"text": 2, "image": 2}


def test_a_secret_that_is_refused_is_told_and_nothing_is_sent(
    house: House, feishu: FakeFeishu, publisher: Publisher
) -> None:
    post = house.approved("g1")
    publisher.variables = {"APP": json.dumps({"app_id": APP_ID, "app_secret": "another-secret"})}
    publisher.publish_due()
    assert house.states(post.id) == ["refused", "refused"]
    assert "another-secret" not in str(house.attempts(post.id))
    assert not feishu.accepted


@pytest.mark.parametrize("behaviour", [taken(Ending.RESET), lost(Ending.RESET), taken(Reply(502, raw=b""))])
def test_what_had_no_answer_is_sent_again_under_its_key(
    house: House, feishu: FakeFeishu, publisher: Publisher, behaviour: object
) -> None:
    post = house.approved("g1")
    feishu.behave(behaviour)  # type: ignore[arg-type]
    publisher.publish_due()
    assert house.states(post.id) == ["unknown", "refused"]
    for minutes in (1, 2):
        house.clock.at = NOON + minutes * MINUTE
        publisher.publish_due()
    assert house.states(post.id) == ["sent", "sent"]
    assert kinds(feishu) == ONCE
    assert len({attempt.key for attempt in house.attempts(post.id) if attempt.part == 1}) == 1


@pytest.mark.parametrize("after", [-HOUR, timedelta(hours=1), timedelta(hours=5)])
def test_beyond_the_time_of_its_key_it_is_left_to_a_person(
    house: House, feishu: FakeFeishu, publisher: Publisher, after: timedelta
) -> None:
    """Before its own time, too: a clock that was set back tells nothing of how long ago it was."""
    post = house.approved("g1")
    feishu.behave(taken(Ending.RESET))
    publisher.publish_due()
    house.clock.at = NOON + after
    publisher.publish_due()
    publisher.publish_due()
    assert house.states(post.id)[0] == "unknown"
    assert kinds(feishu) == {"text": 1}
