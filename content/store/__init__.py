"""SQLAlchemy lives here and nowhere else: tables, unit of work, queries, migrations."""

from content.store.database import Database, database_at
from content.store.engine import OpenStore
from content.store.intake import Quarantined
from content.store.runs import Run
from content.store.store import Store

__all__ = ["Database", "OpenStore", "Quarantined", "Run", "Store", "database_at"]
