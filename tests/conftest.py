"""What all tests share: a store on a fresh SQLite file, and small things to put into it.

Every test file pays for what is imported here; so fixtures import what is slow: SQLAlchemy, NumPy, stages.
"""

import gc
import itertools
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from content.model import (
    Consent,
    ConsentScope,
    ConsentState,
    Group,
    Media,
    Member,
    Product,
    Quiz,
    Slot,
    SolutionStep,
    Story,
    Submission,
)

if TYPE_CHECKING:
    from PIL import Image
    from sqlalchemy import Engine

    from content.store import OpenStore
    from content.workers import Workers

gc.disable()  # imports and collecting make much and drop nothing: a third of their time

settings.register_profile("sishi", deadline=None)  # a busy machine is no reason to fail
settings.register_profile("quick", deadline=None, max_examples=10)  # for `make quick`; CI looks deeper
settings.load_profile("sishi")

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
FOLDERS = itertools.count(1)
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares a server or a browser, or talks to a fake platform, is `slow`, without saying so itself."""
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if (
            (group and group.args != ("code",))
            or "[postgresql" in item.name
            or "-postgresql" in item.name
            or has_fake_platform(getattr(item, "module", None))
        ):
            item.add_marker(pytest.mark.slow)


@cache
def has_fake_platform(module: ModuleType | None) -> bool:
    """Whether the module imports something that serves on loopback."""
    names = vars(module).values() if module else ()
    return any(str(getattr(value, "__module__", "")).startswith("tests.platforms") for value in names)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, object, object]:
    """Telling of a failure parses source; a collection meanwhile may run code that parses too, which
    Python 3.11 answers with a SystemError that ends the whole run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What was collected stays: nobody need look at it again, and processes that tests fork share it."""
    gc.freeze()
    gc.set_threshold(20_000)  # Python looks after 700 new objects; a statement of SQLAlchemy's makes as many
    gc.enable()
    os.fsync = lambda descriptor: None  # what tests write outlives kills; power cuts are not among them


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Once the store is imported, all its engines of one process keep what SQLAlchemy compiled for the first:
    a test that opens a database of its own compiled some hundred statements anew, a third of its time."""
    if "content.store.database" in sys.modules:
        from tests.one_dialect import share

        share()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new folder; pytest's own looks through those of all tests before to find a number."""
    folder = tmp_path_factory.getbasetemp() / f"test-{next(FOLDERS)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to be copied."""
    from content.store import database_at

    file = tmp_path_factory.mktemp("database") / "empty.db"
    database = database_at(f"sqlite:///{file}")
    database.ready()
    database.close()
    return file


@pytest.fixture
def copied_databases(empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new SQLite database of this process is a copy of an empty one: migrations take 0.3 s. Folders whose
    tests make many ask for it; tests/store sees the migrations themselves."""
    from content.store import database

    migrated = database.upgrade_schema

    def upgrade_schema(engine: "Engine") -> str:
        with engine.connect() as connection:
            new = connection.connection.driver_connection
            if isinstance(new, sqlite3.Connection) and not list(new.execute("SELECT 1 FROM sqlite_master")):
                with closing(sqlite3.connect(empty_database)) as empty:
                    empty.backup(new)
        return migrated(engine)

    monkeypatch.setattr(database, "upgrade_schema", upgrade_schema)


@pytest.fixture
def open_store(empty_database: Path, tmp_path: Path) -> "OpenStore":
    from content.store import database_at

    shutil.copy(empty_database, tmp_path / "sishi.db")
    return database_at(f"sqlite:///{tmp_path / 'sishi.db'}").ready()


@pytest.fixture
def workers() -> "Workers":
    from tests.in_this_process import InThisProcess

    return InThisProcess(1)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip("needs the real data that lies beside the checkout")
    return SHARED


def story(key: str = "s1", product: str = "mug", **fields: object) -> Story:
    said: dict[str, object] = {
        "title": "一杯醒神",
        "form": "choice",
        "hook": "周一这口黑，\n谁先喝完？",
        "quiz": Quiz("手冲的水，烧到几度？", ("85 ℃", "92 ℃", "100 ℃"), "B", "太烫会苦，太凉会酸。"),
        "clue": "壶嘴细，水流就稳，你看这张。",
        "solution": "答案是 B：92 ℃。早上那口黑，差的就是这几度，今晚试试。",
        "solution_title": "92 ℃",
        "steps": (SolutionStep("闷蒸 30 秒", "画圈"),),
    }
    return Story(id=key, product=product, **(said | fields))  # type: ignore[arg-type]


@pytest.fixture
def a_story() -> Callable[..., Story]:
    return story


@pytest.fixture
def a_submission() -> Callable[..., Submission]:
    def make(key: str = "i1", group: str = "g1", member: str | None = "m1", **fields: object) -> Submission:
        said: dict[str, object] = {
            "text": "八点半的厨房，归我一个人",
            "posted_at": datetime(2026, 11, 20, 12, tzinfo=UTC),
            "media": (Media(f"{key:0>64}", ".jpg", 1200, 1600, 300_000),),
            "product": "mug",
            "consent": Consent(ConsentState.GRANTED, ConsentScope.ALL, until=date(2027, 1, 1)),
        }
        return Submission(id=key, group=group, member=member, **(said | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def furnish(a_story: Callable[..., Story]) -> Callable[..., None]:
    """Put two groups, a product, three members and a story into a store."""

    def put(open_store: "OpenStore") -> None:
        with open_store() as store:
            store.library.put_groups(
                [Group("g1", "徐汇 1 群"), Group("g2", "徐汇 2 群", zone="Europe/London")]
            )
            store.library.put_products([Product("mug", "马克杯")])
            store.library.put_members(
                [Member("m1", "阿雅", "g1"), Member("m2", "木木", "g1"), Member("m3", "晚风", "g2")]
            )
            store.library.put_stories([a_story()])

    return put


def random_shapes(seed: int, size: tuple[int, int] = (640, 480)) -> "Image.Image":
    """A busy picture that no other seed resembles: discs and bars in the light of an uneven lamp."""
    import numpy as np
    from PIL import Image, ImageDraw

    rng = np.random.default_rng(seed)
    lamp = Image.fromarray(rng.integers(0, 256, (7, 7, 3), np.uint8)).resize(size, Image.Resampling.BICUBIC)
    shapes = lamp.copy()
    draw = ImageDraw.Draw(shapes)
    for n in range(30):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        wide, high = rng.uniform(0.04, 0.3, 2) * size[0]
        shape = draw.ellipse if n % 2 else draw.rectangle
        shape(
            (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), tuple(rng.integers(0, 256, 3).tolist())
        )
    return Image.blend(shapes, lamp, 0.3)


@pytest.fixture
def photo() -> "Callable[..., Image.Image]":
    """Draws a picture from a seed: `photo(3)`, `photo(3, (1600, 1200))`."""
    return random_shapes


PRODUCTS = ("mug", "lamp")


def snapshot(seed: int) -> "Image.Image":
    """Sharp, bright, colourful, and unlike any other seed's."""
    from PIL import Image, ImageDraw

    random = Random(seed)
    picture = Image.new("RGB", (720, 960), tuple(random.randrange(120, 256) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, side = random.randrange(720), random.randrange(960), random.randrange(20, 260)
        colour = tuple(random.randrange(256) for _ in range(3))
        (pen.ellipse if random.random() < 0.5 else pen.rectangle)((x, y, x + side, y + side), fill=colour)
    return picture


def drop(root: Path, key: str, group: str, member: str, product: str, seed: int) -> None:
    folder = root / "ugc_inbox" / group
    folder.mkdir(parents=True, exist_ok=True)
    snapshot(seed).save(folder / f"{key}.jpg", quality=90)
    sidecar = {
        "id": key,
        "media": [f"{key}.jpg"],
        "text": f"第 {seed} 张",
        "posted_at": f"2026-11-{10 + seed % 10}T12:00:00+08:00",
        "member": {"id": member, "nickname": f"群友{member}"},
        "product": product,
        "consent": {"state": "granted", "groups": "all", "until": "2099-12-31"},
    }
    (folder / f"{key}.json").write_text(json.dumps(sidecar, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="session")
def built_village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two groups, two products, six stories, twelve photos by twelve members, and one broken file."""
    from content.workspace import open_workspace

    root = tmp_path_factory.mktemp("built") / "village"
    (root / "ugc_inbox").mkdir(parents=True)
    (root / "sishi.toml").touch()
    (root / "brand.toml").write_text('name = "小店"\n', encoding="utf-8")
    for n in range(12):
        drop(root, f"i{n:02d}", f"g{n % 2 + 1}", f"m{n:02d}", PRODUCTS[n % 2], n)
    (root / "ugc_inbox/g1/broken.jpg").write_bytes(b"no picture")
    os.utime(root / "ugc_inbox/g1/broken.jpg", (0, 0))  # long ago: what is new and broken is waited for
    groups = [Group("g1", "一群"), Group("g2", "二群", zone="Europe/London")]
    groups[1] = replace(
        groups[1], slots={slot: groups[1].slots[slot] for slot in (Slot.MORNING, Slot.EVENING)}
    )
    workspace = open_workspace(root)
    with workspace.open_store() as store:
        store.library.put_groups(groups)
        store.library.put_products([Product("mug", "马克杯"), Product("lamp", "台灯")])
        store.library.put_members([Member(f"m{n:02d}", f"群友{n}", f"g{n % 2 + 1}") for n in range(12)])
        store.library.put_stories(
            [story(f"s{n}", product=PRODUCTS[n % 2], title=f"故事{n}") for n in range(6)]
        )
    workspace.database.close()  # or its write-ahead log would be copied half-way
    return root


@pytest.fixture
def village(built_village: Path, tmp_path: Path) -> Path:
    """A workspace small enough to run a whole night in a few seconds; nothing has run in it yet."""
    return Path(shutil.copytree(built_village, tmp_path / "village"))


@pytest.fixture(scope="session")
def built_told_village(built_village: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from content.night import NightOrder
    from tests.a_night import context_at, run_night

    root = Path(shutil.copytree(built_village, tmp_path_factory.mktemp("told") / "village"))
    order = NightOrder(str(root), date(2026, 11, 23), 3, run="r1")
    context = context_at(root, lambda: NOW)
    run_night(context, order)
    context.workspace.database.close()  # or its write-ahead log would be copied half-way
    return root


@pytest.fixture
def told_village(built_told_village: Path, tmp_path: Path) -> Path:
    """The village after a night without posters."""
    return Path(shutil.copytree(built_told_village, tmp_path / "village"))
