"""Lists are read page by page and lose nothing between the pages; boards show what there is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.errors import UnknownId, WrongInput
from content.model import (
    Choice,
    Consent,
    ConsentState,
    Decision,
    Dropped,
    Gap,
    Kept,
    Message,
    NotRendered,
    Placement,
    Post,
    PosterSpec,
    PostState,
    Reason,
    Score,
    ScorePart,
    Slot,
    Submission,
    own_words,
)
from content.rights.consents import record_consent
from content.shortlist.reasons import dropped, kept
from content.store import AuditFilter, OpenStore, QueueFilter, RailFilter, RailSort, lists
from content.store.culling import LATER, Progress

MONDAY = date(2026, 11, 23)
SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"})
STATES = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.SENT)
shared = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[[OpenStore], None], now: datetime) -> OpenStore:
    """Two groups, seven days, four slots: 56 posts in four states; every text is its number."""
    furnish(open_store)
    posts = []
    for n in range(56):
        group, day, slot = f"g{n % 2 + 1}", MONDAY + timedelta(days=n // 8), list(Slot)[n // 2 % 4]
        at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=n // 8, hours=4 * (n // 2 % 4))
        state = STATES[n % 3] if n % 7 else PostState.SENT
        post = Post(f"{group}-{day}-{slot}", group, day, slot, at, state, "s1", f"第 {n} 条", SPEC.key)
        posts.append(post)
    with open_store() as store:
        store.queue.add_specs([SPEC])
        store.queue.put_posts(posts, actor="sishi", why=own_words("plan"), at=now, run="r")
    return open_store


filters = st.builds(
    QueueFilter,
    states=st.lists(st.sampled_from(STATES), unique=True).map(tuple),
    group=st.sampled_from(["", "g1", "g2"]),
    slot=st.sampled_from([None, *Slot]),
    story=st.sampled_from(["", "s1", "s9"]),
    q=st.sampled_from(["", "1", "条", "醒神", "徐汇 1", "nothing", "%"]),
    first=st.sampled_from([None, MONDAY + timedelta(days=2)]),
    last=st.sampled_from([None, MONDAY + timedelta(days=4)]),
)


def wanted(post: Post, asked: QueueFilter) -> bool:
    groups = {"g1": "徐汇 1 群", "g2": "徐汇 2 群"}
    words = (post.text, post.id, "一杯醒神", groups[post.group])
    return (
        (not asked.states or post.state in asked.states)
        and (not asked.group or post.group == asked.group)
        and (asked.slot is None or post.slot is asked.slot)
        and (not asked.story or post.story == asked.story)
        and any(asked.q in word for word in words)
        and (asked.first is None or post.day >= asked.first)
        and (asked.last is None or post.day <= asked.last)
    )


@shared
@given(filters, st.integers(1, 9))
def test_the_pages_of_a_queue_are_all_that_is_asked_for_in_order(
    stocked: OpenStore, asked: QueueFilter, most: int
) -> None:
    found, after = [], None
    with stocked(reading=True) as store:
        while True:
            page = store.lists.queue_page(asked, after=after, most=most)
            assert len(page.items) <= most
            found += [card.post for card in page.items]
            if (after := page.next) is None:
                break
        expected = [post for post in store.queue.posts() if wanted(post, asked)]
    assert found == expected


def test_a_search_hands_back_what_it_has_and_goes_on(
    stocked: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SEARCHED_AT_ONCE", 10)
    found, after, pages = [], None, 0
    with stocked(reading=True) as store:
        while pages == 0 or after is not None:
            page = store.lists.queue_page(QueueFilter(q="第 5"), after=after)
            found += [card.post.text for card in page.items]
            after, pages = page.next, pages + 1
    assert sorted(found) == sorted(f"第 {n} 条" for n in (5, *range(50, 56)))
    assert pages > 5


@pytest.mark.parametrize("cursor", ["", "x", "W10", "WyJhIiwgMV0", "WyIyMDI2LTExLTIzIiwgInAiXQ", "中"])
def test_a_cursor_that_is_none_is_refused(stocked: OpenStore, cursor: str) -> None:
    with stocked(reading=True) as store, pytest.raises(WrongInput, match="no place in this list"):
        store.lists.queue_page(QueueFilter(), after=cursor)


def test_the_counts_are_those_of_the_lists(stocked: OpenStore, now: datetime) -> None:
    with stocked() as store:
        store.plan.set_gaps(
            [
                Gap("g1", MONDAY, Slot.AFTERNOON, (), Message("gap.no_slots")),
                Gap("g1", date(2026, 1, 1), None, (), Message("gap.no_slots")),
            ],
            groups=["g1"],
            first=date(2026, 1, 1),
            last=MONDAY,
            run="r",
        )
        store.queue.add_rendered([NotRendered(SPEC.key, Message("value.other", text="too long"))])
        counts = store.lists.counts(MONDAY, since=now)
        for state in STATES[:3]:
            assert counts.by_state[state] == len(store.queue.posts(states=[state]))
    assert PostState.SENT not in counts.by_state
    assert (counts.gaps, counts.failed_posters) == (1, 1)


def test_a_week_has_its_heads_cells_and_gaps(stocked: OpenStore, now: datetime) -> None:
    gap = Gap("g1", MONDAY, Slot.AFTERNOON, (), Message("gap.no_slots"))
    with stocked() as store:
        store.plan.set_placements([Placement("g1", MONDAY, "s1")], at=now, run="r")
        store.plan.set_gaps([gap], groups=["g1"], first=MONDAY, last=MONDAY, run="r")
        week = store.boards.week("g1", MONDAY)
    assert len(week.cards) == 28
    assert week.cards[MONDAY, Slot.MORNING].story_title == "一杯醒神"
    assert [head.title for head in week.days] == ["一杯醒神"] + [""] * 6
    assert week.gaps == (gap,)
    with stocked(reading=True) as store, pytest.raises(UnknownId):
        store.boards.week("nobody", MONDAY)


def test_the_week_of_all_groups_goes_on_after_a_group(stocked: OpenStore, now: datetime) -> None:
    with stocked() as store:
        store.queue.move(
            "g1-2026-11-23-noon", PostState.EXPIRED, actor="sishi", why=own_words("late"), at=now
        )
        first = store.boards.weeks(MONDAY, most=1)
        second = store.boards.weeks(MONDAY, after=first.next, most=1)
    assert [row.group for row in (*first.items, *second.items)] == ["g1", "g2"]
    assert [len(row.states) for row in (*first.items, *second.items)] == [27, 28]
    assert second.next is None


# -- the rail ----------------------------------------------------------------------------------------
@pytest.fixture
def culled(stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime) -> OpenStore:
    """Twelve submissions in two groups, some without consent, one unscored; i01 is a copy of i00."""
    with stocked() as store:
        for n in range(12):
            consent = Consent(ConsentState.GRANTED if n % 3 else ConsentState.ASKED)
            posted = now - timedelta(hours=n // 2)
            one = a_submission(f"i{n:02d}", f"g{n % 2 + 1}", posted_at=posted, consent=consent)
            store.intake.add_submission(one, f"c{n}", at=now, run=f"r{n % 2}")
        scores = {f"i{n:02d}": Score(n % 5 / 10, (ScorePart("light", 0.5, 0.2),)) for n in range(11)}
        store.curation.add_outcomes(scores, version=1, at=now)
        verdicts: dict[str, Kept | Dropped] = {f"i{n:02d}": kept(0.5, n) for n in range(2, 6)}
        verdicts["i01"] = dropped(Reason.NEAR_DUPLICATE, score=0.1, of="i00")
        store.curation.set_verdicts(verdicts, at=now, run="r")
        store.decisions.put_decision(Decision("i03", "小林", Choice.KEEP, now, rating=4), seen=0)
    return stocked


def in_batch(asked: RailFilter, n: int) -> bool:
    """Whether run, group and consent of the filter take the n-th of the twelve."""
    consent = ConsentState.GRANTED if n % 3 else ConsentState.ASKED
    of_run, of_group = asked.run in ("", f"r{n % 2}"), asked.group in ("", f"g{n % 2 + 1}")
    return of_run and of_group and asked.consent in (None, consent)


@shared
@given(
    st.builds(
        RailFilter,
        run=st.sampled_from(["", "r0"]),
        group=st.sampled_from(["", "g2"]),
        consent=st.sampled_from([None, ConsentState.ASKED, ConsentState.GRANTED]),
        stack=st.sampled_from(["", "i00", "i01"]),
        choice=st.sampled_from([None, *Choice]),
        kept=st.sampled_from([None, True, False]),
    ),
    st.sampled_from(RailSort),
    st.integers(1, 5),
)
def test_the_pages_of_the_rail_are_all_that_is_asked_for_in_order(
    culled: OpenStore, asked: RailFilter, sort: RailSort, most: int
) -> None:
    def keep(n: int) -> bool:
        return (
            in_batch(asked, n)
            and (not asked.stack or n < 2)
            and asked.choice in (None, Choice.KEEP if n == 3 else Choice.UNDECIDED)
            and (asked.kept is None or (n in range(2, 6) if asked.kept else n == 1))
            and (sort is not RailSort.SCORE or n < 11)
        )

    found, after = [], None
    with culled(reading=True) as store:
        while True:
            page = store.rail.page(asked, sort=sort, after=after, most=most)
            found += [item.id for item in page.items]
            if (after := page.next) is None:
                break
    orders = {
        RailSort.NEWEST: lambda n: (n // 2, -n),
        RailSort.OLDEST: lambda n: (-(n // 2), n),
        RailSort.SCORE: lambda n: (-(n % 5), -n),
    }
    assert found == [f"i{n:02d}" for n in sorted(filter(keep, range(12)), key=orders[sort])]


@shared
@given(
    st.builds(
        RailFilter,
        run=st.sampled_from(["", "r0", "r1"]),
        group=st.sampled_from(["", "g2"]),
        consent=st.sampled_from([None, ConsentState.ASKED, ConsentState.GRANTED]),
    ),
    st.booleans(),
)
def test_progress_counts_what_the_batch_has_and_folds_the_copies(
    culled: OpenStore, now: datetime, asked: RailFilter, folded: bool
) -> None:
    def counts(n: int) -> bool:
        return in_batch(asked, n) and not (folded and n == 1)

    with culled() as store:
        for n, decision in ((1, Decision("i01", "小林", Choice.DROP, now)), (4, aside("i04", now))):
            if not store.decisions.about([f"i{n:02d}"]):
                store.decisions.put_decision(decision, seen=0)
        found = store.culling.progress(asked, folded=folded)
    assert found == Progress(
        kept=counts(3), dropped=counts(1), later=counts(4), total=sum(map(counts, range(12)))
    )


def aside(key: str, now: datetime) -> Decision:
    """Looked at, and put aside."""
    return Decision(key, "小林", Choice.UNDECIDED, now, reason=LATER)


def test_an_item_of_the_rail_has_all_that_a_person_weighs(culled: OpenStore) -> None:
    with culled(reading=True) as store:
        item, copy, alone = (store.rail.rail_item(key) for key in ("i03", "i01", "i11"))
        assert store.rail.rail_item("nobody") is None
    assert item is not None
    assert copy is not None
    assert alone is not None
    assert (item.nickname, item.product_name, item.decision and item.decision.rating) == ("阿雅", "马克杯", 4)
    assert item.score == Score(0.3, (ScorePart("light", 0.5, 0.2),))
    assert item.cover is not None
    assert (copy.stack, copy.stacked) == ("i00", 2)
    assert (alone.score, alone.verdict, alone.stack, alone.stacked) == (None, None, "", 1)


def test_the_life_of_a_submission_is_told_whole(culled: OpenStore, now: datetime) -> None:
    with culled() as store:
        record_consent(store, "i00", Consent(ConsentState.WITHDRAWN), at=now, by="recall")
        was = store.queue.post("g1-2026-11-23-noon")
        store.queue.change(was, replace(was, photo="i00"), kind="swap", actor="小林", why=None, at=now)
        life = store.submission_history.submission_life("i00")
        with pytest.raises(UnknownId):
            store.submission_history.submission_life("nobody")
    assert [(r.consent.state, r.by, r.current) for r in life.consents] == [
        (ConsentState.ASKED, "gather", False),
        (ConsentState.WITHDRAWN, "recall", True),
    ]
    assert [card.post.id for card in life.uses] == ["g1-2026-11-23-noon"]
    assert life.stack == ("i00", "i01")
    assert (life.run, life.nickname, life.verdict) == ("r0", "阿雅", None)


# -- the audit and the runs --------------------------------------------------------------------------
@shared
@given(
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "小林"]),
    st.sampled_from(["", "move"]),
    st.sampled_from([None, 3]),
    st.sampled_from([None, 7]),
    st.integers(1, 4),
)
def test_the_pages_of_the_audit_are_all_that_is_asked_for_newest_first(
    open_store: OpenStore,
    now: datetime,
    item: str,
    who: str,
    kind: str,
    since: int | None,
    until: int | None,
    most: int,
) -> None:
    def hour(n: int | None) -> datetime | None:
        return None if n is None else now + timedelta(hours=n)

    rows = [
        (n, "ab"[n % 2], ("小林", "小周", "sishi")[n % 3], ("move", "swap")[n % 4 > 0]) for n in range(12)
    ]
    with open_store() as store:
        if not store.queue.audit("a"):
            for n, what, by, verb in rows:
                store.write_down(verb, what, actor=by, at=now + timedelta(hours=n // 2), became=str(n))
    asked = AuditFilter(item, who, kind, hour(since), hour(until))
    found, after = [], None
    with open_store(reading=True) as store:
        while True:
            page = store.lists.audit_page(asked, after=after, most=most)
            found += [int(entry.became) for entry in page.items]
            if (after := page.next) is None:
                break
    assert found == [
        n
        for n, what, by, verb in reversed(rows)
        if (not item or what == item)
        and (not who or by == who)
        and (not kind or verb == kind)
        and (since is None or n // 2 >= since)
        and (until is None or n // 2 < until)
    ]


def test_runs_are_listed_newest_first_and_found_by_id(open_store: OpenStore, now: datetime) -> None:
    with open_store() as store:
        for n in range(5):
            store.runs.begin_run(f"r{n}", {"days": n}, now + timedelta(hours=n // 2))
        first = store.lists.runs_page(most=3)
        rest = store.lists.runs_page(after=first.next, most=3)
        assert [run.id for run in (*first.items, *rest.items)] == ["r4", "r3", "r2", "r1", "r0"]
        assert rest.next is None
        found = store.lists.run("r2")
        assert found is not None
        assert found.asked == {"days": 2}
        assert store.lists.run("nobody") is None


def test_a_run_that_was_cut_off_has_an_end_and_no_report(open_store: OpenStore, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    with open_store() as store:
        for key in ("desk-1", "desk-2", "night", "deskxx"):
            store.runs.begin_run(key, {}, now)
        store.runs.end_run("desk-1", {"posts": 3}, now)
        under_way = store.runs.run_under_way("desk-")
        assert under_way is not None
        assert under_way.id == "desk-2"
        assert [store.runs.cut_off_run(key, later) for key in ("desk-1", "desk-2", "nobody")] == [
            False,
            True,
            False,
        ]
        ends = [(run.ended_at, run.report) for key in ("desk-1", "desk-2") if (run := store.lists.run(key))]
        assert ends == [(now, {"posts": 3}), (later, None)]
        assert store.runs.run_under_way("desk-") is None
