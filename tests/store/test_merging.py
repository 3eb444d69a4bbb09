"""Two members who are one person: nothing is lost, nothing counts twice, and the stricter rights win."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from content.errors import UnknownId, WrongInput
from content.gather.namesakes import Namesakes
from content.inbox import Aside, ConsentEvent, LedgerEntry, Reaction, Record, Reply
from content.model import (
    Consent,
    ConsentRequest,
    ConsentScope,
    ConsentState,
    Group,
    GroupDay,
    Media,
    Member,
    MemberType,
    MessageKind,
    NamingConsent,
    Placement,
    Product,
    ResponseDay,
    Rung,
    Submission,
)
from content.rights.consents import apply_consent_events, ask_consent, record_consent
from content.rights.merging import Merged, merge
from content.rights.signature import Signature
from content.store import Database, OpenStore, Store, database_at
from content.store.lists import AuditFilter
from content.store.tables import Base
from tests.conftest import NOW, story

REST = timedelta(days=7)
GRANTED = Consent(ConsentState.GRANTED, ConsentScope.ALL)
NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})


def merged(open_store: OpenStore, keep: str, other: str) -> Merged:
    with open_store() as store:
        return merge(store, keep, other, Signature(NOW, "小周"), rest=REST)


def send(store: Store, key: str, member: str, consent: Consent = GRANTED, **fields: Any) -> None:
    picture = Media(f"{key:0>64}", ".jpg", 1200, 1600, 300_000)
    sent = Submission(key, "g1", member, f"第 {key} 张", NOW, (picture,), "mug", consent=consent, **fields)
    store.intake.add_submission(sent, f"c{key}", at=NOW, run="r")


def furnish(open_store: OpenStore) -> None:
    with open_store() as store:
        store.library.put_groups([Group("g1", "徐汇 1 群"), Group("g2", "徐汇 2 群")])
        store.library.put_products([Product("mug", "马克杯")])
        store.library.put_members([Member(key, f"群友{key}", "g1") for key in ("a", "b", "c", "d")])


@pytest.fixture
def people(open_store: OpenStore) -> OpenStore:
    furnish(open_store)
    return open_store


def consent_of(open_store: OpenStore, key: str) -> ConsentState:
    with open_store(reading=True) as store:
        return store.rights.consent(key).state


def named(open_store: OpenStore, member: str) -> set[str]:
    """Tables that name a member, in whatever column is called so."""
    with open_store(reading=True) as store:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if "member_id" in table.c
            and store._session.execute(select(table).where(table.c.member_id == member)).first()
        }


def test_everything_of_the_other_is_the_members_who_stays(people: OpenStore) -> None:
    with people() as store:
        send(store, "i1", "b", likes=frozenset({"c"}))
        send(store, "i2", "c", likes=frozenset({"a", "b"}))
        store.chat_metadata.keep_talk(
            [
                (
                    "i2",
                    Record(
                        "g1", (), reactions=(Reaction("b", "👍"),), thread=(Reply("r", "b", "好看", "q"),)
                    ),
                )
            ]
        )
        store.koc.put_orders({("a", date(2026, 11, 1)): 2, ("b", date(2026, 11, 1)): 3, ("b", NOW.date()): 1})
        store.koc.climb("b", Rung.CANDIDATE, actor="小周", why="常发", at=NOW)
        store.koc.overrule_type("a", MemberType.LEADER, actor="小周", why="组织者", at=NOW)
        ask_consent(store, ConsentRequest("4F7K", "b", (), NOW, "小周"), Consent())
    outcome = merged(people, "a", "b")
    assert (outcome.keep.id, outcome.moved) == ("a", ("i1",))
    assert named(people, "b") == set()
    with people(reading=True) as store:
        assert [member.id for member in store.library.members()] == ["a", "c", "d"]
        sent = {submission.id: submission for submission in store.intake.submissions()}
        assert (sent["i1"].member, sent["i1"].likes, sent["i2"].likes) == ("a", {"c"}, {"a"})
        assert [reaction.member for reaction in store.chat_metadata.reactions("i2")] == ["a"]
        assert [reply.author for reply in store.chat_metadata.thread("i2")] == ["a"]
        assert store.koc.orders_since(date(2026, 1, 1)) == {("a", date(2026, 11, 1)): 5, ("a", NOW.date()): 1}
        standing = store.koc.standings()["a"]
        assert (standing.rung, standing.type) == (Rung.CANDIDATE, MemberType.LEADER)
        assert [request.code for request in store.consent_requests.requests("a")] == ["4F7K"]


def test_ones_own_like_under_another_id_counts_no_longer(people: OpenStore) -> None:
    with people() as store:
        send(store, "i1", "a", likes=frozenset({"b", "c"}))
    merged(people, "a", "b")
    with people(reading=True) as store:
        assert store.intake.submission("i1").likes == {"c"}


def test_who_declined_stays_so_under_either_id(people: OpenStore) -> None:
    with people() as store:
        for rung in (Rung.CANDIDATE, Rung.CONTACTED, Rung.DECLINED):
            store.koc.climb("b", rung, actor="小周", why="说不想", at=NOW)
        store.koc.climb("a", Rung.CANDIDATE, actor="小周", why="常发", at=NOW)
    merged(people, "a", "b")
    with people(reading=True) as store:
        assert store.koc.standings()["a"].rung is Rung.DECLINED


def test_merges_follow_one_another(people: OpenStore) -> None:
    with people() as store:
        send(store, "i1", "a")
    merged(people, "b", "a")
    merged(people, "c", "b")
    with people(reading=True) as store:
        assert {alias.id: alias.member for alias in store.people.aliases()} == {"a": "c", "b": "c"}
        assert store.intake.submission("i1").member == "c"


@pytest.mark.parametrize(
    ("keep", "other", "error", "code"),
    [
        ("a", "a", WrongInput, "member.merge_same"),
        ("a", "x", UnknownId, "member.unknown"),
        ("x", "a", UnknownId, "member.unknown"),
        ("a", "d", UnknownId, "member.merged"),
        ("d", "a", UnknownId, "member.merged"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    people: OpenStore, keep: str, other: str, error: type[Exception], code: str
) -> None:
    merged(people, "c", "d")
    with pytest.raises(error) as refused:
        merged(people, keep, other)
    assert refused.value.message.code == code  # type: ignore[attr-defined]


def test_merging_is_in_the_audit_with_the_history_of_both(people: OpenStore) -> None:
    with people() as store:
        store.koc.climb("b", Rung.CANDIDATE, actor="小周", why="常发", at=NOW)
    merged(people, "a", "b")
    with people(reading=True) as store:
        entries = store.lists.audit_page(AuditFilter(item="a")).items
    assert [entry.kind for entry in entries] == ["merge", "koc"]
    assert (entries[0].detail or {})["alias"] == "b"


# -- rights -------------------------------------------------------------------------------------------


def test_a_no_to_all_by_hand_counts_for_both(people: OpenStore) -> None:
    with people() as store:
        send(store, "i1", "a")
        for key in ("i2", "i3"):
            send(store, key, "b")
            record_consent(store, key, Consent(ConsentState.WITHDRAWN, evidence="msg-9"), at=NOW, by="小周")
    assert merged(people, "a", "b").taken_back == ("i1",)
    with people(reading=True) as store:
        now = store.rights.consent("i1")
    assert (now.state, now.evidence) == (ConsentState.WITHDRAWN, "msg-9")


def test_a_no_to_one_photo_is_no_no_to_all(people: OpenStore) -> None:
    with people() as store:
        for key, member in (("i1", "a"), ("i2", "b"), ("i3", "b")):
            send(store, key, member)
        record_consent(store, "i2", Consent(ConsentState.WITHDRAWN), at=NOW, by="小周")
    assert merged(people, "a", "b").taken_back == ()
    assert consent_of(people, "i1") is ConsentState.GRANTED


def test_a_no_by_hand_to_the_only_photo_of_an_id_stays_with_it(people: OpenStore) -> None:
    with people() as store:
        send(store, "i1", "a")
        send(store, "i2", "b")
        record_consent(store, "i2", Consent(ConsentState.WITHDRAWN, evidence="msg-9"), at=NOW, by="小周")
    assert merged(people, "a", "b").taken_back == ()
    assert consent_of(people, "i1") is ConsentState.GRANTED
    assert consent_of(people, "i2") is ConsentState.WITHDRAWN


def test_a_recall_of_the_only_message_is_no_no_to_all(people: OpenStore) -> None:
    with people() as store:
        send(store, "i1", "a")
        send(store, "i2", "b")
        record_consent(store, "i2", Consent(ConsentState.WITHDRAWN, evidence="recall"), at=NOW, by="gather")
    assert merged(people, "a", "b").taken_back == ()


def test_the_word_of_a_source_against_all_counts_for_both(people: OpenStore) -> None:
    no = ConsentEvent(ConsentState.REFUSED, "e1", "b")
    with people() as store:
        send(store, "i1", "a")
        store.chat_metadata.keep_events("wecom", [no], NOW)
    assert merged(people, "a", "b").taken_back == ("i1",)
    with people() as store:
        send(store, "i2", "a", Consent())
        heard = store.chat_metadata.events_about(["i2"])
    assert [event.state for event, _ in heard] == [ConsentState.REFUSED], "what comes later too"


def test_a_grant_to_all_stays_with_the_id_that_gave_it(people: OpenStore) -> None:
    yes = ConsentEvent(ConsentState.GRANTED, "e1", "b", at=NOW)
    with people() as store:
        send(store, "i1", "a", Consent())
        send(store, "i2", "b", Consent())
        store.chat_metadata.keep_events("wecom", [yes], NOW)
    merged(people, "a", "b")
    with people(reading=True) as store:
        assert store.chat_metadata.events_about(["i1"]) == []
        assert [ids for _, ids in store.chat_metadata.events_about(["i2"])] == [("i2",)]
        again = replace(yes, member="a", said_as="b")
        assert store.chat_metadata.events_with_what_they_mean("wecom", [again]) == [(again, ("i2",))]
        own = replace(yes, evidence="e2", member="a")
        assert store.chat_metadata.events_with_what_they_mean("wecom", [own]) == [(own, ("i1",))]


def test_whoever_left_under_either_id_has_left(people: OpenStore) -> None:
    with people() as store:
        store.library.put_members([Member("b", "群友b", "g1", date(2026, 11, 20))])
    assert merged(people, "a", "b").keep.left_on == date(2026, 11, 20)


def test_days_that_show_one_author_too_often_wait_for_a_plan(people: OpenStore) -> None:
    with people() as store:
        store.library.put_stories([story("s1")])
        send(store, "i1", "a")
        send(store, "i2", "b")
        send(store, "i3", "c")
        days = [date(2026, 11, 24), date(2026, 11, 27)]
        shares = zip(days, ("i1", "i2"), strict=True)
        store.plan.set_placements(
            [Placement("g1", day, "s1", share=key) for day, key in shares], at=NOW, run="r"
        )
        far = Placement("g2", date(2026, 11, 25), "s1", share="i3")
        store.plan.set_placements([far], at=NOW, run="r")
    assert merged(people, "c", "a").replan_to is None, "in another group"
    assert merged(people, "c", "b").replan_to == date(2026, 11, 27)
    with people(reading=True) as store:
        assert [(replan.what, replan.last_day) for replan in store.replans.pending_replans()] == [
            ("c", date(2026, 11, 27))
        ]


# -- always -------------------------------------------------------------------------------------------

Words = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from([ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.WITHDRAWN]),
    ),
    max_size=4,
)
Sent = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["granted", "unknown", "by_hand"])), max_size=5
)


@pytest.mark.slow
@given(
    words=Words,
    sent=Sent,
    likes=st.sets(st.tuples(st.integers(0, 4), st.sampled_from("abcd"))),
    orders=st.dictionaries(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), st.integers(1, 5)),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_people_are_merged_the_same_comes_of_it(
    empty_database: Any,
    fresh: Callable[[], OpenStore],
    words: list[tuple[str, ConsentState]],
    sent: list[tuple[str, str]],
    likes: set[tuple[int, str]],
    orders: dict[tuple[str, int], int],
) -> None:
    """Totals are equal, and nothing may be shown that might not before."""
    outcomes = []
    for first, second, third in permutations("abc"):
        open_store = fresh()
        fill(open_store, words, sent, likes, orders)
        hear_again(open_store, words)
        before = allowed(open_store, len(sent))
        merged(open_store, second, first)
        merged(open_store, third, second)
        hear_again(open_store, words)
        after = allowed(open_store, len(sent))
        assert after[0] <= before[0]
        assert after[1] <= before[1]
        outcomes.append((after, totals(open_store)))
    assert all(outcome == outcomes[0] for outcome in outcomes)


def fill(
    open_store: OpenStore,
    words: list[tuple[str, ConsentState]],
    sent: list[tuple[str, str]],
    likes: set[tuple[int, str]],
    orders: dict[tuple[str, int], int],
) -> None:
    furnish(open_store)
    with open_store() as store:
        store.koc.put_orders({(member, date(2026, 11, day)): many for (member, day), many in orders.items()})
        for n, (member, kind) in enumerate(sent):
            liked = frozenset(liker for which, liker in likes if which == n and liker != member)
            send(store, f"i{n}", member, Consent() if kind == "unknown" else GRANTED, likes=liked)
            if kind == "by_hand":
                record_consent(store, f"i{n}", Consent(ConsentState.WITHDRAWN), at=NOW, by="小周")


def hear_again(open_store: OpenStore, words: list[tuple[str, ConsentState]]) -> None:
    """As gathering does, with the export that says these words."""
    with open_store() as store:
        names = Namesakes(store.library.members(), store.people.aliases())
        events = tuple(
            ConsentEvent(state, f"e{n}", member, at=NOW + timedelta(minutes=n))
            for n, (member, state) in enumerate(words)
        )
        aside = names.resolved(Aside("wecom", (), events))
        assert isinstance(aside, Aside)
        store.chat_metadata.keep_events("wecom", aside.events, NOW)
        heard = store.chat_metadata.events_with_what_they_mean("wecom", aside.events)
        ids = [submission.id for submission in store.intake.submissions()]
        heard += store.chat_metadata.events_about(ids)
        apply_consent_events(store, heard, at=NOW, by="gather")


def allowed(open_store: OpenStore, count: int) -> tuple[set[str], set[str]]:
    """What was not refused, and what was granted."""
    states = {f"i{n}": consent_of(open_store, f"i{n}") for n in range(count)}
    not_refused = {key for key, state in states.items() if state not in NO}
    return not_refused, {key for key, state in states.items() if state is ConsentState.GRANTED}


def totals(open_store: OpenStore) -> object:
    with open_store(reading=True) as store:
        sent = store.intake.submissions()
        likes = {submission.id: len(submission.likes) for submission in sent}
        ordered = store.koc.orders_since(date(2026, 1, 1)) or {}
        by_day = {day: many for (_, day), many in ordered.items()}
        return len({submission.member for submission in sent}), likes, by_day


@pytest.fixture
def fresh(empty_database: Any, tmp_path: Any) -> Callable[[], OpenStore]:
    count = iter(range(10_000))

    def make() -> OpenStore:
        file = tmp_path / f"{next(count)}.db"
        file.write_bytes(empty_database.read_bytes())
        return database_at(f"sqlite:///{file}").ready()

    return make


def test_a_database_from_before_knows_no_aliases(older: Callable[[str, str], Database]) -> None:
    database = older(
        "0015",
        "INSERT INTO members (id, nickname, group_id, left_on) VALUES ('a', '小鹿', NULL, NULL);"
        "INSERT INTO members (id, nickname, group_id, left_on) VALUES ('b', '鹿', NULL, NULL);"
        "INSERT INTO consent_events (source, evidence, state, member_id, message_id, uses, at, gathered_at)"
        " VALUES ('wecom', 'e1', 'refused', 'b', NULL, '[]', NULL, '2026-11-20 12:00:00+00:00')",
    )
    database.upgrade()
    open_store = database.ready()
    with open_store(reading=True) as store:
        assert store.people.aliases() == []
    merged(open_store, "a", "b")
    with open_store(reading=True) as store:
        assert [event.said_as for event in store.chat_metadata.noes_to_all("a")] == ["b"]


def test_a_day_on_which_both_spoke_has_one_speaker_with_all_messages(people: OpenStore) -> None:
    monday = date(2026, 11, 16)
    kinds, hours = {"text": 6}, (6, *[0] * 23)
    both = GroupDay(monday, 6, 3, kinds, hours, {"a": 3, "b": 2, "c": 1}, {"a": 1, "b": 6})
    alone = GroupDay(monday + timedelta(days=1), 2, 1, {"text": 2}, (2, *[0] * 23), {"b": 2})
    with people() as store:
        store.ledger.put_days([("g1", both), ("g1", alone)])
        store.outcomes.settle(store.outcomes.touched())
        responded = [ResponseDay("g1", monday, "a", 1), ResponseDay("g1", monday, "b", 6)]
        store.outcomes.put_responses("g1", monday, [], responded)
    merged(people, "a", "b")
    with people(reading=True) as store:
        first, second = store.ledger.group_days("g1")
    assert (first.by_member, first.speakers, first.messages) == ({"a": 5, "c": 1}, 2, 6)
    assert (second.by_member, second.speakers) == ({"a": 2}, 1)
    assert first.hours_by_member == {"a": 7}
    with people(reading=True) as store:
        assert store.outcomes.response_days(["g1"]) == [ResponseDay("g1", monday, "a", 7)]
        assert store.outcomes.touched().keys() == {("g1", monday), ("g1", alone.day)}, "counted again"


def test_messages_of_the_other_are_the_members_who_stays(people: OpenStore) -> None:
    with people() as store:
        store.ledger.add_messages(
            "wecom",
            [LedgerEntry("g1", "x", NOW, "b", MessageKind.TEXT)],
            lambda _, at: at.date(),
        )
    merged(people, "a", "b")
    with people(reading=True) as store:
        assert [line.member for line in store.ledger.lines("g1", None, None)] == ["a"]


@pytest.mark.parametrize("first", [True, False])
def test_a_no_to_being_named_under_either_id_counts_for_both(open_store: OpenStore, first: bool) -> None:
    furnish(open_store)
    with open_store() as store:
        store.library.put_members([Member("k1", "阿雅", "g1"), Member("o1", "雅", "g1")])
        words = [("k1", first), ("o1", not first)]
        store.naming.put([NamingConsent(member, allowed, "", NOW, "lin") for member, allowed in words])
    merged(open_store, "k1", "o1")
    with open_store(reading=True) as store:
        assert [(word.member, word.allowed) for word in store.naming.consents().values()] == [("k1", False)]
