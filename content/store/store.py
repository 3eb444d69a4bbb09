"""The unit of work: everything one can ask of or do to the database, in one transaction."""

from content.store.accounts import Accounts
from content.store.boards import Boards
from content.store.culling import Culling
from content.store.feed import Feed
from content.store.history import History
from content.store.journal import Journal
from content.store.koc import Koc
from content.store.library import Library
from content.store.lives import Lives
from content.store.models import Models
from content.store.people import People
from content.store.planning import Planning
from content.store.queue import Queue
from content.store.runs import Runs
from content.store.shop import Shop
from content.store.showings import Showings
from content.store.week_rules import WeekRulesPart
from content.store.withheld import Withheld


class Store(
    Boards,
    Lives,
    People,
    Planning,
    WeekRulesPart,
    Library,
    Queue,
    History,
    Showings,
    Journal,
    Feed,
    Culling,
    Accounts,
    Runs,
    Models,
    Koc,
    Shop,
    Withheld,
):
    """Made by `open_store`, which commits it; never by hand."""
