"""Which product a photo may show where nobody named one: by its group's tags, or an activity that was open.

It stays a suggestion until a person takes it: nothing here writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from content.model import Activity, Message, Submission, SubmissionField
from content.store import Store
from content.text.products import ProductRecogniser


@dataclass(frozen=True, slots=True)
class SuggestedProduct:
    """The id of a product, and what it is suggested for."""

    product: str
    why: Message


def suggested_product(
    store: Store, submission: Submission, recogniser: ProductRecogniser
) -> SuggestedProduct | None:
    """None where a product is known or was taken away by hand, where words name any, and where several
    would do. An activity whose code the words bear goes before all else."""
    if submission.product or recogniser.named_in(submission.text):
        return None
    if SubmissionField.PRODUCT in store.corrections.provenance(submission.id).by_hand:
        return None
    activities = [*_open_activities(store, submission)]
    coded = [activity for activity in activities if activity.code.casefold() in submission.text.casefold()]
    by_code = list(_of_activities(coded, recogniser))
    return _only(by_code) or _only(
        [*_of_tags(store, submission, recogniser), *_of_activities(activities, recogniser)]
    )


def _only(suggestions: list[SuggestedProduct]) -> SuggestedProduct | None:
    products = {suggestion.product for suggestion in suggestions}
    return suggestions[0] if len(products) == 1 else None


def _open_activities(store: Store, submission: Submission) -> Iterator[Activity]:
    """Those that took photos of the group on the day it was sent."""
    zone = ZoneInfo(store.library.group(submission.group).zone)
    day = submission.posted_at.astimezone(zone).date()
    for activity in store.koc.activities():
        is_here = not activity.groups or submission.group in activity.groups
        if is_here and activity.starts_on <= day <= activity.ends_on:
            yield activity


def _of_activities(activities: list[Activity], recogniser: ProductRecogniser) -> Iterator[SuggestedProduct]:
    for activity in activities:
        if product := recogniser.shown_in(activity.name):
            yield SuggestedProduct(
                product, Message("submission.suggested_by_activity", activity=activity.name)
            )


def _of_tags(
    store: Store, submission: Submission, recogniser: ProductRecogniser
) -> Iterator[SuggestedProduct]:
    for tag in sorted(store.library.group(submission.group).tags):
        if product := recogniser.called(tag):
            yield SuggestedProduct(product, Message("submission.suggested_by_tag", tag=tag))
