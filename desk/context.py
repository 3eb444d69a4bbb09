"""The open desk: what every request stands on. One a process; only caches and what is beside it change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from content.model import Message
from content.posters.template import Template, load_templates
from content.review import ReviewRules
from content.store import Store
from content.store.culling import RunIntake, Scored
from content.store.views import Counts, RailItem
from desk.background import Beside
from desk.bells import Bells
from desk.cache import Lately
from desk.community import Circle
from desk.datetimes import today_in
from desk.insights import Insights
from desk.origin import ProductMenu
from desk.story_pictures import SketchShelf
from services.context import Context
from services.dispatch import open_tasks
from services.search import SearchIndex
from services.stories import ListedStory, list_stories, photos_by_product

FRESH_SCORES = timedelta(minutes=1)  # nights and one's own scoring change them, culling does not
FRESH_NAMES = timedelta(minutes=1)  # a name that is a minute old is found by its old self
FRESH_MENUS = timedelta(seconds=5)  # imports and nights change what menus list
FRESH_STORIES = timedelta(minutes=2)  # what was told and how it did moves slowly
A_SEASON = timedelta(days=60)  # submissions older than that nobody goes back to
T = TypeVar("T")


@dataclass(frozen=True)
class DeskContext(Context):
    """`entry` is the secret of the link that opens the desk on this machine, "" where users sign in.

    `hosts` are the names it answers to, `rerun` starts a night anew; it is None where nothing can. `beside`
    is what goes on after its answer.
    """

    entry: str = ""
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})
    rules: ReviewRules = field(default_factory=ReviewRules)
    rerun: Callable[[dict[str, Any]], str] | None = None
    secure: bool = False  # served over https: cookies say so
    beside: Beside = field(default_factory=Beside)

    @cached_property
    def thumbs(self) -> Path:
        return self.workspace.var / "thumbs"

    @cached_property
    def counts(self) -> Lately[Counts]:
        """What waits; asked with the number of the newest change where it must be right to the moment."""
        return Lately(self._counted, FRESH_MENUS)

    @cached_property
    def open_sends(self) -> Lately[int]:
        """How many tasks of sending need a person."""
        return Lately(lambda _: len(open_tasks(self)), FRESH_MENUS)

    def _counted(self, now: datetime) -> Counts:
        day = today_in(self.workspace.settings.zone, now)
        with self.open_store(reading=True) as store:
            return store.lists.counts(day, since=now - A_SEASON)

    @cached_property
    def circle(self) -> Circle:
        return Circle(self)

    @cached_property
    def bells(self) -> Bells:
        """What each person did not look at yet."""
        return Bells(self)

    @cached_property
    def insights(self) -> Insights:
        return Insights(self)

    @cached_property
    def scored(self) -> Lately[Scored]:
        return self._lately(lambda store: store.culling.scored(), FRESH_SCORES)

    @cached_property
    def groups(self) -> Lately[tuple[tuple[str, str], ...]]:
        """(id, name) of every group, for menus."""
        return self._lately(lambda store: store.lists.group_names(), FRESH_MENUS)

    @cached_property
    def products(self) -> Lately[ProductMenu]:
        """Every product, for menus."""
        return self._lately(lambda store: ProductMenu.of(store.library.products()), FRESH_MENUS)

    @cached_property
    def photos(self) -> Lately[Mapping[str, Sequence[RailItem]]]:
        """product -> submissions that may be shown, the best first."""
        return self._lately(lambda store: photos_by_product(store, self.today), FRESH_MENUS)

    @cached_property
    def sketches(self) -> SketchShelf:
        return SketchShelf(self)

    @cached_property
    def listed_stories(self) -> Lately[list[ListedStory]]:
        """The library as its page lists it; asked with the number of the newest change."""
        return Lately(lambda _: list_stories(self), FRESH_STORIES)

    @cached_property
    def batches(self) -> Lately[tuple[RunIntake, ...]]:
        """What the last runs brought in, the newest first, for menus."""
        return self._lately(lambda store: store.culling.gathered(), FRESH_MENUS)

    @cached_property
    def users(self) -> Lately[dict[str, str]]:
        """What each user is called; to be forgotten where one of them changes."""
        return self._lately(lambda store: store.accounts.called(), FRESH_MENUS)

    @cached_property
    def search_index(self) -> Lately[SearchIndex]:
        """The names that a search over everything looks at."""
        return self._lately(SearchIndex.of, FRESH_NAMES)

    def _lately(self, ask: Callable[[Store], T], fresh: timedelta) -> Lately[T]:
        def find(_now: datetime) -> T:
            with self.open_store(reading=True) as store:
                return ask(store)

        return Lately(find, fresh)

    def templates(self, aside: list[Message] | None = None) -> dict[str, Template]:
        """The poster templates as they are on disk now; of unfinished ones `aside` gets the reasons."""
        return load_templates(*self.workspace.templates("posters"), aside=[] if aside is None else aside)
