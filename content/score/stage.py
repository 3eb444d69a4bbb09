"""Submissions -> scores: every new one is measured once and scored, outside any transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from content.media import MediaFolder
from content.model import Features, Media, Message, Score, Submission, Unreadable
from content.score.features import VERSION
from content.score.sub_scores import photo_parts
from content.score.weights import HAND
from content.score.words import said_in
from content.store import OpenStore
from content.workers import Completed, Failed, Workers


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
    face_model: Path | None = None,
) -> int:
    """Score these submissions; how many were looked at. Their pictures are measured only if not yet known.

    With a `face_model` the faces of a picture are its focal point.
    """
    with open_store(reading=True) as store:
        submissions = store.intake.submissions(ids)
        names = {product.id: product.name for product in store.library.products()}
        known = store.curation.features(m.sha256 for s in submissions for m in s.media)
    known = {sha: features for sha, features in known.items() if features.version == VERSION}
    every = {m.sha256: m for s in submissions for m in s.media}
    new = sorted(every.keys() - known.keys())
    measured = measure_all([every[sha] for sha in new], media, workers, face_model)
    features = known | {
        sha: outcome.value for sha, outcome in measured.items() if isinstance(outcome, Completed)
    }
    failures = {sha: outcome.why for sha, outcome in measured.items() if isinstance(outcome, Failed)}
    with open_store() as store:
        store.curation.add_features({sha: features[sha] for sha in new if sha in features}, at=now)
        outcomes = {s.id: _outcome(s, names, features, failures) for s in submissions}
        store.curation.add_outcomes(outcomes, VERSION, at=now)
    return len(submissions)


def measure_all(
    pictures: Sequence[Media], media: MediaFolder, workers: Workers, face_model: Path | None = None
) -> dict[str, Completed[Features] | Failed]:
    """sha256 -> what was measured on each picture."""
    jobs = [_Job(media.working(m.sha256), media.original(m.sha256, m.suffix), face_model) for m in pictures]
    return dict(zip([m.sha256 for m in pictures], workers.map(_measure, jobs), strict=True))


@dataclass(frozen=True, slots=True)
class _Job:
    working: Path
    original: Path
    face_model: Path | None


def _measure(job: _Job) -> Features:
    from content.score.image import measure  # numpy and Pillow: needed in the workers alone

    features = measure(job.working, job.original)
    if job.face_model is None:
        return features
    from content.score.faces import face_focus

    faces = face_focus(job.working, job.face_model)
    values = {**features.values, "faces": float(faces is not None)}  # absent where no model looked
    return replace(features, focus=faces or features.focus, values=values)


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
