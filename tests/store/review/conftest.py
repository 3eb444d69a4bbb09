"""A desk with two days on it: two groups, three stories, five members' photos, all posters drawn."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from content.compose.copy_templates import Voice, load_copy
from content.compose.stage import Telling, tell
from content.model import (
    Consent,
    ConsentScope,
    ConsentState,
    Group,
    GroupKind,
    Media,
    Member,
    Placement,
    Post,
    PostState,
    Product,
    Rendered,
    Seen,
    Sight,
    Submission,
    own_words,
)
from content.model.slot import Slot
from content.posters.manifest import Field, FieldType, Palette, TemplatePhoto
from content.posters.spec import Style
from content.posters.template import Template
from content.review import ReviewRules, sights
from content.shipped import shipped
from content.shortlist.reasons import kept
from content.store import Database, OpenStore
from tests.conftest import NOW, story
from tests.store.conftest import Filled

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
WORDS = Field(FieldType.TEXT, 1, 40, 1, optional=True)
PLAIN = Template(
    name="plain",
    folder=Path(),
    source="",
    version="v1",
    title="",
    title_en="",
    slots=tuple(Slot),
    forms=(),
    sells=False,
    sizes=(),
    ground="",
    parts={},
    fields=dict.fromkeys(("sign", "hook", "question", "line", "comment", "title"), WORDS),
    photos={"photo": TemplatePhoto(optional=True, aspect=(3, 4))},
    palettes={"deep": Palette("#111111", "#ffffff", "#222222", "#333333")},
)


@dataclass(frozen=True)
class Desk:
    """What the tests act on: they name a post by its group, day and slot."""

    open_store: OpenStore
    telling: Telling
    rules: ReviewRules
    now: datetime

    def post(self, key: str) -> Post:
        with self.open_store(reading=True) as store:
            return store.queue.post(key)

    def seen(self, *keys: str) -> list[Seen]:
        return [Seen(key, self.post(key).revision) for key in keys]

    def sight(self, *keys: str) -> list[Sight]:
        with self.open_store(reading=True) as store:
            found = sights(store, [store.queue.post(key) for key in keys])
            return [found[key] for key in keys]

    def draw(self) -> None:
        """As the night does: every poster gets its file, every complete draft goes to review."""
        with self.open_store() as store:
            keys = {post.poster for post in store.queue.posts()}
            store.queue.add_rendered(
                [
                    Rendered(key, f"{key}.jpg", f"{key:0>64}", 1080, 1440, 9)
                    for key in sorted(keys - set(store.queue.rendered(keys)))
                ]
            )
            for key in store.queue.drafts_with(keys):
                store.queue.move(key, PostState.IN_REVIEW, actor="sishi", why=own_words("drawn"), at=self.now)


def cell(day: date, slot: Slot, group: str = "g1") -> str:
    return f"{group}-{day}-{slot}"


@pytest.fixture
def name() -> Callable[..., str]:
    return cell


def submission(key: str, group: str, member: str, product: str = "mug", **fields: object) -> Submission:
    return Submission(
        id=key,
        group=group,
        member=member,
        text=f"第 {key} 张",
        posted_at=datetime.fromisoformat("2026-11-20T12:00:00+00:00"),
        media=(Media(f"{key:0>64}", ".jpg", 1200, 1600, 300_000),),
        product=product,
        consent=Consent(ConsentState.GRANTED, ConsentScope.ALL, until=date(2027, 1, 1)),
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def telling() -> Telling:
    return Telling(
        Voice("小店", "店长", "长按收藏"),
        Style(brand="小店"),
        load_copy((shipped("templates/copy"),)),
        {"plain": PLAIN},
        "takumi",
    )


@pytest.fixture(scope="session")
def two_days(telling: Telling, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    def fill(open_store: OpenStore) -> None:
        _furnish(open_store)
        tell(open_store, telling, ["g1"], MONDAY, TUESDAY, now=NOW, run="r")
        Desk(open_store, telling, ReviewRules(), NOW).draw()

    return Filled(fill, tmp_path_factory.mktemp("two_days"))


@pytest.fixture
def desk(database: Database, two_days: Filled, telling: Telling, now: datetime) -> Desk:
    two_days.into(database)
    return Desk(database.ready(), telling, ReviewRules(), now)


def _furnish(open_store: OpenStore) -> None:
    with open_store() as store:
        store.library.put_groups(
            [Group("g1", "徐汇 1 群"), Group("g2", "徐汇 2 群", shares_members_with=frozenset({"g1"}))]
        )
        store.library.put_products([Product("mug", "马克杯"), Product("lamp", "台灯")])
        store.library.put_members([Member(f"m{n}", f"群友{n}", "g1") for n in range(1, 6)])
        lamp = replace(story("s3", "lamp"), kinds=frozenset({GroupKind.SUPER}))
        store.library.put_stories([story("s1"), story("s2"), story("s4"), story("s5", promo=5.0), lamp])
        for n in range(1, 6):
            store.intake.add_submission(submission(f"i{n}", "g1", f"m{n}"), f"c{n}", at=NOW, run="r")
        store.intake.add_submission(submission("i6", "g1", "m5", "lamp"), "c6", at=NOW, run="r")
        verdicts = {f"i{n}": kept(0.9 - n / 10, n) for n in range(1, 7)}
        store.curation.set_verdicts(verdicts, at=NOW, run="r")
        store.plan.set_placements(
            [
                Placement("g1", MONDAY, "s1", share="i1", why={"engagement": 5}),
                Placement("g1", TUESDAY, "s2", share="i2"),
            ],
            at=NOW,
            run="r",
        )
