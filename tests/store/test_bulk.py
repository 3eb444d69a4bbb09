"""Many rows written at once are the rows that would be written one by one, or none of them are written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Table, delete, select, text
from sqlalchemy.exc import DBAPIError

from content.errors import UnknownId
from content.model import (
    Features,
    Gap,
    GapStep,
    Media,
    Message,
    Placement,
    Post,
    PosterSpec,
    PostState,
    Product,
    Slot,
    Submission,
    own_words,
)
from content.model.planning import Move
from content.store import Database, OpenStore, Store, base
from content.store.tables import Base

MONDAY = date(2026, 11, 23)
AWKWARD = ("a\tb\nc\r\nd", "\\N", "\\.", "a,b;'\"{}", "", "晒单 👨‍👩‍👧", "\\x41\\", "null")
SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？\t\\N"}, {"deep": "#111"})
NEVER = 10**9  # rows
DAYS = [MONDAY + timedelta(n) for n in range(8)]


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[[OpenStore], None]) -> OpenStore:
    furnish(open_store)
    return open_store


def a_week(text: str = "") -> list[Post]:
    """Eight days of two groups, each post with one of the awkward texts, or with `text`."""
    china = timezone(timedelta(hours=8))
    return [
        Post(
            id=f"{group}-{day}-{slot}",
            group=group,
            day=day,
            slot=slot,
            goes_out_at=datetime(day.year, day.month, day.day, 8 + number, tzinfo=china),
            state=PostState.DRAFT,
            story="s1",
            text=text or AWKWARD[(day.day + number) % len(AWKWARD)],
            poster=SPEC.key,
            member="m1" if number else None,
        )
        for group in ("g1", "g2")
        for day in DAYS
        for number, slot in enumerate(Slot)
    ]


def write_a_plan(store: Store, now: datetime) -> None:
    told = [Placement("g1", day, "s1", why={"engagement": 5, "said": AWKWARD[0]}) for day in DAYS]
    store.plan.set_placements(told, at=now, run="r1")
    gaps = [
        Gap(
            "g2",
            day,
            Slot.NOON,
            (GapStep("rights", 3),),
            Message("gap.photos", product="mug", left=0),
            Message("gap.one_pin"),
        )
        for day in DAYS
    ]
    store.plan.set_gaps(gaps, groups=["g2"], first=DAYS[0], last=DAYS[-1], run="r1")
    moves = [
        Move("g1", p.day, p if n % 2 else None, None, "gone", Message("plan.no_story"))
        for n, p in enumerate(told)
    ]
    store.planning_rules.add_plan_moves(moves, run="r1", at=now)
    store.queue.add_specs([SPEC, replace(SPEC, focus={"photo": (0.5, 1 / 3)})])
    assert store.queue.put_posts(a_week(), actor="sishi", why=own_words("夜间排期"), at=now, run="r1") == 64
    assert (
        store.queue.put_posts(a_week("换个问法"), actor="sishi", why=own_words("夜间排期"), at=now, run="r2")
        == 64
    )
    store.intake.add_media(Media(f"{n:064x}", ".jpg", 3, 4, 5 * 2**32) for n in range(8))
    seen = Features(1, {"sharp": 1 / 3}, (0.25, 0.5), bytes(range(256)), b"\\x41\0\t")
    store.curation.add_features({f"{n:064x}": seen for n in range(8)}, now)


def all_rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as the store reads it, sorted; what is only counted up is left out."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(*_without_counters(table)))), key=repr
            )
            for table in Base.metadata.sorted_tables
        }


def _without_counters(table: Table) -> list[Any]:
    return [column for column in table.c if not (column.name == "id" and column.type.python_type is int)]


def test_a_plan_written_at_once_is_the_plan_written_row_by_row(
    database: Database, stocked: OpenStore, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for many in (1, NEVER):
        monkeypatch.setattr(base, "MANY", many)
        with stocked() as store:
            write_a_plan(store, now)
        written.append(all_rows(database))
        with database.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in ("groups", "products", "members", "stories"):
                    connection.execute(delete(table))
    at_once, row_by_row = written
    assert at_once == row_by_row
    told = ("tellings", "gaps", "plan_moves", "posters", "posts", "post_versions", "audit", "features")
    assert [len(at_once[name]) for name in told] == [8, 8, 8, 2, 64, 128, 128, 8]


def test_rows_sent_at_once_are_written_down_in_their_order(stocked: OpenStore, now: datetime) -> None:
    said = [
        {"at": now, "who": "林", "kind": "k", "what": "it", "was": str(n), "became": "", "why": None}
        for n in range(base.MANY)
    ]
    with stocked() as store:
        store.write_all_down([row | {"detail": {}} for row in said])
        assert [was for _, _, was, _, _ in store.queue.audit("it")] == [str(n) for n in range(base.MANY)]


def test_of_two_rows_with_one_key_the_last_counts(open_store: OpenStore) -> None:
    products = [Product(f"p{n}", f"名 {n}") for n in range(base.MANY)]
    with open_store() as store:
        store.library.put_products([*products, Product("p0", "又一名")])
        store.library.put_products([*products[1:], Product("p1", "改名"), Product("p1", "再改名")])
        names = {product.id: product.name for product in store.library.products()}
    assert (names["p0"], names["p1"], names["p2"], len(names)) == ("又一名", "再改名", "名 2", base.MANY)


def test_only_rows_that_are_new_are_counted(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    likes = [f"m{n}" for n in range(base.MANY)]
    with stocked() as store:
        store.intake.add_submissions([(a_submission(), "content")], at=now, run="r1")
        assert store.intake.set_likes("i1", likes) == base.MANY
        assert store.intake.set_likes("i1", [*likes, "one more"]) == 1


def test_an_error_after_many_rows_leaves_none(stocked: OpenStore, now: datetime) -> None:
    def write_and_fail() -> None:
        with stocked() as store:
            write_a_plan(store, now)
            store.queue.post("none")

    with pytest.raises(UnknownId):
        write_and_fail()
    with stocked(reading=True) as store:
        assert (store.queue.posts(), store.queue.specs([SPEC.key])) == ([], [])


def test_what_the_server_refuses_is_an_error_of_the_database_and_leaves_nothing(postgres: Database) -> None:
    products = [Product(f"refused{n}", "名") for n in range(base.MANY)]
    with pytest.raises(DBAPIError, match="0x00"), postgres.ready()() as store:
        store.library.put_products([*products, Product("refused", "a\0b")])
    with postgres.ready()(reading=True) as store:
        assert [product for product in store.library.products() if product.id.startswith("refused")] == []


def test_a_question_asked_often_is_planned_for_the_rows_there_are(postgres: Database) -> None:
    with postgres.ready()(reading=True) as store:
        for _ in range(20):
            store.queue.specs(["none"])
        kept = store._session.scalar(text("SELECT count(*) FROM pg_prepared_statements"))
    assert kept == 0
