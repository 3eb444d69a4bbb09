"""The library as its page lists it: where stories were told, how they do, what is wrong, and photos left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from content.model import ConsentState, FormEstimate, Story, StoryDraft, StoryUses
from content.store import RailFilter, RailSort, Store
from content.store.views import RailItem
from content.stories.finding import StoryFinding
from services.context import Context
from services.insight_scope import InsightQuery, scope_of
from services.story_check import findings_of
from services.week_insight import WEEKS, story_cells, story_estimates

MOST_PHOTOS = 2000  # of those with consent, the best first
LEAST_TOLD = 2  # group days under which a story has no figure
WORN = 12  # group days after which a story that brings less and less should rest
FEW_PHOTOS = 2  # with fewer a story soon has none
SOON = timedelta(days=14)
HALF = 4  # weeks: the later half of those that are compared
FALLS = 0.95  # the later half brings at most this share of the earlier one


class StoryFilter(StrEnum):
    """What a list of stories shows."""

    ALL = "all"
    PROBLEMS = "problems"  # the linter finds something
    REST = "rest"  # told often, and bringing less and less
    UNTOLD = "untold"
    PHOTOS = "photos"  # hardly any photo to tell it with
    ENDING = "ending"  # its last day comes soon
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story of the list: `version` in use (0: none), `draft` where somebody is writing.

    `result` is how it does beside the same groups' mean, None under LEAST_TOLD tellings or where insight has
    too little; `falls`: its later weeks bring less than the earlier. `photos` can be shown; they last for
    `showings` more group days.
    """

    story: Story
    version: int
    draft: StoryDraft | None
    findings: tuple[StoryFinding, ...]
    uses: StoryUses
    product: str
    photos: int
    showings: int
    result: FormEstimate | None = None
    falls: bool = False

    def is_in(self, chosen: StoryFilter, today: date) -> bool:
        """Whether a filter shows it."""
        match chosen:
            case StoryFilter.PROBLEMS:
                return bool(self.findings)
            case StoryFilter.REST:
                return self.should_rest
            case StoryFilter.UNTOLD:
                return not self.uses.tellings
            case StoryFilter.PHOTOS:
                return self.photos < FEW_PHOTOS
            case StoryFilter.ENDING:
                return self.story.valid_to is not None and today <= self.story.valid_to <= today + SOON
            case StoryFilter.DRAFTS:
                return self.draft is not None
        return True

    @property
    def should_rest(self) -> bool:
        return self.uses.tellings > WORN and self.falls


def list_stories(context: Context) -> list[ListedStory]:
    """Every story and every draft, those that do best first; then by title."""
    now, today = context.clock(), context.today
    with context.open_store(reading=True) as store:
        stories = {story.id: story for story in store.library.stories()}
        versions = store.library.story_versions()
        drafts = {draft.story.id: draft for draft in store.story_drafts.drafts()}
        uses = store.story_drafts.uses(today, now)
        products = {product.id: product.name for product in store.library.products()}
        photos, showings = photos_by_product(store, today), store.story_drafts.photo_uses()
        results, falling = _results(context, store)
    most_groups = context.workspace.settings.plan.photo_groups
    listed = stories | {key: draft.story for key, draft in drafts.items() if key not in stories}
    findings = findings_of(context, [drafts[key].story if key in drafts else listed[key] for key in listed])
    rows = []
    for key, story in listed.items():
        used, own = uses.get(key, StoryUses()), photos.get(story.product, ())
        rows.append(
            ListedStory(
                story,
                versions.get(key, 0),
                drafts.get(key),
                findings[key],
                used,
                products.get(story.product, story.product),
                len(own),
                sum(max(0, most_groups - showings.get(item.id, 0)) for item in own),
                results.get(key) if used.tellings >= LEAST_TOLD else None,
                key in falling,
            )
        )
    return sorted(rows, key=_best_first)


def photos_by_product(store: Store, today: date) -> Mapping[str, Sequence[RailItem]]:
    """product -> submissions with a photo that the night kept and whose authors agreed, the best first."""
    wanted = RailFilter(kept=True, consent=ConsentState.GRANTED, today=today)
    by_product: dict[str, list[RailItem]] = defaultdict(list)
    for item in store.rail.page(wanted, sort=RailSort.SCORE, most=MOST_PHOTOS).items:
        if item.product and item.cover:
            by_product[item.product].append(item)
    return by_product


def counted_by_filter(rows: Iterable[ListedStory], today: date) -> dict[StoryFilter, int]:
    """How many stories each filter shows."""
    rows = list(rows)
    return {chosen: sum(row.is_in(chosen, today) for row in rows) for chosen in StoryFilter}


def _results(context: Context, store: Store) -> tuple[dict[str, FormEstimate], set[str]]:
    """story -> how it does, and the stories whose later weeks bring less than the earlier."""
    if not store.library.groups():
        return {}, set()
    scope = scope_of(store, InsightQuery(WEEKS), context.clock(), context.zone)
    cells = story_cells(store, scope)
    halves: dict[str, list[list[float]]] = defaultdict(lambda: [[0.0, 0.0], [0.0, 0.0]])
    for cell in cells:
        half = halves[cell.form][0 if cell.week < HALF else 1]
        half[0] += cell.observed
        half[1] += cell.expected
    falling = {key for key, (late, early) in halves.items() if _share(late) < FALLS * _share(early)}
    return {row.form: row for row in story_estimates(cells, scope) if row.ratio}, falling


def _share(half: Sequence[float]) -> float:
    observed, expected = half
    return observed / expected if expected else 0.0


def _best_first(row: ListedStory) -> tuple[bool, float, str, str]:
    ratio = row.result.ratio.value if row.result and row.result.ratio else 1.0
    return row.result is None, -ratio, row.story.title, row.story.id
