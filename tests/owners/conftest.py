"""A village whose posts are approved and sent by hand: 田甜 owns both groups, 苏晓晴 is her backup."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from content.model import PostState, StaffMember
from content.workspace import Workspace, open_workspace
from desk.context import DeskContext
from services.approving import ApprovalOrder, approve_posts
from services.context import Context
from services.owners import OwnerOrder, make_link, set_owner
from services.publisher import Publisher
from tests.desk.conftest import (  # noqa: F401 - pytest finds them by their names
    HERE,
    SAME_SITE,
    browser,
    built_hung_village,
    desk_of,
    one_telling,
    with_fonts,
)
from tests.in_this_process import InThisProcess

OWNER, BACKUP = "tian", "su"
NOON = datetime.fromisoformat("2026-11-23T12:00+08:00")
A_MINUTE = timedelta(minutes=1)


@dataclass
class Clock:
    """What time it is, as a test says."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Early on the first day that is told."""
    return Clock(NOON.replace(hour=7))


@pytest.fixture(scope="session")
def built_village_by_hand(
    built_hung_village: Path,  # noqa: F811 - the fixture of that name
    one_telling: None,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    root = Path(shutil.copytree(built_hung_village, tmp_path_factory.mktemp("by_hand") / "village"))
    opened = open_workspace(root)
    context = Context(opened, InThisProcess(1), lambda: NOON.replace(hour=7))
    with opened.open_store() as store:
        store.roster.put_staff([StaffMember(OWNER, "田甜"), StaffMember(BACKUP, "苏晓晴")])
        waiting = [post.id for post in store.queue.posts(states=[PostState.IN_REVIEW])]
    approve_posts(context, ApprovalOrder(ids=waiting), actor="local")
    set_owner(context, OwnerOrder(OWNER, ("g1", "g2"), BACKUP), actor="local")
    opened.database.close()  # or its write-ahead log would be copied half-way
    return root


@pytest.fixture
def workspace(built_village_by_hand: Path, tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(Path(shutil.copytree(built_village_by_hand, tmp_path / "desk")))
    yield opened
    opened.database.close()


@pytest.fixture
def office(workspace: Workspace, workers: Any, clock: Clock) -> Any:
    """The desk of the village, at the clock's time."""
    hosts = frozenset({"127.0.0.1", "localhost"})
    made = DeskContext(workspace, workers, entry="secret", hosts=hosts, clock=clock)
    yield made
    made.beside.stop()


@pytest.fixture
def app(office: DeskContext) -> FastAPI:
    return desk_of(office)


@pytest.fixture
def village_by_hand(office: DeskContext) -> DeskContext:
    """Everything approved, and the owner set."""
    return office


@pytest.fixture
def sweep(village_by_hand: DeskContext, clock: Clock) -> Callable[[datetime], None]:
    """The publisher looks at what is due at that time, which it is from now on."""

    def look(now: datetime) -> None:
        clock.now = now
        publisher = Publisher(Context(village_by_hand.workspace, village_by_hand.workers, clock))
        publisher.publish_due()
        publisher.close()

    return look


@pytest.fixture
def token(village_by_hand: DeskContext) -> str:
    """Of a link to the owner's first day."""
    return make_link(village_by_hand, OWNER, NOON.date(), actor="local")[0]


@pytest.fixture
def phone(app: FastAPI) -> TestClient:
    """A stranger's browser."""
    return TestClient(app, base_url=HERE, headers=SAME_SITE, follow_redirects=False)


@pytest.fixture
def alike(village_by_hand: DeskContext) -> str:
    """The id of a noon post of another group with the noon's words and poster: both are one task."""
    with village_by_hand.open_store() as store:
        evening = store.queue.post("g2-2026-11-23-evening")
        noon = store.queue.post("g1-2026-11-23-noon")
        same = replace(
            evening,
            text=noon.text,
            poster=noon.poster,
            goes_out_at=noon.goes_out_at,
            story=noon.story,
            submission=noon.submission,
            state=PostState.IN_REVIEW,
        )
        store.queue.change(evening, same, kind="edit", actor="local", why=None, at=village_by_hand.clock())
    approve_posts(village_by_hand, ApprovalOrder(ids=[evening.id]), actor="local")
    return evening.id
