"""The unit of work: the parts of the database, over one session and one transaction."""

from sqlalchemy.orm import Session

from content.store.accounts import Accounts
from content.store.base import StorePart, UnitOfWork
from content.store.bell import Bell
from content.store.boards import Boards
from content.store.brought import Brought
from content.store.cards import Cards
from content.store.channels import Channels
from content.store.chat_metadata import ChatMetadata
from content.store.comments import Comments
from content.store.consent_requests import ConsentRequests
from content.store.corrections import Corrections
from content.store.counted_pages import CountedPages
from content.store.culling import Culling
from content.store.curation import Curation
from content.store.decisions import Decisions
from content.store.distinct import Distinct
from content.store.erasure import Erasure
from content.store.experiments import Experiments
from content.store.feed import Feed
from content.store.history import History
from content.store.inbox_index import InboxIndex
from content.store.insight import InsightFacts
from content.store.insight_pages import InsightPages
from content.store.insight_posts import InsightPosts
from content.store.intake import Intake
from content.store.journal import Journal
from content.store.koc import Koc
from content.store.layout_rules import LayoutRules
from content.store.learning import Learning
from content.store.ledger import MessageLedger
from content.store.library import Library
from content.store.lists import Lists
from content.store.models import Models
from content.store.months import Months
from content.store.naming import Naming
from content.store.notices import Notices
from content.store.orders import Orders
from content.store.outbox import Outbox
from content.store.outcomes import Outcomes
from content.store.owners import Owners
from content.store.people import People
from content.store.plan import Plan
from content.store.planning_rules import PlanningRules
from content.store.presence import Presence
from content.store.publishers import Publishers
from content.store.queue import Queue
from content.store.rail import Rail
from content.store.readiness import Readiness
from content.store.redaction import Redaction
from content.store.replans import Replans
from content.store.results import Results
from content.store.rights import Rights
from content.store.roster import Roster
from content.store.runs import RunLog
from content.store.search import Search
from content.store.shares import Shares
from content.store.shop import Shop
from content.store.story_drafts import StoryDrafts
from content.store.submission_history import SubmissionHistory
from content.store.submission_links import SubmissionLinks
from content.store.talk import Talk
from content.store.traces import Traces
from content.store.upload_measures import UploadMeasures
from content.store.uploads import Uploads
from content.store.usage import Usage
from content.store.withdrawals import Withdrawals
from content.store.withdrawn_pictures import WithdrawnPictures
from content.store.wordings import Wordings


class Store(StorePart):
    """Made by `open_store`, which commits it; never by hand. `store.queue.move(...)`."""

    def __init__(self, session: Session) -> None:
        unit = UnitOfWork(session)
        super().__init__(unit)
        self.accounts = Accounts(unit)
        self.people = People(unit)
        self.library = Library(unit, self.people)
        self.story_drafts = StoryDrafts(unit)
        self.channels = Channels(unit)
        self.planning_rules = PlanningRules(unit, self.library, self.channels)
        self.layout_rules = LayoutRules(unit)
        self.wordings = Wordings(unit)
        self.queue = Queue(unit)
        self.replans = Replans(unit)
        self.history = History(unit)
        self.comments = Comments(unit)
        self.shares = Shares(unit)
        self.bell = Bell(unit)
        self.presence = Presence(unit)
        self.withdrawals = Withdrawals(unit)
        self.rights = Rights(unit)
        self.corrections = Corrections(unit, self.wordings)
        self.intake = Intake(unit, self.wordings, self.corrections)
        self.inbox_index = InboxIndex(unit)
        self.chat_metadata = ChatMetadata(unit)
        self.consent_requests = ConsentRequests(unit)
        self.withdrawn_pictures = WithdrawnPictures(unit)
        self.curation = Curation(unit)
        self.decisions = Decisions(unit)
        self.culling = Culling(unit)
        self.rail = Rail(unit)
        self.cards = Cards(unit)
        self.lists = Lists(unit, self.cards)
        self.distinct = Distinct(unit)
        self.search = Search(unit)
        self.submission_history = SubmissionHistory(
            unit, self.cards, self.curation, self.decisions, self.intake, self.lists, self.rail
        )
        self.boards = Boards(unit, self.cards, self.library, self.lists)
        self.months = Months(unit)
        self.submission_links = SubmissionLinks(unit)
        self.journal = Journal(unit)
        self.plan = Plan(unit)
        self.usage = Usage(unit)
        self.uploads = Uploads(unit)
        self.upload_measures = UploadMeasures(unit)
        self.brought = Brought(unit)
        self.feed = Feed(unit)
        self.outcomes = Outcomes(unit)
        self.results = Results(unit, self.outcomes)
        self.ledger = MessageLedger(unit, self.outcomes)
        self.talk = Talk(unit)
        self.roster = Roster(unit)
        self.insight = InsightFacts(unit)
        self.insight_posts = InsightPosts(unit)
        self.insight_pages = InsightPages(unit)
        self.counted_pages = CountedPages(unit)
        self.learning = Learning(unit)
        self.experiments = Experiments(unit)
        self.orders = Orders(unit)
        self.outbox = Outbox(unit)
        self.publishers = Publishers(unit)
        self.owners = Owners(unit)
        self.koc = Koc(unit, self.orders)
        self.notices = Notices(unit)
        self.models = Models(unit)
        self.naming = Naming(unit)
        self.runs = RunLog(unit)
        self.shop = Shop(unit)
        self.readiness = Readiness(unit)
        self.redaction = Redaction(unit, self.wordings)
        self.traces = Traces(unit)
        self.erasure = Erasure(unit, self.rights, self.traces, self.withdrawals, self.people)
