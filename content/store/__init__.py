"""SQLAlchemy lives here and nowhere else: tables, unit of work, queries, migrations."""

from content.store.database import Database, database_at
from content.store.engine import OpenStore
from content.store.inbox_index import Quarantined
from content.store.lists import AuditFilter, QueueFilter
from content.store.rail import RailFilter, RailSort
from content.store.runs import Run
from content.store.store import Store
from content.store.talk import TalkDay

__all__ = [
    "AuditFilter",
    "Database",
    "OpenStore",
    "Quarantined",
    "QueueFilter",
    "RailFilter",
    "RailSort",
    "Run",
    "Store",
    "TalkDay",
    "database_at",
]
