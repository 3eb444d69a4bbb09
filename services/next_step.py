"""The one thing to do next: what first keeps a week from coming about, then what it waits for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from content.messages import in_each
from content.model import DeliveryState, Message
from content.store import Store
from content.store.readiness import PhotoCounts, WeekCounts
from content.stories.supply import StoryShortage, worst_shortage
from content.workspace import Workspace
from services.publisher_health import Unattended, unattended
from services.workspace_tables import TABLES, table_path


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """What a workspace holds. `days` are those that a night lays out, `window_days` how long photos last,
    `tables` those of the workspace that wait to be filled in, by name."""

    groups: int
    products: int
    stories: int
    shortage: StoryShortage | None
    photos: PhotoCounts
    week: WeekCounts
    refused: int
    days: int
    window_days: int
    tables: Mapping[str, str]
    open_sends: int = 0  # parts of posts that were refused or have no answer
    unattended: Unattended | None = None

    @property
    def posts(self) -> int:
        return self.week.in_review + self.week.approved

    @property
    def is_whole(self) -> bool:
        """There is a week to come, and nothing of it is empty."""
        return self.posts > 0 and not self.week.gaps


NEEDS_PERSON = (DeliveryState.UNKNOWN, DeliveryState.REFUSED)
Step = Callable[[WorkspaceState], Message | None]


def next_step(workspace: Workspace, at: datetime) -> Message | None:
    """What to do next, with its command; None where nothing waits. `at` is aware."""
    with workspace.open_store(reading=True) as store:
        standing = _standing(workspace, store, at)
    return first_step(standing)


def first_step(standing: WorkspaceState) -> Message | None:
    """The first step that is due. Where a week is whole, people review it before they better the next."""
    steps = (*SETTING_UP, *WEEK, *BLOCKING) if standing.is_whole else (*SETTING_UP, *BLOCKING, *WEEK)
    due = (step(standing) for step in (_open_sends, _publisher, *steps, _stories_repeat))
    return next((message for message in due if message), None)


def shortage_of(workspace: Workspace, store: Store, at: datetime) -> StoryShortage | None:
    """The group whose stories last the fewest days, if any has fewer than repeating allows."""
    today = at.astimezone(ZoneInfo(workspace.settings.zone)).date()
    repeat_days = workspace.settings.plan.repeat_days
    return worst_shortage(store.library.groups(), store.library.stories(), repeat_days, today)


def stories_short(shortage: StoryShortage) -> Message:
    """For how many days they last, and how many more it takes."""
    return Message(
        "next.stories_short",
        group=shortage.group,
        stories=shortage.stories,
        repeat_days=shortage.repeat_days,
        more=shortage.more,
    )


def as_json(step: Message | None) -> dict[str, str] | None:
    """The step for scripts: its code, and the sentence in each language."""
    return {"code": step.code.removeprefix("next.")} | in_each(step) if step else None


def _standing(workspace: Workspace, store: Store, at: datetime) -> WorkspaceState:
    settings = workspace.settings
    zone = ZoneInfo(settings.zone)
    today = at.astimezone(zone).date()
    since = datetime.combine(today - timedelta(days=settings.shortlist.window_days), time(), zone)
    return WorkspaceState(
        groups=len(store.library.groups()),
        products=len(store.library.products()),
        stories=len(store.library.stories()),
        shortage=shortage_of(workspace, store, at),
        photos=store.readiness.photos(since),
        week=store.readiness.week(today),
        refused=store.readiness.refused(),
        days=settings.plan.days,
        window_days=settings.shortlist.window_days,
        tables=_tables(workspace),
        open_sends=len(store.outbox.in_state(NEEDS_PERSON)),
        unattended=unattended(store, at, workspace.publish_rules.grace),
    )


def _tables(workspace: Workspace) -> dict[str, str]:
    """The tables that `sishi init` wrote, where they still are: relative paths by the table's name."""
    paths = {table.name: table_path(Path(), table, workspace.settings.language) for table in TABLES}
    return {name: path.as_posix() for name, path in paths.items() if (workspace.root / path).is_file()}


def _table(standing: WorkspaceState, name: str) -> str | Message:
    return standing.tables.get(name) or Message(f"next.file_{name}")


def _open_sends(standing: WorkspaceState) -> Message | None:
    """What members may or may not have seen comes before all else."""
    return Message("next.open_sends", n=standing.open_sends) if standing.open_sends else None


def _publisher(standing: WorkspaceState) -> Message | None:
    """Posts that are about to be missed."""
    waiting = standing.unattended
    if waiting is None or not waiting.is_urgent:
        return None
    return Message("next.publisher", n=waiting.posts, due=waiting.due)


def _no_groups(standing: WorkspaceState) -> Message | None:
    return None if standing.groups else Message("next.no_groups", table=_table(standing, "groups"))


def _no_products(standing: WorkspaceState) -> Message | None:
    return None if standing.products else Message("next.no_products", table=_table(standing, "products"))


def _no_stories(standing: WorkspaceState) -> Message | None:
    return None if standing.stories else Message("next.no_stories", table=_table(standing, "stories"))


def _no_photos(standing: WorkspaceState) -> Message | None:
    if standing.photos.all:
        return None
    return _refused(standing) or Message("next.no_photos")


def _stories_too_few(standing: WorkspaceState) -> Message | None:
    """They do not even last as long as the days that are laid out."""
    shortage = standing.shortage
    return stories_short(shortage) if shortage and shortage.stories < standing.days else None


def _stories_repeat(standing: WorkspaceState) -> Message | None:
    return stories_short(standing.shortage) if standing.shortage else None


def _photos_old(standing: WorkspaceState) -> Message | None:
    if standing.photos.recent:
        return None
    return Message("next.photos_old", n=standing.photos.all, days=standing.window_days)


def _no_author(standing: WorkspaceState) -> Message | None:
    count = standing.photos.without_author
    return Message("next.no_author", n=count) if count else None


def _no_product(standing: WorkspaceState) -> Message | None:
    count = standing.photos.without_product
    return Message("next.no_product", n=count) if count else None


def _no_consent(standing: WorkspaceState) -> Message | None:
    count = standing.photos.without_consent
    return Message("next.no_consent", n=count) if count else None


def _refused(standing: WorkspaceState) -> Message | None:
    return Message("next.refused", n=standing.refused) if standing.refused else None


def _run(standing: WorkspaceState) -> Message | None:
    return None if standing.posts else Message("next.run", days=standing.days)


def _review(standing: WorkspaceState) -> Message | None:
    return Message("next.review", n=standing.week.in_review) if standing.week.in_review else None


def _send(standing: WorkspaceState) -> Message | None:
    if waiting := standing.unattended:
        return Message("next.publisher", n=waiting.posts, due=waiting.due)
    return Message("next.send", n=standing.week.approved) if standing.week.approved else None


SETTING_UP: tuple[Step, ...] = (_no_groups, _no_products, _no_stories, _no_photos)
BLOCKING: tuple[Step, ...] = (_stories_too_few, _photos_old, _no_author, _no_product, _no_consent, _refused)
WEEK: tuple[Step, ...] = (_run, _review, _send)
