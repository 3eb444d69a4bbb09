"""The open desk: what every request stands on. One a process; only caches and what is beside it change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from content.posters.template import Template, load_templates
from content.review import ReviewRules
from content.store import OpenStore
from content.store.culling import Scored
from content.workers import Workers
from content.workspace import Workspace
from desk.badges import Badges
from desk.beside import Beside
from desk.circle import Circle
from desk.lately import Lately

FRESH_SCORES = timedelta(minutes=1)  # nights and one's own scoring change them, culling does not


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """`entry` is the secret of the link that opens the desk on this machine, "" where users sign in.

    `hosts` are the names it answers to, `rerun` starts a night anew; it is None where nothing can. `beside`
    is what goes on after its answer.
    """

    workspace: Workspace
    workers: Workers
    entry: str = ""
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})
    rules: ReviewRules = field(default_factory=ReviewRules)
    clock: Callable[[], datetime] = _now
    rerun: Callable[[dict[str, Any]], str] | None = None
    secure: bool = False  # served over https: cookies say so
    beside: Beside = field(default_factory=Beside)

    @property
    def open_store(self) -> OpenStore:
        return self.workspace.open_store

    @property
    def root(self) -> Path:
        return self.workspace.root

    @cached_property
    def thumbs(self) -> Path:
        return self.workspace.var / "thumbs"

    @cached_property
    def badges(self) -> Badges:
        return Badges(self.open_store)

    @cached_property
    def circle(self) -> Circle:
        return Circle(self.open_store, ZoneInfo(self.workspace.settings.zone))

    @cached_property
    def scored(self) -> Lately[Scored]:
        return Lately(self._scored, FRESH_SCORES)

    def _scored(self, _now: datetime) -> Scored:
        with self.open_store(reading=True) as store:
            return store.scored()

    def templates(self) -> dict[str, Template]:
        """The poster templates as they are on disk now."""
        return load_templates(*self.workspace.templates("posters"))
