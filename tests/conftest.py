"""What all tests share: a store on a fresh SQLite file, and small things to put into it."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from content.model import (
    Consent,
    ConsentScope,
    ConsentState,
    Group,
    Media,
    Member,
    Product,
    Quiz,
    Step,
    Story,
    Submission,
)
from content.store import OpenStore, database_at
from content.workers import Done, Failed, Workers

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to be copied."""
    file = tmp_path_factory.mktemp("database") / "empty.db"
    database = database_at(f"sqlite:///{file}")
    database.ready()
    database.close()
    return file


@pytest.fixture
def open_store(empty_database: Path, tmp_path: Path) -> OpenStore:
    shutil.copy(empty_database, tmp_path / "sishi.db")
    return database_at(f"sqlite:///{tmp_path / 'sishi.db'}").ready()


class InThisProcess(Workers):
    """Workers that work here and now: the same outcomes, without processes."""

    def map(self, work, items):  # type: ignore[no-untyped-def,override]
        for item in items:
            try:
                yield Done(work(item))
            except Exception as error:  # noqa: BLE001 - as the real ones do
                yield Failed(f"{type(error).__name__}: {error}")


@pytest.fixture
def workers() -> Workers:
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


@pytest.fixture
def a_story() -> Callable[..., Story]:
    def make(key: str = "s1", product: str = "mug", **fields: object) -> Story:
        said: dict[str, object] = {
            "title": "一杯醒神",
            "form": "choice",
            "hook": "周一这口黑，\n谁先喝完？",
            "quiz": Quiz("手冲的水，烧到几度？", ("85 ℃", "92 ℃", "100 ℃"), "B", "太烫会苦，太凉会酸。"),
            "clue": "壶嘴细，水流就稳，你看这张。",
            "solution": "答案是 B：92 ℃。早上那口黑，差的就是这几度。",
            "solution_title": "92 ℃",
            "steps": (Step("闷蒸 30 秒", "画圈"),),
        }
        return Story(id=key, product=product, **(said | fields))  # type: ignore[arg-type]

    return make


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

    def put(open_store: OpenStore) -> None:
        with open_store() as store:
            store.put_groups([Group("g1", "徐汇 1 群"), Group("g2", "徐汇 2 群", zone="Europe/London")])
            store.put_products([Product("mug", "马克杯")])
            store.put_members(
                [Member("m1", "阿雅", "g1"), Member("m2", "木木", "g1"), Member("m3", "晚风", "g2")]
            )
            store.put_stories([a_story()])

    return put
