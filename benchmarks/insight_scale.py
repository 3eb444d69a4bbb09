"""A database as large as a house of many groups has it: ten made groups, and clones of them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from content.feedback.inputs import shared_inputs
from content.feedback.made_history import MadeGroup, MadeRules, make_community
from content.feedback.stage import attribute_changed, rules_of
from content.ledger.upkeep import keep_ledger
from content.model import Product, Quiz, Story
from content.store import Database, OpenStore
from content.store.tables import Base
from services.sample_history import keep_made

MADE = 10  # groups that are made; the others are their clones
FIRST = date(2026, 8, 1)
TABLES = (
    *("groups", "members", "staff", "ledger", "ledger_touched", "group_days", "member_days"),
    "talk_days",
    *("roster_events", "posts", "deliveries", "post_responses", "response_days"),
)
KEYS = {"groups": "id", "members": "id", "posts": "id", "staff": "member_id"}
NAMES = {"group_id", "member_id", "message_id", "post_id"}  # what a clone has of its own
STORY = Story(
    "s1", "杯", "mug", "choice", "谁先喝完？", Quiz("几度？", ("85", "92"), "B", "太烫会苦"), "看", "92 ℃"
)


@dataclass(frozen=True, slots=True)
class Scale:
    groups: int
    days: int
    messages: int  # of a group and day


def fill(open_store: OpenStore, size: Scale) -> datetime:
    """Ten groups, counted until yesterday, with one more day of messages and posts; when the night is."""
    last = FIRST + timedelta(days=size.days)
    members = round(1.25 * size.messages)
    rules = MadeRules(
        first=FIRST, days=size.days + 1, posts_from=0, groups=MADE, members=(members, members + 10), talk=0.45
    )
    stories = {FIRST + timedelta(days=n): STORY for n in range(size.days + 1)}
    with open_store() as store:
        store.library.put_products([Product("mug", "杯")])
        store.library.put_stories([STORY])
    midnight = datetime.combine(last, datetime.min.time(), UTC) - timedelta(hours=8)  # in Shanghai
    halves = [split(made, midnight) for made in make_community(rules, seed=1)]
    for before, _ in halves:
        with open_store() as store:
            store.library.put_groups([before.group])
            keep_made(store, before, stories)
    count(open_store, midnight + timedelta(hours=2))
    for _, after in halves:
        with open_store() as store:
            keep_made(store, after, stories)
    return midnight + timedelta(hours=26)


def count(open_store: OpenStore, now: datetime) -> None:
    keep_ledger(open_store, 180, now)
    attribute_changed(open_store, now)


def split(made: MadeGroup, midnight: datetime) -> tuple[MadeGroup, MadeGroup]:
    """What was before, and what came after."""

    def half(*, after: bool) -> MadeGroup:
        return replace(
            made,
            entries=tuple(entry for entry in made.entries if (entry.at >= midnight) is after),
            events=tuple(pair for pair in made.events if (pair[1].at >= midnight) is after),
            posts=tuple(post for post in made.posts if (post.due_at >= midnight) is after),
        )

    return half(after=False), half(after=True)


def clone(database: Database, size: Scale) -> None:
    """Clones of the ten groups, by statements of the database."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    for number in range(1, size.groups // MADE):
        with database.engine.begin() as connection:
            for name in TABLES:
                connection.exec_driver_sql(_copied(name, [c.name for c in tables[name].columns], number))


def keep_mark(open_store: OpenStore) -> None:
    """As if the clones had been there all along."""
    with open_store() as store:
        mark = store.outcomes.mark()
        rules = rules_of(shared_inputs(store), store.library.groups())
        store.outcomes.put_mark(replace(mark, rules=rules))


def _copied(table: str, columns: list[str], number: int) -> str:
    """A statement that makes a clone of every row of the ten groups."""
    written = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(_value(table, column, number) for column in columns)
    key = KEYS.get(table, "group_id")
    made = f"substr({key}, 1, 5) = 'made-'"
    return f"INSERT INTO {table} ({written}) SELECT {values} FROM {table} WHERE {made}"  # noqa: S608 - our names


def _value(table: str, column: str, number: int) -> str:
    """A clone's names begin with its number: rows of one clone lie together, as those of one night do."""
    is_own = column in NAMES or (column == "id" and KEYS.get(table) == "id")
    return f"'{number:03d}-' || \"{column}\"" if is_own else f'"{column}"'
