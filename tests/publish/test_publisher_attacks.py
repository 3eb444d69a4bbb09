"""Ways to make a publisher send twice, too late, against a word, or not at all; each was tried."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text

from channels.senders.feishu_app import FeishuAppSender
from channels.senders.http import PATIENCE
from channels.senders.wecom_robot import WecomRobotSender
from content.errors import WrongInput
from content.model import Channel, ChannelKind, Group, Message, PauseScope, PublisherProcess
from content.publish.processes import FROM_AHEAD, is_alive
from content.store import database_at
from content.store.tables import Base
from services.calls import _End
from services.channels import ChannelOrder, PauseOrder, add_channel, pause
from services.publisher import Publisher
from tests.platforms.feishu import APP_ID, APP_SECRET, CHAT, FakeFeishu
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import KEY, FakeWecom
from tests.publish.crashes import check_nothing_doubled, check_settled
from tests.publish.house import DAY, HOUR, MINUTE, QUICK, House, seen_in_chats

NOON = datetime.combine(DAY, time(12), UTC)
GRACE = timedelta(hours=2)


@pytest.fixture
def feishu() -> Iterator[FakeFeishu]:
    with FakeFeishu() as platform:
        yield platform


@pytest.fixture
def app(house: House, feishu: FakeFeishu) -> Iterator[Publisher]:
    """A publisher by an app that uploads pictures first and knows keys for an hour; it is noon."""
    with house.open_store() as store:
        store.channels.remove("robot")
        chats = {"g1": CHAT}
        kind = ChannelKind.FEISHU_APP
        store.channels.put(Channel("app", kind=kind, base_url=feishu.base_url, secret_env="APP", chats=chats))
    house.senders = {kind: FeishuAppSender(QUICK)}
    house.clock.at = NOON
    publisher = house.publisher()
    publisher.variables = {"APP": json.dumps({"app_id": APP_ID, "app_secret": APP_SECRET})}
    yield publisher
    publisher.close()


# -- too late -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("point", ["claimed", "uploaded"])
def test_a_grace_that_ends_before_the_call_lets_it_not_begin(
    house: House, wecom: FakeWecom, point: str
) -> None:
    post = house.approved()
    house.clock.at = NOON + GRACE - MINUTE

    def hours_pass(passed: str) -> None:
        if passed == point:
            house.clock.at = NOON + GRACE + MINUTE

    publisher = house.publisher(checkpoint=hours_pass)
    publisher.publish_due()
    publisher.publish_due()
    publisher.close()
    assert house.states(post.id) == ["expired", "expired"]
    assert not seen_in_chats(wecom)
    check_settled(house, wecom, [post.id])


def test_what_is_left_of_a_post_is_not_begun_anew_after_its_grace(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    house.clock.at = NOON + GRACE - MINUTE
    publisher = house.publisher(
        checkpoint=lambda passed: publisher.stopping.set() if passed == "recorded" else None
    )
    publisher.publish_due()
    letter = publisher._letters.letter(house.current(post.id), house.robot())
    house.clock.at = NOON + GRACE + MINUTE  # the sweep that chose it began before
    assert publisher._calls.claim(house.current(post.id), letter) is None  # type: ignore[arg-type]
    publisher.close()
    house.sweep()
    assert house.states(post.id) == ["sent", "refused"]
    assert sum(seen_in_chats(wecom).values()) == 1


def test_a_picture_follows_its_text_though_the_grace_ended_between(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    house.clock.at = NOON + GRACE
    publisher = house.publisher(
        checkpoint=lambda passed: (
            setattr(house.clock, "at", NOON + GRACE + MINUTE) if passed == "recorded" else None
        )
    )
    publisher.publish_due()
    publisher.close()
    assert house.states(post.id) == ["sent", "sent"]


# -- against a word -----------------------------------------------------------------------------------
def test_a_pause_while_pictures_are_uploaded_is_heard(
    house: House, feishu: FakeFeishu, app: Publisher
) -> None:
    post = house.approved("g1")

    def stop_all(passed: str) -> None:
        if passed == "uploaded":
            pause(house.context, PauseOrder(PauseScope.ALL), actor="lin")

    app.checkpoint = stop_all
    app.publish_due()
    app.publish_due()
    assert not feishu.accepted
    assert house.states(post.id) == ["held"]


def test_a_group_that_closes_while_pictures_are_uploaded_gets_nothing(
    house: House, feishu: FakeFeishu, app: Publisher
) -> None:
    house.approved("g1")

    def close(passed: str) -> None:
        if passed == "uploaded":
            with house.open_store() as store:
                store.library.put_groups([Group("g1", "一群", ends_on=DAY - timedelta(days=1))])

    app.checkpoint = close
    app.publish_due()
    assert not feishu.accepted


# -- clocks -------------------------------------------------------------------------------------------
def unanswered_at_noon(house: House, feishu: FakeFeishu, app: Publisher) -> str:
    """A post whose call got no answer; the platform knows its key until one."""
    post = house.approved("g1")
    feishu.behave(taken(Ending.RESET))
    app.publish_due()
    assert house.states(post.id)[0] == "unknown"
    return post.id


def test_a_clock_that_went_back_into_the_time_of_a_key_sends_nothing_again(
    house: House, feishu: FakeFeishu, app: Publisher
) -> None:
    post = unanswered_at_noon(house, feishu, app)
    house.clock.at = NOON + 90 * MINUTE
    app.publish_due()
    house.clock.at = NOON + 40 * MINUTE
    for _ in range(3):
        app.publish_due()
        house.clock.at += MINUTE
    assert house.states(post)[0] == "unknown"
    assert len(feishu.accepted) == 1


def test_a_publisher_that_begins_after_a_clock_went_back_sends_nothing_again(
    house: House, feishu: FakeFeishu, app: Publisher
) -> None:
    post = unanswered_at_noon(house, feishu, app)
    house.clock.at = NOON + 90 * MINUTE
    house.sweep()  # another, which ends then
    house.clock.at = NOON + 40 * MINUTE
    fresh = house.publisher()
    fresh.variables = app.variables
    fresh.publish_due()
    fresh.close()
    assert house.states(post)[0] == "unknown"
    assert len(feishu.accepted) == 1


@pytest.mark.parametrize("ahead", [FROM_AHEAD, timedelta(days=365)])
def test_one_elsewhere_that_wrote_from_the_future_is_not_alive_for_ever(ahead: timedelta) -> None:
    elsewhere = PublisherProcess("p", "another-host", "", 1, "1", NOON, NOON + ahead)
    assert not is_alive(elsewhere, NOON)
    assert is_alive(replace(elsewhere, seen_at=NOON + HOUR), NOON)


def test_a_call_of_one_that_wrote_from_the_future_comes_to_an_end(house: House) -> None:
    post = house.approved()
    house.clock.at = NOON

    class Gone(Exception):
        pass

    def dies(passed: str) -> None:
        if passed == "calling":
            raise Gone

    publisher = house.publisher(checkpoint=dies)
    process = publisher.process
    publisher.process = replace(process, host="another-host", seen_at=NOON + timedelta(days=365))
    with house.open_store() as store:
        store.publishers.put(publisher.process)
    with pytest.raises(Gone):
        publisher.publish_due()
    house.sweep(NOON + MINUTE)
    assert house.states(post.id) == ["unknown", "refused"]


# -- stuck --------------------------------------------------------------------------------------------
def test_where_all_channels_of_a_platform_hang_another_platform_is_served(
    house: House, wecom: FakeWecom
) -> None:
    groups = [Group(f"h{number}", f"{number} 群") for number in range(12)]
    with house.open_store() as store:
        store.library.put_groups(groups)
        store.channels.remove("robot")
    with FakeWecom() as other:
        for group in groups:
            house.robot(f"robot-{group.id}", groups=frozenset({group.id}))
        house.robot("elsewhere", groups=frozenset({"g1"}), base_url=other.base_url)
        hanging = [house.approved(group.id, goes_out_at=NOON).id for group in groups]
        goes = house.approved("g1", goes_out_at=NOON).id
        wecom.behave(*itertools.repeat(taken(Ending.HANG), len(groups)))
        house.senders = {ChannelKind.WECOM_ROBOT: WecomRobotSender(PATIENCE)}
        house.clock.at = NOON
        publisher = house.publisher()
        while house.states(goes) != ["sent", "sent"]:
            publisher.publish_due(waits=0.05)
        assert all(house.states(post) in (["sending", "planned"], []) for post in hanging)
        wecom.closing.set()
        publisher.close()
        check_nothing_doubled(wecom)


def test_an_end_that_can_never_be_written_keeps_nothing_else_waiting(house: House, wecom: FakeWecom) -> None:
    post = house.approved()
    house.clock.at = NOON
    publisher = house.publisher()
    letter = publisher._letters.letter(post, house.robot())
    claim = publisher._calls.claim(post, letter)  # type: ignore[arg-type]
    assert claim is not None
    publisher._calls._unrecorded.append(_End(claim, None, NOON))  # type: ignore[arg-type]
    other = house.approved("g2").id
    house.clock.at = NOON
    with pytest.raises(AssertionError):
        publisher.publish_due()
    publisher.publish_due()
    publisher.close()
    assert [house.states(name) for name in (post.id, other)] == [["sent", "sent"]] * 2
    check_settled(house, wecom, [post.id, other])


# -- leaks --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"base_url": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"}, "in_base_url"),
        ({"base_url": f"https://robot:{KEY}@proxy.example.com"}, "in_base_url"),
        ({"base_url": f"https://proxy.example.com/#{KEY}"}, "in_base_url"),
        ({"options": {"token": KEY}}, "in_option"),
        ({"options": {"Corp-Secret": KEY}}, "in_option"),
        ({"options": {"password": KEY}}, "in_option"),
    ],
)
def test_a_secret_where_everybody_reads_it_is_refused(
    house: House, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        add_channel(house.context, ChannelOrder("c", ChannelKind.TELEGRAM, **fields), actor="lin")  # type: ignore[arg-type]
    assert isinstance(refused.value.message, Message)
    assert refused.value.message.code == f"channel.secret_{code}"
    with house.open_store(reading=True) as store:
        assert KEY not in str(store.channels.channels())


def test_no_log_table_or_sentence_has_the_key(
    house: House, wecom: FakeWecom, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever ends a call: an answer, none, a refusal that quotes the key."""
    caplog.set_level(0)
    house.approved("g1")
    house.approved("g2")
    quoting = Reply(body={"errcode": 93017, "errmsg": f"bad url {wecom.base_url}/send?key={KEY} or {KEY}"})
    wecom.behave(lost(quoting), taken(Ending.RESET))
    for minutes in (0, 1, 30):
        house.sweep(NOON + minutes * MINUTE)
    database = database_at(house.database, house.root)
    with database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(text(f"SELECT * FROM {table.name}")).all()  # noqa: S608 - our names
            assert KEY not in str(rows), table.name
    database.close()
    printed = capfd.readouterr()
    assert KEY not in caplog.text + printed.out + printed.err
    assert (house.root / "secrets.json").exists() is False


def test_an_hour_back_and_forth_loses_and_doubles_nothing(house: House, wecom: FakeWecom) -> None:
    posts = [
        house.approved(group, goes_out_at=NOON + n * 10 * MINUTE).id for n, group in enumerate(("g1", "g2"))
    ]
    for hours, minutes in [(0, -5), (1, 0), (0, 1), (-1, 2), (0, 12), (1, 13), (0, 30), (0, 90)]:
        house.sweep(NOON + hours * HOUR + minutes * MINUTE)
    assert [house.states(post) for post in posts] == [["sent", "sent"]] * 2
    check_settled(house, wecom, posts)
