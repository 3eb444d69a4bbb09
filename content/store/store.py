"""The unit of work: everything one can ask of or do to the database, in one transaction."""

from content.store.curation import Curation
from content.store.intake import Intake
from content.store.library import Library
from content.store.planning import Planning
from content.store.queue import Queue
from content.store.runs import Runs


class Store(Library, Intake, Curation, Planning, Queue, Runs):
    """Made by `open_store`, which commits it; never by hand."""
