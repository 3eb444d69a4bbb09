"""/changes: what others change, as server-sent events. One look at the store a second serves all who listen.

An event names a kind and an id, never what became of it: whoever may see that asks for it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from fastapi import APIRouter, Request
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from content.errors import SishiError
from content.model import Message, Verb
from desk.auth import Person, may, person_of
from desk.context import DeskContext
from desk.errors import Refusal

router = APIRouter(include_in_schema=False)
EVERY = 1.0  # seconds between looks
HEARTBEAT = 15.0  # seconds of silence; proxies cut a stream that says nothing for 30 to 60
MOST = 200  # streams of a process: browsers share one among their tabs
BEHIND = 1000  # events a slow listener may lag before it is told to read all anew
ALL, SILENCE = ("all", ""), ("", "")
NEEDS = {"user": Verb.USERS}  # kinds that not everybody may hear of

Event = tuple[str, str]  # kind, id


@dataclass(frozen=True, slots=True)
class Look:
    """What there was to see: the newest change, and the files of the templates with their times."""

    newest: int
    templates: Mapping[str, int]


class Live:
    """Listeners of one process, and the one task that looks for news while there are any."""

    def __init__(self, office: DeskContext, every: float = EVERY) -> None:
        self._office, self._every = office, every
        self._queues: set[asyncio.Queue[Event | None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.looks = 0  # how often the store was asked

    @property
    def listeners(self) -> int:
        return len(self._queues)

    async def listen(
        self, hears: Callable[[str], bool], still_here: Callable[[], bool], heartbeat: float = HEARTBEAT
    ) -> AsyncIterator[str]:
        """Server-sent events of the kinds it `hears`, until it is not `still_here`, or the server ends."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(BEHIND)
        self._queues.add(queue)
        if self._task is None:
            self._task = asyncio.create_task(self._watch())
        try:
            yield "retry: 3000\n\n"
            due = monotonic() + heartbeat
            while not self._closed:
                event = await _within(due - monotonic(), queue)
                if monotonic() >= due:  # also where there is news all the time
                    if not await run_in_threadpool(still_here):
                        return
                    due = monotonic() + heartbeat
                    yield ": still here\n\n"
                if event is None:
                    return
                if event != SILENCE and hears(event[0]):
                    yield _written(event)
        finally:
            self._queues.discard(queue)
            if not self._queues and self._task is not None:
                self._task.cancel()
                self._task = None

    def close(self) -> None:
        """End every stream: the server stops."""
        self._closed = True
        for queue in self._queues:
            _put(queue, None)

    def tell(self, event: Event) -> None:
        """Say it to all who listen; called on the loop's own thread."""
        for queue in self._queues:
            _put(queue, event)

    async def _watch(self) -> None:
        seen: Look | None = None
        while True:
            with suppress(SishiError):  # a locked database is asked again a second later
                seen, events = await run_in_threadpool(self._look, seen)
                self.looks += 1
                for event in events:
                    self.tell(event)
            await asyncio.sleep(self._every)

    def _look(self, seen: Look | None) -> tuple[Look, list[Event]]:
        templates = _times(self._office.workspace.templates("posters"))
        with self._office.open_store(reading=True) as store:
            if seen is None:
                return Look(store.feed.newest_change(), templates), []
            changes = store.feed.changes(seen.newest)
        events = [ALL] if changes.missed else [(change.kind, change.what) for change in changes.items]
        both = {**seen.templates, **templates}
        touched = {name for name in both if seen.templates.get(name) != templates.get(name)}
        return Look(changes.newest, templates), [*events, *(("template", name) for name in sorted(touched))]


@router.get("/changes")
async def changes(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """Events named `change` with {"kind", "what"}; kind "all" says to read everything anew."""
    live = live_of(request.app)
    if live.listeners >= MOST:
        raise Refusal(503, "not_ready", Message("desk_request.too_many_listeners"))
    stream = live.listen(
        lambda kind: person.may(NEEDS.get(kind, Verb.VIEW)), lambda: person_of(request) == person
    )
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def live_of(app: Starlette) -> Live:
    """The process's one; made by whoever asks first."""
    if not hasattr(app.state, "live"):
        app.state.live = Live(app.state.office)
    live: Live = app.state.live
    return live


async def _within(seconds: float, queue: "asyncio.Queue[Event | None]") -> Event | None:
    """What comes next; SILENCE where nothing does."""
    try:
        return await asyncio.wait_for(queue.get(), max(0.0, seconds))
    except TimeoutError:
        return SILENCE


def _put(queue: "asyncio.Queue[Event | None]", event: Event | None) -> None:
    """Without waiting: who lags too far loses what it missed and is told to read all anew."""
    try:
        queue.put_nowait(event)
    except asyncio.QueueFull:
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(event if event is None else ALL)


def _written(event: Event) -> str:
    return f"event: change\ndata: {json.dumps({'kind': event[0], 'what': event[1]})}\n\n"


def _times(folders: tuple[Path, ...]) -> dict[str, int]:
    """Template -> the newest time (ns) of its files; "" for what templates share."""
    times: dict[str, int] = {}
    for folder in folders:
        for file in (*folder.glob("*"), *folder.glob("*/*")):
            with suppress(FileNotFoundError):  # an editor replaces a file just now
                if file.is_file():
                    name = file.parent.name if file.parent != folder else ""
                    times[name] = max(times.get(name, 0), file.stat().st_mtime_ns)
    return times
