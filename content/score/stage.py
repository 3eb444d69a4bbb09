"""Submissions -> scores: every new one is measured once and scored, outside any transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from content.media import MediaFolder
from content.model import Features, Score, Submission, Unreadable
from content.score.features import VERSION
from content.score.sub_scores import score
from content.store import OpenStore
from content.workers import Done, Failed, Workers


def unscored(open_store: OpenStore) -> list[str]:
    """Ids of the submissions without a score of this version, sorted."""
    with open_store(reading=True) as store:
        return store.unscored(VERSION)


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
        submissions = store.submissions(ids)
        known = store.features(m.sha256 for s in submissions for m in s.media)
    known = {sha: features for sha, features in known.items() if features.version == VERSION}
    new = sorted({m.sha256 for s in submissions for m in s.media} - known.keys())
    jobs = [_Job(media.working(sha), face_model) for sha in new]
    measured = dict(zip(new, workers.map(_measure, jobs), strict=True))
    features = known | {sha: found.value for sha, found in measured.items() if isinstance(found, Done)}
    failures = {sha: found.why for sha, found in measured.items() if isinstance(found, Failed)}
    with open_store() as store:
        store.add_features({sha: features[sha] for sha in new if sha in features}, at=now)
        store.add_outcomes({s.id: _outcome(s, features, failures) for s in submissions}, VERSION, at=now)
    return len(submissions)


@dataclass(frozen=True, slots=True)
class _Job:
    working: Path
    face_model: Path | None


def _measure(job: _Job) -> Features:
    from content.score.image import measure  # numpy and Pillow: needed in the workers alone

    features = measure(job.working)
    if job.face_model is None:
        return features
    from content.score.faces import face_focus

    faces = face_focus(job.working, job.face_model)
    return replace(features, focus=faces) if faces else features


def _outcome(
    submission: Submission, features: dict[str, Features], failures: dict[str, str]
) -> Score | Unreadable:
    first = submission.media[0].sha256
    return score([features[first]]) if first in features else Unreadable(failures[first])
