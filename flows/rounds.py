"""The stages over all their chunks. Each returns its part of the report."""

from dataclasses import asdict
from typing import Any

from content.gather import Gathered
from content.messages import in_each
from flows import tasks
from flows.chunks import (
    FOLDER_TASKS,
    POSTER_TASKS,
    POSTERS,
    SCORE_TASKS,
    SCORES,
    TELL_TASKS,
    TELLINGS,
    chunks,
)
from flows.night import Night

NOTHING_DRAWN = {"posters_rendered": 0, "posters_reused": 0, "warnings": []}


def gather(night: Night) -> dict[str, Any]:
    """Take in what is new in the inboxes, folder by folder, in order: which of two twins is first matters."""
    with night.stage("gather"):
        folders = chunks(tasks.folders(night.order), 1, FOLDER_TASKS)
        total = sum(night.each(tasks.gather, folders, percent=(0, 30)), Gathered())
    return {
        "gathered": total.new,
        "duplicates": total.duplicates,
        "updated": total.updated,
        "unfinished": total.unfinished,
        "quarantined": total.quarantined,
        "messages": total.messages,
        "messages_left_out": total.messages_left_out,
        **({"not_looked_at": total.not_looked_at} if total.not_looked_at else {}),
        "sources": [asdict(source) for source in total.sources],
    }


def feedback(night: Night) -> dict[str, Any]:
    """Count what came back to the posts that went out."""
    with night.stage("feedback"):
        counted = tasks.feedback(night.order)
    return {"responses": {"posts": counted.posts, "left_out": counted.left_out}}


def curate(night: Night) -> dict[str, Any]:
    """Score what is new, learn from what was decided, then choose the shortlist."""
    with night.stage("score"):
        ids = chunks(tasks.unscored(night.order), SCORES, SCORE_TASKS)
        scored = sum(night.each(tasks.score, ids, percent=(30, 50)))
    with night.stage("train"):
        learnt = tasks.train(night.order)
    with night.stage("shortlist"):
        chosen = tasks.shortlist(night.order)
    return {
        "scored": scored,
        "model": learnt.model,
        "shortlisted": chosen.kept,
        "dropped_by_reason": chosen.dropped_by_reason,
    }


def lay_out(night: Night) -> dict[str, Any]:
    """Choose story and submission for each group's days, and write the posts."""
    night.show(50)
    with night.stage("lay_out"):
        plan = tasks.lay_out(night.order)
    with night.stage("tell"):
        groups = chunks(tasks.groups_to_compose(night.order), TELLINGS, TELL_TASKS)
        composed = night.each(tasks.compose, groups, percent=(55, 60))
    night.failed += dict.fromkeys(failed for part in composed for failed in part.failed)
    written = {
        "tellings": sum(part.tellings for part in composed),
        "posts": sum(part.posts for part in composed),
    }
    return {**written, "gaps": plan.gaps}


def render(night: Night) -> dict[str, Any]:
    """Draw the posters that are not drawn yet."""
    with night.stage("posters"):
        keys = chunks(tasks.posters(night.order), POSTERS, POSTER_TASKS)
        drawn = night.each(tasks.render, keys, percent=(60, 98))
    for failed in (failed for part in drawn for failed in part.failed):
        night.fail("poster", failed)
    return {
        "posters_rendered": sum(part.rendered for part in drawn),
        "posters_reused": sum(part.reused for part in drawn),
        "warnings": [
            {"poster": poster, **in_each(warning)} for part in drawn for poster, warning in part.warnings
        ],
    }


def report(night: Night) -> dict[str, Any]:
    """What the store says of the run, with the digest of the queue."""
    with night.stage("report"):
        return tasks.report(night.order)
