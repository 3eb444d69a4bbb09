"""发送: what the board of a day says, what each word of a person comes to, and what it refuses."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from content.model import (
    Channel,
    Delivery,
    DeliveryState,
    Message,
    Pause,
    PauseScope,
    Post,
    PostState,
    Role,
    Slot,
)
from content.publish.processes import this_process
from content.store.views import Card
from content.workers import Workers
from content.workspace import Workspace
from desk.badges import badges_of
from desk.context import DeskContext
from services.dispatch import (
    BoardPost,
    SendStanding,
    dispatch_day,
    in_tasks,
    send_health,
)
from services.publisher_health import Heartbeat
from services.send_answer import ChatSight, marks_for
from services.send_journal import EventKind, SendJournal, read_journal
from services.send_mark import SendMark
from tests.desk.sending import BY_HAND, DAY, EVENING_POST, MORNING_POST, NOON_POST, SendingDay, at
from tests.platforms.server import USUAL, Ending, Reply, lost, taken
from tests.platforms.wecom import KEY, FakeWecom

BOARD = "/send?day=2026-11-23"
NO = Reply(body={"errcode": 93000, "errmsg": "invalid webhook url"})


@pytest.fixture
def now() -> datetime:
    """12:26 in Shanghai, on the day that is sent."""
    return at(12, 26)


@pytest.fixture
def day(workspace: Workspace, workers: Workers) -> Iterator[SendingDay]:
    with FakeWecom() as wecom:
        made = SendingDay(workspace, workers, wecom)
        made.begin()
        yield made


@pytest.fixture
def unanswered(day: SendingDay) -> SendingDay:
    """At noon the text is out, and the picture gets no answer; nobody sent g2's morning."""
    day.publish(at(8))
    day.publish(at(12), USUAL, taken(Ending.HANG))
    return day


@pytest.fixture
def refused(day: SendingDay) -> SendingDay:
    """At noon the platform says no to the text."""
    day.publish(at(8))
    day.publish(at(12), lost(NO))
    return day


def form(client: TestClient, path: str, **fields: object) -> str:
    """Send a form, and the page it leads to."""
    answer = client.post(path, data={"next": BOARD, **fields})
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def journal_of(office: DeskContext, post: str) -> SendJournal:
    with office.open_store(reading=True) as store:
        return read_journal(store, post)


# -- what it shows ------------------------------------------------------------------------------
def test_a_day_before_anything_is_approved_says_that_it_waits_for_approval(client: TestClient) -> None:
    text = client.get(BOARD).text
    assert "待审 <b>" in text
    assert "现在没有要人看的" in text


def test_each_post_of_the_day_is_counted_once(unanswered: SendingDay, office: DeskContext) -> None:
    board = dispatch_day(office, DAY)
    with office.open_store(reading=True) as store:
        posts = {post.id for post in store.queue.posts(DAY, DAY) if post.state is not PostState.CANCELLED}
    assert sorted(post.card.post.id for post in board.posts) == sorted(posts)
    assert sum(board.counts.values()) == len(posts)
    assert board.on_time <= board.due <= len(posts)


def test_what_got_no_answer_stands_first_with_what_is_known(
    unanswered: SendingDay, client: TestClient
) -> None:
    text = client.get(BOARD).text
    assert "文字已发，图没有回音。企微群机器人查不回，要人去群里看。" in text
    assert "不明 · 图" in text
    assert f'data-task="{NOON_POST}"' in text


def test_the_rail_counts_what_needs_a_person(unanswered: SendingDay, office: DeskContext) -> None:
    assert badges_of(office, office.clock())["/send"] == len(dispatch_day(office, DAY).open) > 0


def test_open_ends_of_earlier_days_are_still_shown(
    unanswered: SendingDay, workspace: Workspace, workers: Workers
) -> None:
    later = unanswered.context(at(12).replace(day=25))
    board = dispatch_day(later, DAY + timedelta(days=2))
    assert NOON_POST in {task.id for task in board.open}


def test_a_withdrawn_post_is_not_on_the_board(day: SendingDay, office: DeskContext) -> None:
    with office.open_store() as store:
        store.queue.move(NOON_POST, PostState.CANCELLED, actor="local", why=None, at=office.clock())
    assert NOON_POST not in {post.card.post.id for post in dispatch_day(office, DAY).posts}


def test_filters_and_batches_are_in_the_address(unanswered: SendingDay, client: TestClient) -> None:
    only = client.get(f"{BOARD}&state=unknown").text
    assert len(re.findall(r'class="tk( on)?"', only)) == 1
    assert "没有这样的" in client.get(f"{BOARD}&state=skipped").text
    assert client.get(f"{BOARD}&group=g2").text.count("g1-2026") == 0


def test_a_finished_day_says_so(day: SendingDay, client: TestClient, office: DeskContext) -> None:
    with office.open_store(reading=True) as store:
        posts = [post.id for post in store.queue.posts(DAY, DAY, states=[PostState.APPROVED])]
    for post in posts:
        day.mark(post, SendMark.SENT, at(8, 1))
    board = dispatch_day(office, DAY)
    assert board.is_over
    assert f"这一天 {len(board.posts)} 条都有结果了" in client.get(BOARD).text


@pytest.mark.parametrize("address", ["day=x", "day=2026-13-40"])
def test_a_wrong_day_is_refused(client: TestClient, address: str) -> None:
    assert client.get(f"/send?{address}").status_code == 422


@pytest.mark.parametrize("address", ["sel=nothing", "state=none", "batch=x", "do=x", "do=look", "group=%20"])
def test_whatever_else_the_address_says_the_page_opens(client: TestClient, address: str) -> None:
    assert client.get(f"{BOARD}&{address}").status_code == 200


def test_a_day_far_away_is_empty(client: TestClient) -> None:
    assert "这一天没有排期" in client.get("/send?day=9999-12-31").text


# -- whether anything sends ---------------------------------------------------------------------
def test_a_publisher_is_alive_silent_or_was_never_there(office: DeskContext, client: TestClient) -> None:
    assert send_health(office).heartbeat is Heartbeat.NEVER
    with office.open_store() as store:
        store.publishers.put(this_process(office.clock()))
    assert send_health(office).heartbeat is Heartbeat.ALIVE
    with office.open_store() as store:
        old = this_process(office.clock() - timedelta(minutes=30))
        for known in store.publishers.known():
            store.publishers.put(replace(known, seen_at=old.seen_at, began_at=old.began_at))
    assert send_health(office).heartbeat is Heartbeat.SILENT
    assert "停了" in client.get(BOARD).text


# -- a person's word ----------------------------------------------------------------------------
def test_the_dialog_says_what_to_look_for(unanswered: SendingDay, client: TestClient) -> None:
    text = client.get(f"{BOARD}&do=look&sel={NOON_POST}").text
    for words in ("群里看得到吗？", "文字和图都在", "文字在，图没有", "两样都没有", "为什么不自动重发"):
        assert words in text


def test_a_text_that_is_there_is_never_sent_again(unanswered: SendingDay, client: TestClient) -> None:
    before = len(unanswered.wecom.accepted)
    assert "只补图" in form(client, "/send/seen", post=NOON_POST, sight="beginning")
    assert [part.state for part in unanswered.parts(NOON_POST)] == ["sent", "planned"]
    unanswered.publish(at(12, 27))
    kinds = [call["msgtype"] for call in unanswered.wecom.accepted[before:]]
    assert kinds == ["image"]
    assert unanswered.state(NOON_POST) is PostState.SENT


def test_whoever_saw_everything_ends_it(
    unanswered: SendingDay, client: TestClient, office: DeskContext
) -> None:
    form(client, "/send/seen", post=NOON_POST, sight="all")
    assert unanswered.state(NOON_POST) is PostState.SENT
    words = [event for event in journal_of(office, NOON_POST).events if event.kind is EventKind.PERSON]
    assert [(event.actor, event.part) for event in words] == [("local", 2)]


def test_whoever_saw_nothing_decides_next_and_is_warned(unanswered: SendingDay, client: TestClient) -> None:
    form(client, "/send/seen", post=NOON_POST, sight="nothing")
    assert unanswered.state(NOON_POST) is PostState.REFUSED
    text = client.get(f"{BOARD}&do=look&sel={NOON_POST}").text
    assert "再发之前再看一眼群里" in text
    assert "可以放心再发" not in text


def test_what_the_platform_refused_may_be_sent_again_safely(refused: SendingDay, client: TestClient) -> None:
    text = client.get(f"{BOARD}&do=look&sel={NOON_POST}").text
    assert "<b>93000</b>" in text
    assert "可以放心再发" in text
    form(client, "/send/mark", post=NOON_POST, mark="retry")
    refused.publish(at(12, 27))
    assert refused.state(NOON_POST) is PostState.SENT


def test_past_its_grace_nothing_is_sent_again(
    refused: SendingDay, workspace: Workspace, workers: Workers, client: TestClient, office: DeskContext
) -> None:
    late = DeskContext(workspace, workers, entry="secret", hosts=office.hosts, clock=lambda: at(14, 1))
    client.app.state.office = late  # type: ignore[attr-defined] # the app of this client
    text = client.get(f"{BOARD}&do=look&sel={NOON_POST}").text
    assert "宽限已过" in text
    assert 'value="retry"' not in text
    assert "宽限已过" in form(client, "/send/mark", post=NOON_POST, mark="retry")
    assert refused.state(NOON_POST) is PostState.REFUSED
    late.beside.stop()


def test_a_wrong_tick_is_taken_back_within_ten_minutes(day: SendingDay, client: TestClient) -> None:
    form(client, "/send/mark", post=EVENING_POST, mark="sent")
    assert day.state(EVENING_POST) is PostState.SENT
    assert "撤回这个勾" in client.get(f"{BOARD}&sel={EVENING_POST}").text
    form(client, "/send/mark", post=EVENING_POST, mark="not-sent")
    assert day.state(EVENING_POST) is PostState.HANDED_OFF


def test_a_skipped_post_keeps_why(day: SendingDay, client: TestClient) -> None:
    form(client, "/send/mark", post=EVENING_POST, mark="skipped", why="群里在处理投诉")
    assert day.state(EVENING_POST) is PostState.SKIPPED
    assert "群里在处理投诉" in client.get(f"{BOARD}&sel={EVENING_POST}").text


def test_what_is_held_can_go_out_as_it_is(day: SendingDay, client: TestClient, office: DeskContext) -> None:
    why = Message("hold.hook_not_sent", state=PostState.EXPIRED.label)
    held = Delivery(NOON_POST, 1, 1, 1, "post", "robot", DeliveryState.HELD, at(12), why=why)
    with office.open_store() as store:
        store.outbox.put_deliveries("g1", [replace(held, version=store.queue.post(NOON_POST).version)])
    assert "照原样发" in client.get(f"{BOARD}&do=look&sel={NOON_POST}").text
    form(client, "/send/mark", post=NOON_POST, mark="release")
    day.publish(at(12, 27))
    assert day.state(NOON_POST) is PostState.SENT


def test_a_word_that_does_not_fit_changes_nothing_and_says_why(
    unanswered: SendingDay, client: TestClient
) -> None:
    assert "不能记成" in form(client, "/send/mark", post=MORNING_POST, mark="retry")
    assert "没有不明的段" in form(client, "/send/seen", post=MORNING_POST, sight="all")
    assert "nowhere" in form(client, "/send/mark", post="nowhere", mark="sent")


# -- pauses -------------------------------------------------------------------------------------
def test_a_paused_day_says_who_paused_it_and_goes_on_after(day: SendingDay, client: TestClient) -> None:
    text = form(client, "/send/pause", target="all", until="tonight")
    assert "全部暂停" in text
    assert "停着 <b>" in text
    day.publish(at(12))
    assert day.state(NOON_POST) is PostState.APPROVED
    form(client, "/send/resume", target="all")
    day.publish(at(12, 27))
    assert day.state(NOON_POST) is PostState.SENT


def test_one_group_or_one_channel_is_paused_alone(
    day: SendingDay, office: DeskContext, client: TestClient
) -> None:
    form(client, "/send/pause", target="group:g2", until="hour")
    form(client, "/send/pause", target="channel:robot")
    pauses = {(pause.scope, pause.what): pause.until for pause in dispatch_day(office, DAY).pauses}
    assert pauses == {
        (PauseScope.GROUP, "g2"): office.clock() + timedelta(hours=1),
        (PauseScope.CHANNEL, "robot"): None,
    }
    assert "nowhere" in form(client, "/send/pause", target="channel:nowhere")


def test_a_pause_that_is_over_holds_nothing(day: SendingDay, office: DeskContext) -> None:
    ended = Pause(PauseScope.ALL, "", office.clock() - timedelta(minutes=1), "local", at(8))
    with office.open_store() as store:
        store.channels.pause(ended)
    assert dispatch_day(office, DAY).pauses == ()


# -- who may ------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_approvers_say_what_became_of_a_post(day: SendingDay, client_as, role: Role) -> None:  # type: ignore[no-untyped-def]
    client = client_as(role)
    text = client.get(f"{BOARD}&do=pause").text
    assert "/send/mark" not in text
    assert "/send/pause" not in text
    for path, fields in (
        ("mark", {"mark": "sent"}),
        ("seen", {"sight": "all"}),
        ("pause", {}),
        ("resume", {}),
    ):
        answer = client.post(f"/send/{path}", data={"post": NOON_POST, **fields})
        assert answer.status_code == 403, path
    assert day.state(NOON_POST) is PostState.APPROVED


def test_an_approver_may(day: SendingDay, client_as) -> None:  # type: ignore[no-untyped-def]
    client = client_as(Role.APPROVER)
    answer = client.post("/send/mark", data={"post": NOON_POST, "mark": "sent", "next": BOARD})
    assert answer.status_code == 303
    assert day.state(NOON_POST) is PostState.SENT


# -- hostile ------------------------------------------------------------------------------------
def test_hostile_words_are_only_words(day: SendingDay, client: TestClient, office: DeskContext) -> None:
    hostile = '"><script>alert(1)</script>'
    form(client, "/send/mark", post=NOON_POST, mark="skipped", why=hostile)
    with office.open_store() as store:
        store.channels.put(replace(store.channels.channel("robot"), name=hostile))
    for page in (BOARD, f"{BOARD}&sel={NOON_POST}", f"/post/{NOON_POST}?tab=sent", f"{BOARD}&do=pause"):
        text = client.get(page).text
        assert hostile not in text, page
    assert "&lt;script&gt;" in client.get(f"/post/{NOON_POST}?tab=sent").text


def test_no_form_leads_away(day: SendingDay, client: TestClient) -> None:
    for address in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = client.post("/send/mark", data={"post": NOON_POST, "mark": "sent", "next": address})
        assert answer.headers["location"] == "/"


def test_a_page_never_shows_a_secret(unanswered: SendingDay, client: TestClient) -> None:
    for page in (
        BOARD,
        f"{BOARD}&do=test",
        f"{BOARD}&do=look&sel={NOON_POST}",
        f"/post/{NOON_POST}?tab=sent",
    ):
        assert KEY not in client.get(page).text, page


# -- the journal --------------------------------------------------------------------------------
def test_the_journal_tells_every_step_with_its_evidence(unanswered: SendingDay, client: TestClient) -> None:
    text = client.get(f"/post/{NOON_POST}?tab=sent").text
    steps = re.findall(r'<li class="k-(\w+)">', text)
    assert steps == ["ok", "ok", "call", "ok", "ok", "call", "bad"]
    assert "没有回音 · 图" in text
    assert "凭据" in text


def test_a_post_that_was_never_approved_has_an_empty_journal(client: TestClient) -> None:
    assert "还没有记录" in client.get(f"/post/{NOON_POST}?tab=sent").text


def test_a_post_sent_by_hand_tells_who_said_so(day: SendingDay, office: DeskContext) -> None:
    day.publish(at(16))
    day.mark(BY_HAND, SendMark.SENT, at(16, 5))
    kinds = [event.kind for event in journal_of(office, BY_HAND).events]
    assert kinds == [EventKind.APPROVED, EventKind.HANDED_OFF, EventKind.PERSON]


# -- what is always true ------------------------------------------------------------------------
def board_post(number: int, owner: str, words: str, poster: str, minute: int, channel: str) -> BoardPost:
    due = datetime(2026, 11, 23, 4, minute, tzinfo=UTC)
    post = Post(f"p{number}", f"g{number}", DAY, Slot.NOON, due, PostState.HANDED_OFF, "s", words, poster)
    card = Card(post, f"g{number}", "s", "", None, None, None, None, "local", due)
    part = Delivery(post.id, 1, 1, 1, "post", channel, DeliveryState.HANDED_OFF, due, owner=owner or None)
    return BoardPost(card, SendStanding.HANDED_OFF, Channel(channel), (part,), owner=owner or None)


posts = st.lists(
    st.tuples(
        st.sampled_from(("", "a", "b")),
        st.sampled_from(("x", "y")),
        st.sampled_from(("p", "q")),
        st.integers(0, 2),
        st.sampled_from(("hand", "robot")),
    ),
    max_size=12,
)


@given(posts)
def test_every_post_is_in_one_task_with_those_like_it(cells: list[tuple[str, str, str, int, str]]) -> None:
    made = [board_post(number, *cell) for number, cell in enumerate(cells)]
    tasks = in_tasks(made)
    together = [post.card.post.id for task in tasks for post in task.posts]
    assert sorted(together) == sorted(post.card.post.id for post in made)
    assert len(tasks) == len(set(cells))
    assert [task.due for task in tasks] == sorted(task.due for task in tasks)


def part(number: int, state: DeliveryState, why: Message | None = None) -> Delivery:
    return Delivery("p", number, 2, 1, "text", "robot", state, at(12), why=why)


@pytest.mark.parametrize(
    ("sight", "marks"),
    [
        (ChatSight.ALL, [(1, SendMark.SENT), (2, SendMark.SENT)]),
        (ChatSight.BEGINNING, [(1, SendMark.SENT), (2, SendMark.RETRY)]),
        (ChatSight.NOTHING, [(1, SendMark.NOT_SENT)]),
    ],
)
def test_where_the_text_is_unknown_the_picture_behind_it_was_not_tried(
    sight: ChatSight, marks: list[tuple[int, SendMark]]
) -> None:
    behind = part(2, DeliveryState.REFUSED, Message("send.not_tried", part=1))
    steps = marks_for([part(1, DeliveryState.UNKNOWN), behind], sight)
    assert [(step.part, what) for step, what in steps] == marks


def test_nothing_is_asked_of_parts_that_are_known() -> None:
    assert marks_for([part(1, DeliveryState.SENT), part(2, DeliveryState.SENT)], ChatSight.ALL) == []
