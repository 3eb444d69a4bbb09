"""The evening names who answered rightly at noon: only who may be named, and the same in all that is sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.inbox import LedgerEntry
from content.model import (
    Consent,
    ConsentState,
    DeliveryState,
    Member,
    MessageKind,
    Post,
    PostState,
    Slot,
    StaffMember,
    Submission,
)
from content.rights.consents import record_consent
from content.settings import PublishSettings, Settings
from content.text.signs import Signs
from content.text.winners import form
from content.workspace import Workspace
from services.erase import erase_member
from services.naming import NamingAnswer, record_naming
from services.winners import NamingRules, bound_text
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import FakeWecom, refusal
from tests.properties import examples
from tests.publish.crashes import check_nothing_doubled, in_another_process, sweep_once
from tests.publish.house import DAY, HOUR, MINUTE, House

PLACE = form("答对的有 {names}", "选对了吗")
EVENING = "【g1-2026-12-01-evening】答案是 B。\n" + PLACE
NOON = datetime.combine(DAY, time(12), UTC)
MEMBERS = {"m1": "阿雅", "m2": "小雨", "m3": "大明", "m4": "小林"}


@pytest.fixture
def posts(house: House) -> dict[Slot, Post]:
    """A noon that was sent and an evening with a place for names; four members that may be named."""
    settings = Settings(database=house.database, publish=PublishSettings(winners=3))
    workspace = Workspace(house.root, settings)
    workspace.__dict__["open_store"] = house.open_store
    house.workspace, house.context = workspace, replace(house.context, workspace=workspace)
    with house.open_store() as store:
        store.library.put_members([Member(key, name, "g1") for key, name in MEMBERS.items()])
    allow(house, *MEMBERS)
    noon, evening = house.approved(), house.approved(slot=Slot.EVENING, text=EVENING)
    house.sweep(noon.goes_out_at)
    return {Slot.NOON: noon, Slot.EVENING: evening}


def allow(house: House, *members: str, allowed: bool = True) -> list[str]:
    return record_naming(house.context, NamingAnswer(members, allowed, "群公告"), actor="lin")


def answer(house: House, *answers: tuple[str, str], start: timedelta = MINUTE) -> None:
    """(member, letter), a minute apart."""
    with house.open_store() as store:
        known = len(list(store.ledger.lines("g1", None, None)))
        entries = [
            LedgerEntry(
                "g1",
                f"a{known + n}",
                NOON + start + n * MINUTE,
                member,
                MessageKind.TEXT,
                1,
                None,
                Signs(letter),
            )
            for n, (member, letter) in enumerate(answers)
        ]
        store.ledger.add_messages("chat", entries, lambda _, at: at.date())


def said(wecom: FakeWecom) -> str:
    """The line of the evening's text that members read in the place for names."""
    with wecom.lock:
        texts = [body["text"]["content"] for body in wecom.accepted if body["msgtype"] == "text"]
    (evening,) = [text for text in texts if "evening" in text]
    return str(evening.splitlines()[-1])


def at_eight(house: House, posts: dict[Slot, Post]) -> None:
    house.sweep(posts[Slot.EVENING].goes_out_at)


def test_the_first_who_were_right_are_named_in_their_order(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m3", "B"), ("m2", "A"), ("m1", "B"), ("m2", "B"), ("m4", "B"))
    at_eight(house, posts)
    assert said(wecom) == "答对的有 @大明、@阿雅、@小林"


def test_nobody_right_or_no_ledger_reads_neutrally(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m1", "A"))
    at_eight(house, posts)
    assert said(wecom) == "选对了吗"


def test_who_did_not_agree_is_not_named(house: House, wecom: FakeWecom, posts: dict[Slot, Post]) -> None:
    with house.open_store() as store:
        store.library.put_members([Member("m5", "路人", "g1")])
    allow(house, "m2", allowed=False)
    answer(house, ("m5", "B"), ("m2", "B"), ("m1", "B"))
    at_eight(house, posts)
    assert said(wecom) == "答对的有 @阿雅"


def took_back_a_photo(house: House) -> None:
    with house.open_store() as store:
        consent = Consent(ConsentState.GRANTED)
        photo = Submission("i1", "g1", "m1", "好看", NOON, (), consent=consent)
        store.intake.add_submissions([(photo, "c1")], at=NOON, run="r")
        record_consent(store, "i1", Consent(ConsentState.WITHDRAWN), at=NOON, by="lin")


def left(house: House) -> None:
    with house.open_store() as store:
        store.people.put_member(Member("m1", "阿雅", "g1", left_on=DAY))


def called(nickname: str) -> Callable[[House], None]:
    def rename(house: House) -> None:
        with house.open_store() as store:
            store.library.put_members([Member("m1", nickname, "g1")])

    return rename


def of_the_team(house: House) -> None:
    with house.open_store() as store:
        store.roster.put_staff([StaffMember("m1", "阿雅")])


def erased(house: House) -> None:
    erase_member(house.workspace, "m1", at=house.clock.at, by="lin")


@pytest.mark.parametrize(
    "happens",
    [
        took_back_a_photo,
        left,
        of_the_team,
        erased,
        called("加我微信 abc12345"),
        called("名字" * 20),
        called("\u200b"),
    ],
)
def test_who_must_not_be_named_is_not(
    happens: Callable[[House], None], house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m1", "B"), ("m2", "B"))
    happens(house)
    at_eight(house, posts)
    assert said(wecom) == "答对的有 @小雨"


def test_a_nickname_is_cleaned_and_pings_nobody(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    called("⟦{names}｜\u202e阿\n雅⟧")(house)
    answer(house, ("m1", "B"))
    at_eight(house, posts)
    assert said(wecom) == "答对的有 @{names}｜阿 雅"


def test_answers_before_the_question_and_after_the_answer_do_not_count(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m1", "B"), start=-HOUR)
    answer(house, ("m2", "B"), start=9 * HOUR)
    at_eight(house, posts)
    assert said(wecom) == "选对了吗"


def test_a_question_that_was_not_sent_has_no_winners(house: House, wecom: FakeWecom) -> None:
    evening = house.approved(slot=Slot.EVENING, text=EVENING)
    answer(house, ("m1", "B"))
    house.sweep(evening.goes_out_at)
    assert said(wecom) == "选对了吗"


def test_off_names_nobody_even_where_a_post_has_the_place(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m1", "B"))
    workspace = Workspace(house.root, Settings(database=house.database))
    workspace.__dict__["open_store"] = house.open_store
    house.workspace, house.context = workspace, replace(house.context, workspace=workspace)
    at_eight(house, posts)
    assert said(wecom) == "选对了吗"


# -- what was sent, and what is sent again ------------------------------------------------------------
def test_what_was_sent_is_kept_and_stays(house: House, wecom: FakeWecom, posts: dict[Slot, Post]) -> None:
    evening = posts[Slot.EVENING]
    answer(house, ("m1", "B"))
    at_eight(house, posts)
    answer(house, ("m2", "B"), start=2 * MINUTE)
    allow(house, "m1", allowed=False)
    house.sweep(evening.goes_out_at + 5 * MINUTE)
    with house.open_store(reading=True) as store:
        (kept,) = store.naming.bound_since(evening.id)
    assert kept.text == EVENING.replace(PLACE, "答对的有 @阿雅")
    assert kept.members == ("m1",)
    assert house.current(evening.id).text == EVENING
    check_nothing_doubled(wecom)


def refuse_once(wecom: FakeWecom) -> None:
    wecom.behave(lost(Reply(body=refusal(45009, "api freq out of limit"))))


def test_who_says_no_before_the_next_try_is_not_named_by_it(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    evening = posts[Slot.EVENING]
    answer(house, ("m1", "B"), ("m2", "B"))
    refuse_once(wecom)
    at_eight(house, posts)
    assert house.states(evening.id) == ["planned", "planned"]
    assert allow(house, "m1", allowed=False) == []  # the platform took nothing: nobody saw the name
    house.sweep(evening.goes_out_at + 6 * MINUTE)
    assert said(wecom) == "答对的有 @小雨"
    with house.open_store(reading=True) as store:
        assert [text.members for text in store.naming.bound_since(evening.id)] == [("m1", "m2"), ("m2",)]


def test_more_answers_before_the_next_try_change_nothing(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m2", "B"), start=2 * MINUTE)
    refuse_once(wecom)
    at_eight(house, posts)
    answer(house, ("m1", "B"))
    house.sweep(posts[Slot.EVENING].goes_out_at + 6 * MINUTE)
    assert said(wecom) == "答对的有 @小雨"


def test_a_text_without_answer_is_not_sent_again_with_other_names(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    evening = posts[Slot.EVENING]
    answer(house, ("m1", "B"))
    wecom.behave(taken(Ending.RESET))
    at_eight(house, posts)
    allow(house, "m1", allowed=False)
    for later in (1, 6, 30, 200):
        house.sweep(evening.goes_out_at + later * MINUTE)
    assert house.states(evening.id) == ["unknown", "refused"]
    assert said(wecom) == "答对的有 @阿雅"


def test_words_that_began_with_a_name_taken_back_wait_for_a_person(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    """A long text goes out in two messages; between them the member says no."""
    evening = posts[Slot.EVENING]
    long = EVENING.replace("答案是 B。", "答案是 B。\n" + "话" * 700 + "\n")
    house.clock.at = NOON
    house.change(evening.id, text=long)
    house.approve(evening.id)
    answer(house, ("m1", "B"))
    publisher = house.publisher(
        checkpoint=lambda name: publisher.stopping.set() if name == "recorded" else None
    )
    house.clock.at = evening.goes_out_at
    publisher.publish_due()
    publisher.close()
    assert house.states(evening.id) == ["sent", "planned", "planned"]
    allow(house, "m1", allowed=False)
    house.sweep(evening.goes_out_at + MINUTE)
    assert [part.why and part.why.code for part in house.parts(evening.id)][1] == "hold.names_taken_back"
    assert "阿雅" not in str(wecom.accepted)


def test_the_picture_follows_though_a_name_was_taken_back(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    evening = posts[Slot.EVENING]
    answer(house, ("m1", "B"))
    publisher = house.publisher(
        checkpoint=lambda name: publisher.stopping.set() if name == "recorded" else None
    )
    house.clock.at = evening.goes_out_at
    publisher.publish_due()
    publisher.close()
    assert house.states(evening.id) == ["sent", "planned"]
    allow(house, "m1", allowed=False)
    house.sweep(evening.goes_out_at + MINUTE)
    assert house.states(evening.id) == ["sent", "sent"]


def test_two_who_bind_at_once_send_one_text(house: House, wecom: FakeWecom, posts: dict[Slot, Post]) -> None:
    """Between the reading of the names and the claim another publisher bound others."""
    evening = posts[Slot.EVENING]
    answer(house, ("m2", "B"), start=5 * MINUTE)
    house.clock.at = evening.goes_out_at
    slow = house.publisher()
    letter = slow._letters.letter(house.current(evening.id), house.robot())
    answer(house, ("m1", "B"))
    refuse_once(wecom)
    house.sweep()
    assert slow._calls.claim(house.current(evening.id), letter) is None  # type: ignore[arg-type]
    slow.close()
    house.sweep(evening.goes_out_at + 6 * MINUTE)
    assert said(wecom) == "答对的有 @阿雅、@小雨"


def test_an_edit_that_broke_the_place_is_not_approved_and_never_sent(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    evening = posts[Slot.EVENING]
    house.clock.at = NOON
    house.change(evening.id, text="⟦答对的有｜选对了吗⟧")
    with pytest.raises(AssertionError, match="names_broken"):
        house.approve(evening.id)
    with house.open_store() as store:  # and were it approved by an older program
        was = store.queue.lock_posts([evening.id])[evening.id]
        now = replace(was, state=PostState.APPROVED)
        store.queue.change(was, now, kind="edit", actor="lin", why=None, at=NOON)
    house.sweep(evening.goes_out_at)
    assert DeliveryState.SENT.value not in house.states(evening.id)


def test_an_erased_members_name_goes_from_what_was_sent(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m1", "B"), ("m2", "B"))
    at_eight(house, posts)
    erased(house)
    with house.open_store(reading=True) as store:
        (kept,) = store.naming.bound_since(posts[Slot.EVENING].id)
        assert "m1" not in store.naming.consents()
        (removal,) = store.consent_requests.removals()
    assert (removal.post, removal.group, removal.day) == (posts[Slot.EVENING].id, "g1", DAY)
    assert removal.member.startswith("erased-")
    assert "阿雅" not in kept.text
    assert "m1" not in kept.members


def test_a_no_lists_where_the_name_is_seen_until_it_is_taken_down_or_allowed_again(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    answer(house, ("m1", "B"))
    evening = posts[Slot.EVENING].id
    assert allow(house, "m1", allowed=False) == []  # nothing is out yet
    allow(house, "m1")
    at_eight(house, posts)
    assert allow(house, "m1", allowed=False) == [evening]

    def listed(*, done: bool = False) -> list[tuple[str, str, bool]]:
        with house.open_store(reading=True) as store:
            removals = store.consent_requests.removals(done=done)
            return [(r.post, r.member, r.out_at is not None) for r in removals]

    assert listed() == [(evening, "m1", True)]
    allow(house, "m1")
    assert listed() == []
    allow(house, "m1", allowed=False)
    with house.open_store() as store:
        store.consent_requests.take_down(evening, at=house.clock.at, by="lin")
    assert (listed(), listed(done=True)) == ([], [(evening, "m1", True)])


def test_a_kill_at_any_point_sends_the_names_once(
    house: House, wecom: FakeWecom, posts: dict[Slot, Post]
) -> None:
    evening = posts[Slot.EVENING]
    answer(house, ("m1", "B"))
    house.clock.at = evening.goes_out_at
    for kill_at in (4, 6, 8, 9, 12):
        in_another_process(house, sweep_once, kill_at)
        check_nothing_doubled(wecom)
        house.clock.at += MINUTE
    house.sweep()
    check_nothing_doubled(wecom)
    with house.open_store(reading=True) as store:
        assert len(store.naming.bound_since(evening.id)) == 1


ANSWERS = st.lists(st.tuples(st.sampled_from(sorted(MEMBERS)), st.sampled_from("ABC")), max_size=8)


@examples(12)
@given(ANSWERS, st.sets(st.sampled_from(sorted(MEMBERS))), st.integers(1, 4))
def test_whoever_is_named_was_right_at_first_and_said_yes(
    house: House, wecom: FakeWecom, answers: list[tuple[str, str]], willing: set[str], most: int
) -> None:
    with house.open_store() as store:
        store.library.put_members([Member(key, name, "g1") for key, name in MEMBERS.items()])
    day = DAY + timedelta(days=len(wecom.accepted) + 1)
    noon = house.approved(day=day)
    evening = house.approved(slot=Slot.EVENING, day=day, text=EVENING)
    house.sweep(noon.goes_out_at)
    allow(house, *sorted(MEMBERS), allowed=False)
    if willing:
        allow(house, *sorted(willing))
    answer(house, *answers, start=noon.goes_out_at - NOON + MINUTE)
    with house.open_store(reading=True) as store:
        bound = bound_text(store, evening, NamingRules(most), lambda _: True, house.clock.at)
    assert bound is not None
    first: dict[str, str] = {}
    for member, letter in answers:
        first.setdefault(member, letter)
    right = [member for member, letter in first.items() if letter == "B" and member in willing]
    assert list(bound.members) == right[:most]
