"""Where a use case works, with which processes, and what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from content.review import ReviewRules
from content.store import OpenStore
from content.text.book import read_words
from content.workers import MEMORY, Workers
from content.workspace import Workspace, open_workspace

READING = ("content.media",)  # what processes load that read and shelve pictures
NIGHT = (*READING, "content.score.image", "content.posters.draw")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    """A workspace, processes for what may crash (none starts before its first item), and an aware clock."""

    workspace: Workspace
    workers: Workers
    clock: Callable[[], datetime] = utc_now

    @property
    def open_store(self) -> OpenStore:
        return self.workspace.open_store

    @property
    def root(self) -> Path:
        return self.workspace.root

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone; groups have their own."""
        return ZoneInfo(self.workspace.settings.zone)

    @property
    def today(self) -> date:
        """The team's day: what it reads of consents is true then."""
        return self.clock().astimezone(self.zone).date()


@contextmanager
def open_context(root: Path) -> Iterator[Context]:
    """The workspace in the folder `root` with processes that read pictures; they end with the context.
    NoWorkspace, or BadSettings with file and field."""
    workspace = open_workspace(root)
    with picture_workers(workspace) as workers:
        yield Context(workspace, workers)


def review_rules(workspace: Workspace) -> ReviewRules:
    """What a review holds against the settings, and the words that need care."""
    settings, words = workspace.settings, read_words(workspace.root)
    return ReviewRules(
        second_approver=settings.desk.second_approver,
        editor_may_approve=settings.desk.editor_may_approve,
        repeat_days=settings.plan.repeat_days,
        photo_groups=settings.plan.photo_groups,
        author_rest_days=settings.plan.author_rest_days,
        claims=words.claims,
        words=words.person,
    )


def picture_workers(workspace: Workspace) -> Workers:
    """Processes that read and shelve pictures, as many as sishi.toml says."""
    limits = workspace.settings.workers
    return Workers(limits.count, seconds=limits.seconds, memory=MEMORY, preload=READING)


def night_workers(workspace: Workspace) -> Workers:
    """Processes that read, measure and draw, as many as sishi.toml says."""
    limits, engine = workspace.settings.workers, workspace.settings.posters.engine
    memory = MEMORY if engine == "takumi" else None  # Chromium reserves terabytes
    return Workers(limits.count, seconds=limits.seconds, memory=memory, preload=NIGHT)
