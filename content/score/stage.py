"""Submissions -> scores: every new one is measured once and scored, outside any transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from content.media import MediaFolder
from content.model import Features, Media, Message, Score, Submission, Unreadable
from content.score.face_search import NOBODY_LOOKS, FaceSearch
from content.score.features import VERSION
from content.score.sub_scores import photo_parts
from content.score.weights import HAND
from content.score.words import said_in
from content.store import OpenStore
from content.workers import Completed, Failed, Workers

AT_ONCE = 2_000  # pictures looked at again in one night: two minutes of two processes


def unscored(open_store: OpenStore) -> list[str]:
    """Ids of the submissions without a score of this version, sorted."""
    with open_store(reading=True) as store:
        return store.curation.unscored(VERSION)


def score_submissions(
    open_store: OpenStore,
    ids: Sequence[str],
    media: MediaFolder,
    workers: Workers,
    now: datetime,
    search: FaceSearch = NOBODY_LOOKS,
) -> int:
    """Score these submissions; how many were looked at. Their pictures are measured only if not yet known."""
    with open_store(reading=True) as store:
        submissions = store.intake.submissions(ids)
        names = {product.id: product.name for product in store.library.products()}
        known = store.curation.features(m.sha256 for s in submissions for m in s.media)
    known = {sha: features for sha, features in known.items() if features.version == VERSION}
    every = {m.sha256: m for s in submissions for m in s.media}
    new = sorted(every.keys() - known.keys())
    measured = measure_all([every[sha] for sha in new], media, workers, search)
    features = known | {
        sha: outcome.value for sha, outcome in measured.items() if isinstance(outcome, Completed)
    }
    failures = {sha: outcome.why for sha, outcome in measured.items() if isinstance(outcome, Failed)}
    with open_store() as store:
        store.curation.add_features({sha: features[sha] for sha in new if sha in features}, at=now)
        outcomes = {s.id: _outcome(s, names, features, failures) for s in submissions}
        store.curation.add_outcomes(outcomes, VERSION, at=now)
    return len(submissions)


def look_again(
    open_store: OpenStore, media: MediaFolder, workers: Workers, now: datetime, search: FaceSearch
) -> int:
    """Measure pictures again whose facts are missing, or were made otherwise; how many. The latest go first,
    at most AT_ONCE a night."""
    from content.score.photo_facts import facts_version  # numpy

    with open_store(reading=True) as store:
        old = set(store.curation.without_facts(facts_version(search), AT_ONCE))
        pictures = [medium for medium in store.intake.media_in_use() if medium.sha256 in old]
    measured = measure_all(pictures, media, workers, search)
    features = {sha: outcome.value for sha, outcome in measured.items() if isinstance(outcome, Completed)}
    with open_store() as store:
        store.curation.add_features(features, at=now)
    return len(features)


def measure_all(
    pictures: Sequence[Media], media: MediaFolder, workers: Workers, search: FaceSearch = NOBODY_LOOKS
) -> dict[str, Completed[Features] | Failed]:
    """sha256 -> what was measured on each picture."""
    jobs = [_Job(media.working(m.sha256), media.original(m.sha256, m.suffix), search) for m in pictures]
    return dict(zip([m.sha256 for m in pictures], workers.map(_measure, jobs), strict=True))


@dataclass(frozen=True, slots=True)
class _Job:
    working: Path
    original: Path
    search: FaceSearch


def _measure(job: _Job) -> Features:
    from content.score.image import measure  # numpy and Pillow: needed in the workers alone

    return measure(job.working, job.original, job.search)


def _outcome(
    submission: Submission,
    names: Mapping[str, str],
    features: Mapping[str, Features],
    failures: Mapping[str, Message],
) -> Score | Unreadable:
    """The score of the cover and of the words beside it: what needs no other submission to be known."""
    cover = submission.media[0].sha256
    if cover not in features:
        return Unreadable(failures[cover])
    product = submission.product or ""
    text = said_in(submission.text, (product, names.get(product, "")))
    return HAND.first_score(photo_parts(features[cover]) | text.parts)
