"""What holds for every sender whose platform answers with a code: WeCom, Feishu, DingTalk."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders import dingtalk as ding
from channels.senders import feishu, wecom
from channels.senders.dingtalk import DingTalkSender
from channels.senders.feishu_app import FeishuAppSender
from channels.senders.feishu_bot import FeishuBotSender
from channels.senders.http import Patience
from channels.senders.wecom_app import WecomAppSender
from channels.senders.wecom_mass import WecomMassSender
from channels.senders.wecom_robot import WecomRobotSender
from content.messages import render
from content.publish.sender import Account, Delivered, Letter, NoAnswer, Rejected, Sender, TaskCreated
from tests.platforms import dingtalk as fake_dingtalk
from tests.platforms import feishu as fake_feishu
from tests.platforms import wecom as fake_wecom
from tests.platforms.posts import CALM, LETTER, QUICK, Desk
from tests.platforms.server import Behaviour, Ending, Platform, Reply, lost, nobody_there, taken
from tests.properties import examples

NOW = 1_780_000_000.0
WECOM_SECRET = {"corp_id": fake_wecom.CORP_ID, "corp_secret": fake_wecom.CORP_SECRET}
TEXT = replace(LETTER, picture=None)


@dataclass(frozen=True)
class CodedKind:
    """One kind of channel: its fake, its sender, and what an account has. `code` and `words` name the fields
    of an answer, `stale` is a code for a token that is refused."""

    name: str
    fake: Callable[[], Platform]
    sender: Callable[[Patience], Sender]
    secret: Mapping[str, str]
    chat: str = ""
    people: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    code: str = "errcode"
    words: str = "errmsg"
    stale: int | None = None

    def desk(self, base_url: str, patience: Patience = CALM) -> Desk:
        account = Account("c1", self.secret, base_url, self.chat, self.options, self.people)
        return Desk(self.sender(patience), account)


KINDS = [
    CodedKind("wecom-robot", fake_wecom.FakeWecom, WecomRobotSender, {"key": fake_wecom.KEY}),
    CodedKind(
        "wecom-mass",
        fake_wecom.FakeWecom,
        WecomMassSender,
        WECOM_SECRET,
        chat=fake_wecom.CHAT,
        people=(fake_wecom.OWNER,),
        stale=42001,
    ),
    CodedKind(
        "wecom-app",
        fake_wecom.FakeWecom,
        WecomAppSender,
        {**WECOM_SECRET, "agent_id": fake_wecom.AGENT_ID},
        people=(fake_wecom.OWNER,),
        stale=40014,
    ),
    CodedKind(
        "feishu-bot",
        fake_feishu.FakeFeishu,
        lambda patience: FeishuBotSender(patience, lambda: NOW),
        {"token": fake_feishu.TOKEN, "sign_secret": fake_feishu.SIGN_SECRET},
        code="code",
        words="msg",
    ),
    CodedKind(
        "feishu-app",
        fake_feishu.FakeFeishu,
        FeishuAppSender,
        {"app_id": fake_feishu.APP_ID, "app_secret": fake_feishu.APP_SECRET},
        chat=fake_feishu.CHAT,
        code="code",
        words="msg",
        stale=99991663,
    ),
    CodedKind(
        "dingtalk",
        fake_dingtalk.FakeDingTalk,
        lambda patience: DingTalkSender(patience, lambda: NOW),
        {"token": fake_dingtalk.TOKEN, "sign_secret": fake_dingtalk.SIGN_SECRET},
        options={"picture_base": "https://posters.example.com/p/"},
    ),
]
WITH_TOKEN = [kind for kind in KINDS if kind.stale]
WITH_PICTURES = [kind for kind in KINDS if kind.sender(CALM).capabilities.pictures]
OPEN_ENDS = [ending for ending in Ending if ending not in (Ending.TWICE, Ending.RESET_UNREAD)]
SLOW = (Ending.HANG, Ending.DRIP, Ending.DRIP_HEADERS)
MEANINGS = [
    *[("wecom-robot", code) for code in wecom.CODES.meanings],
    *[("feishu-bot", code) for code in feishu.CODES.meanings],
    *[("dingtalk", code) for code in ding.CODES.meanings],
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> CodedKind:
    chosen = request.param
    assert isinstance(chosen, CodedKind)
    return chosen


@pytest.fixture
def fake(kind: CodedKind) -> Iterator[Platform]:
    with kind.fake() as platform:
        yield platform


@pytest.fixture
def desk(kind: CodedKind, fake: Platform) -> Desk:
    return kind.desk(fake.base_url)


def test_a_text_is_taken(desk: Desk, fake: Platform) -> None:
    (outcome,) = desk.send_all(TEXT)
    assert isinstance(outcome, Delivered | TaskCreated)
    assert len(fake.accepted) == 1


@pytest.mark.parametrize("kind", WITH_PICTURES, ids=lambda kind: kind.name)
@pytest.mark.parametrize("letter", [LETTER, replace(LETTER, text="")], ids=["captioned", "alone"])
def test_a_picture_is_taken_in_as_few_messages_as_the_platform_allows(
    kind: CodedKind, letter: Letter
) -> None:
    with kind.fake() as fake:
        outcomes = kind.desk(fake.base_url).send_all(letter)
        assert all(isinstance(outcome, Delivered | TaskCreated) for outcome in outcomes)
        assert len(fake.accepted) == len(outcomes) == (2 if letter.text and kind.name != "wecom-mass" else 1)


@pytest.mark.parametrize("ending", OPEN_ENDS)
def test_a_message_that_was_taken_without_a_readable_answer_stays_open(
    kind: CodedKind, fake: Platform, ending: Ending
) -> None:
    fake.behave(taken(ending))
    desk = kind.desk(fake.base_url, QUICK if ending in SLOW else CALM)
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, NoAnswer)
    assert len(fake.accepted) == 1
    assert render(outcome.message, "zh") != render(outcome.message, "en")


@pytest.mark.parametrize("code", [None, "0", True, False, 0.0, [0]], ids=repr)
def test_without_a_whole_number_as_its_code_an_answer_says_nothing(
    kind: CodedKind, desk: Desk, fake: Platform, code: object
) -> None:
    fake.behave(taken(Reply(body={kind.code: code, kind.words: "ok"})))
    assert isinstance(desk.send(desk.first(TEXT)), NoAnswer)


@pytest.mark.parametrize("status", [302, 400, 403, 500, 503])
def test_success_in_words_with_a_status_that_denies_it_leaves_it_open(
    kind: CodedKind, desk: Desk, fake: Platform, status: int
) -> None:
    fake.behave(taken(Reply(status, {kind.code: 0})))
    assert isinstance(desk.send(desk.first(TEXT)), NoAnswer)


@pytest.mark.parametrize("status", [301, 500, 502])
def test_a_refusal_in_the_words_of_something_between_proves_nothing(
    kind: CodedKind, desk: Desk, fake: Platform, status: int
) -> None:
    fake.behave(taken(Reply(status, {kind.code: 40035, kind.words: "upstream"})))
    assert isinstance(desk.send(desk.first(TEXT)), NoAnswer)


@pytest.mark.parametrize(
    ("status", "known"), [(401, True), (404, True), (413, True), (400, False), (403, False), (408, False)]
)
def test_by_http_alone_only_what_cannot_have_been_carried_out_is_refused(
    desk: Desk, fake: Platform, status: int, known: bool
) -> None:
    fake.behave(lost(Reply(status, raw=b"<h1>nginx</h1>")))
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected if known else NoAnswer)
    if isinstance(outcome, Rejected):
        assert (outcome.code, outcome.passing) == (f"http_{status}", False)
        assert str(status) in render(outcome.message, "zh")


def test_of_two_answers_the_first_counts(desk: Desk, fake: Platform) -> None:
    fake.behave(taken(Ending.TWICE))
    assert isinstance(desk.send(desk.first(TEXT)), Delivered | TaskCreated)


@pytest.mark.parametrize(("header", "pause"), [({"Retry-After": "17"}, 17.0), ({}, 60.0)])
def test_too_many_requests_pass_with_the_platforms_pause_or_ours(
    desk: Desk, fake: Platform, header: dict[str, str], pause: float
) -> None:
    fake.behave(lost(Reply(429, raw=b"slow down", headers=header)))
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert (outcome.passing, outcome.whole_channel, outcome.retry_after) == (True, True, pause)
    assert render(outcome.message, "zh")


@pytest.mark.parametrize(("name", "code"), MEANINGS)
def test_each_known_code_is_told_in_both_languages(name: str, code: int) -> None:
    (kind,) = [kind for kind in KINDS if kind.name == name]
    with kind.fake() as fake:
        fake.behave(lost(Reply(body={kind.code: code, kind.words: "says the platform"})))
        desk = kind.desk(fake.base_url)
        outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert outcome.code == str(code)
    assert (outcome.retry_after is not None) == outcome.passing
    zh, en = render(outcome.message, "zh"), render(outcome.message, "en")
    assert "没有" in zh or "没发" in zh or "看一眼" in zh
    assert "says the platform" not in zh + en


def test_an_unknown_code_is_for_good_and_quotes_the_platform_without_the_secret(
    kind: CodedKind, desk: Desk, fake: Platform
) -> None:
    secret = max(kind.secret.values(), key=len)
    words = f"odd \u202e thing\nwith {secret} " + "x" * 500
    fake.behave(lost(Reply(body={kind.code: 987_654, kind.words: words})))
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("987654", False)
    told = render(outcome.message, "zh") + render(outcome.message, "en")
    assert "odd" in told
    assert "987654" in told
    assert secret not in told
    assert "\u202e" not in told
    assert len(str(outcome.message.params["words"])) <= 200


def test_where_nobody_listens_nothing_was_sent_and_it_may_be_tried_again(kind: CodedKind) -> None:
    desk = kind.desk(nobody_there(), QUICK)
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_reached", True)


def test_a_call_without_answer_is_never_made_again_by_the_sender(kind: CodedKind, fake: Platform) -> None:
    fake.behave(*[taken(Ending.RESET)] * 5)
    desk = kind.desk(fake.base_url)
    desk.send(desk.first(TEXT))
    assert sum(fake.shows(call) for call in fake.calls) == 1


@pytest.mark.parametrize("ending", [None, Ending.RESET, Ending.HANG, Ending.REDIRECT])
def test_no_secret_is_logged_or_told(
    kind: CodedKind, fake: Platform, ending: Ending | None, caplog: pytest.LogCaptureFixture
) -> None:
    if ending:
        fake.behave(taken(ending))
    desk = kind.desk(fake.base_url, QUICK)
    with caplog.at_level(logging.DEBUG):
        outcome = desk.send(desk.first(TEXT))
    told = caplog.text + repr(outcome) + repr(desk.account) + "".join(desk.tokens.kept)
    for name, secret in kind.secret.items():
        assert secret not in told or name == "agent_id"


def test_without_one_of_its_secrets_nothing_is_called(kind: CodedKind, desk: Desk, fake: Platform) -> None:
    for name in kind.secret.keys() - {"sign_secret"}:
        poor = Desk(desk.sender, replace(desk.account, secret={**desk.account.secret, name: ""}))
        outcome = poor.send(poor.first(TEXT))
        assert isinstance(outcome, Rejected)
        assert (outcome.passing, outcome.whole_channel) == (False, True)
        assert render(outcome.message, "zh")
    assert not fake.calls


@pytest.mark.parametrize("kind", WITH_TOKEN, ids=lambda kind: kind.name)
def test_a_token_is_fetched_once_for_many_messages(kind: CodedKind, desk: Desk) -> None:
    for number in range(3):
        desk.send(desk.first(TEXT), f"key{number}")
    assert len(desk.tokens.renewals) == 1


@pytest.mark.parametrize("kind", WITH_TOKEN, ids=lambda kind: kind.name)
def test_a_token_that_dies_early_is_renewed_and_the_message_sent_once(
    kind: CodedKind, desk: Desk, fake: Platform
) -> None:
    desk.send(desk.first(TEXT), "k1")
    assert isinstance(fake, fake_wecom.FakeWecom | fake_feishu.FakeFeishu)
    fake.revoke_tokens()
    outcome = desk.send(desk.first(TEXT), "k2")
    assert isinstance(outcome, Delivered | TaskCreated)
    assert len(fake.accepted) == 2
    assert len(desk.tokens.renewals) == 2


@pytest.mark.parametrize("kind", WITH_TOKEN, ids=lambda kind: kind.name)
def test_a_token_that_is_refused_again_is_a_passing_refusal(
    kind: CodedKind, desk: Desk, fake: Platform
) -> None:
    fake.behave(*[lost(Reply(body={kind.code: kind.stale}))] * 3)
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert (outcome.passing, outcome.whole_channel, outcome.retry_after) == (True, True, 60.0)
    assert sum(fake.shows(call) for call in fake.calls) == 2


@pytest.mark.parametrize("kind", WITH_TOKEN, ids=lambda kind: kind.name)
def test_a_message_lost_after_a_renewed_token_is_not_sent_a_third_time(
    kind: CodedKind, desk: Desk, fake: Platform
) -> None:
    fake.behave(lost(Reply(body={kind.code: kind.stale})), taken(Ending.RESET))
    assert isinstance(desk.send(desk.first(TEXT)), NoAnswer)
    assert len(fake.accepted) == 1


@pytest.mark.parametrize("kind", WITH_TOKEN, ids=lambda kind: kind.name)
@pytest.mark.parametrize("ending", [Ending.RESET, Ending.HANG, Ending.NOT_JSON, Ending.FAILED])
def test_a_token_that_cannot_be_had_is_passing_as_nothing_was_sent(
    kind: CodedKind, fake: Platform, ending: Ending
) -> None:
    fake.behave(taken(ending), at="gettoken" if "wecom" in kind.name else "internal")
    desk = kind.desk(fake.base_url, QUICK)
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert outcome.passing
    assert not fake.accepted
    assert render(outcome.message, "zh")


@pytest.mark.parametrize("kind", WITH_TOKEN, ids=lambda kind: kind.name)
def test_a_wrong_secret_is_for_good_and_stops_the_channel(kind: CodedKind, fake: Platform) -> None:
    names = {"corp_secret": "app_secret"} if "feishu" in kind.name else {}
    name = names.get("corp_secret", "corp_secret")
    desk = replace(kind, secret={**kind.secret, name: "not-the-right-one"}).desk(fake.base_url)
    outcome = desk.send(desk.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert (outcome.passing, outcome.whole_channel) == (False, True)
    assert not fake.accepted


BEHAVIOURS = st.sampled_from(
    [
        Behaviour(),
        *[taken(end) for end in OPEN_ENDS if end not in (*SLOW, Ending.HUGE)],
        *[lost(end) for end in (Ending.RESET, Ending.RESET_UNREAD, Ending.DROP, Ending.FAILED)],
        *[lost(Reply(429, {}, {"Retry-After": "7"})), lost(Reply(403, raw=b"<h1>no</h1>"))],
        *[taken(Reply(500, {"errcode": 0, "code": 0})), lost(Reply(500))],
        *[lost(Reply(body={"errcode": code, "code": code})) for code in (-1, 40014, 99991663, 45009, 93000)],
    ]
)


@examples(40)
@given(st.sampled_from(KINDS), st.lists(BEHAVIOURS, min_size=1, max_size=5))
def test_each_send_shows_at_most_one_message_and_tells_the_truth_about_it(
    kind: CodedKind, behaviours: list[Behaviour]
) -> None:
    with kind.fake() as fake:
        fake.behave(*behaviours)
        desk = kind.desk(fake.base_url, QUICK)
        part = desk.first(TEXT)
        for attempt in range(len(behaviours)):
            before = len(fake.accepted)
            outcome = desk.send(part, f"key{attempt}")
            fake.settle()
            shown = len(fake.accepted) - before
            assert shown <= 1
            if isinstance(outcome, Delivered | TaskCreated):
                assert shown == 1
            if isinstance(outcome, Rejected):
                assert shown == 0


@examples(20)
@given(st.lists(BEHAVIOURS, min_size=1, max_size=5))
def test_however_often_a_key_is_sent_to_feishus_app_members_see_one_message(
    behaviours: list[Behaviour],
) -> None:
    (kind,) = [kind for kind in KINDS if kind.name == "feishu-app"]
    with kind.fake() as fake:
        fake.behave(*behaviours)
        desk = kind.desk(fake.base_url, QUICK)
        part = desk.first(TEXT)
        outcomes = [desk.send(part) for _ in range(len(behaviours) + 1)]
        assert isinstance(outcomes[-1], Delivered)
        assert len(fake.accepted) == 1
