"""The stream of changes: who hears what, and when it ends."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from content.model import Role, Seen, User
from content.review import lock
from content.workspace import Workspace
from desk.context import DeskContext
from desk.live import ALL, Live

EVERYTHING: Callable[[str], bool] = lambda _: True  # noqa: E731 - a listener that hears all
HERE: Callable[[], bool] = lambda: True  # noqa: E731 - a listener that stays
SOON = 0.01  # seconds between looks


@pytest.fixture
def live(office: DeskContext) -> Live:
    return Live(office, every=SOON)


async def heard(stream: AsyncIterator[str]) -> dict[str, str]:
    """The next change, past what only keeps the line open."""
    async for line in stream:
        if line.startswith("event: change\n"):
            told: dict[str, str] = json.loads(line.partition("data: ")[2])
            return told
    return {}


async def settled(live: Live) -> None:
    """Once the first look is over, whatever happens after is news."""
    while live.looks == 0:
        await asyncio.sleep(SOON)


def a_lock(workspace: Workspace, now: datetime) -> str:
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts()[0]
    lock(workspace.open_store, [Seen(post.id, post.revision)], actor="周正", at=now)
    return post.id


def test_everybody_hears_of_a_change_by_kind_and_id_alone(
    live: Live, workspace: Workspace, now: datetime
) -> None:
    async def listen() -> list[dict[str, str]]:
        streams = [live.listen(EVERYTHING, HERE) for _ in range(2)]
        waiting = [asyncio.create_task(heard(stream)) for stream in streams]
        await settled(live)
        key = await asyncio.to_thread(a_lock, workspace, now)
        found = await asyncio.gather(*waiting)
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined] # an async generator
        assert found == [{"kind": "post", "what": key}] * 2
        return found

    assert len(asyncio.run(asyncio.wait_for(listen(), 20))) == 2


def test_who_asks_for_changes_that_a_night_pruned_is_told_to_read_everything(
    live: Live, workspace: Workspace, now: datetime
) -> None:
    seen, _ = live._look(None)
    a_lock(workspace, now)
    with workspace.open_store() as store:
        assert store.feed.prune_changes(now + timedelta(days=30)) > 0
    seen, events = live._look(seen)
    assert events == [ALL]
    with workspace.open_store() as store:
        store.note("group", "g1", now)
    assert live._look(seen)[1] == [("group", "g1")]


def test_one_look_serves_all_and_nobody_looks_once_all_have_gone(live: Live) -> None:
    async def come_and_go() -> None:
        streams = [live.listen(EVERYTHING, HERE) for _ in range(5)]
        for stream in streams:
            await anext(stream)
        assert live.listeners == 5
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined] # an async generator
        looks = live.looks
        await asyncio.sleep(SOON * 5)
        assert live.listeners == 0
        assert live.looks <= looks + 1

    asyncio.run(asyncio.wait_for(come_and_go(), 20))


def test_who_may_not_manage_users_hears_nothing_of_them(
    live: Live, workspace: Workspace, now: datetime
) -> None:
    async def listen() -> dict[str, str]:
        stream = live.listen(lambda kind: kind != "user", HERE)
        waiting = asyncio.create_task(heard(stream))
        await settled(live)
        with workspace.open_store() as store:
            store.accounts.put_user(User("lin", "林小满", Role.EDITOR), actor="test", at=now)
        await asyncio.to_thread(a_lock, workspace, now)
        return await waiting

    assert asyncio.run(asyncio.wait_for(listen(), 20))["kind"] == "post"


def test_a_stream_ends_once_its_person_has_signed_out(live: Live) -> None:
    async def listen() -> list[str]:
        return [line async for line in live.listen(EVERYTHING, lambda: False, heartbeat=SOON)]

    assert asyncio.run(asyncio.wait_for(listen(), 20)) == ["retry: 3000\n\n"]


def test_a_quiet_stream_says_that_it_is_still_there(live: Live) -> None:
    async def listen() -> list[str]:
        stream = live.listen(EVERYTHING, HERE, heartbeat=SOON)
        return [await anext(stream), await anext(stream)]

    assert asyncio.run(asyncio.wait_for(listen(), 20))[1] == ": still here\n\n"


def test_every_stream_ends_with_the_server(live: Live) -> None:
    async def listen() -> list[str]:
        stream = live.listen(EVERYTHING, HERE)
        said = [await anext(stream)]
        live.close()
        return said + [line async for line in stream]

    assert len(asyncio.run(asyncio.wait_for(listen(), 20))) == 1


def test_who_lags_behind_is_told_to_read_all_anew(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.live.BEHIND", 2)

    async def listen() -> dict[str, str]:
        stream = live.listen(EVERYTHING, HERE)
        await anext(stream)
        await settled(live)
        for n in range(5):
            live.tell(("post", f"p{n}"))
        return await heard(stream)

    assert asyncio.run(asyncio.wait_for(listen(), 20)) == {"kind": "all", "what": ""}


def test_a_template_that_is_saved_is_heard_of(office: DeskContext, workspace: Workspace) -> None:
    folder = workspace.root / "templates" / "posters" / "hook-own"
    folder.mkdir(parents=True)
    live = Live(office, every=SOON)

    async def listen() -> dict[str, str]:
        waiting = asyncio.create_task(heard(live.listen(EVERYTHING, HERE)))
        await settled(live)
        await asyncio.to_thread(save, folder / "template.toml")
        return await waiting

    assert asyncio.run(asyncio.wait_for(listen(), 20)) == {"kind": "template", "what": "hook-own"}


def save(file: Path) -> None:
    file.write_text("title = '自家'", encoding="utf-8")
