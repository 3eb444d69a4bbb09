"""A made community in a store, its responses counted; what it is like is `RULES`."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from content.feedback.made_history import MadeGroup, MadeRules, make_community
from content.model import SlotResult, StaffMember
from content.workspace import Workspace, open_workspace
from services.context import Context
from services.feedback import attribute
from tests.in_this_process import InThisProcess

ZONE = ZoneInfo("Asia/Shanghai")
RULES = MadeRules(groups=2, days=49, posts_from=14, members=(30, 40), recalled=0.0)
LAST = RULES.first + timedelta(days=RULES.days - 1)
NOW = datetime(LAST.year, LAST.month, LAST.day, 2, tzinfo=ZONE) + timedelta(days=1)


@dataclass(frozen=True)
class MadeHistory:
    context: Context
    groups: tuple[MadeGroup, ...]


def day_of(_group: str, at: datetime) -> date:
    return at.astimezone(ZONE).date()


def keep(workspace: Workspace, made: MadeGroup) -> None:
    """What happened in the group, as readers and the team's table would have told it."""
    with workspace.open_store() as store:
        store.library.put_groups([made.group])
        store.roster.put_staff([StaffMember(person, person) for person in made.staff])
        store.ledger.add_messages("made", made.entries, day_of)
        events = [(message, 0, made.group.id, event) for message, event in made.events]
        store.roster.add_events("made", events)
        store.results.put_results(
            [
                SlotResult(post.group, post.day, post.slot, post.sent_at, post.form)
                for post in made.posts
                if post.sent_at
            ]
        )


def counted_history(empty_database: Path, root: Path) -> Iterator[MadeHistory]:
    """In the folder `root`; closed with the generator."""
    (root / "var").mkdir()
    (root / "sishi.toml").touch()
    shutil.copy(empty_database, root / "var/sishi.db")
    workspace = open_workspace(root)
    groups = tuple(make_community(RULES, seed=4))
    for made in groups:
        keep(workspace, made)
    context = Context(workspace, InThisProcess(1), lambda: NOW)
    attribute(context)
    yield MadeHistory(context, groups)
    workspace.database.close()
