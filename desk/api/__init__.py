"""The API under /api/v1: one module a part, the same verbs as the pages."""

from fastapi import APIRouter

from desk import live
from desk.api import (
    audit,
    channels,
    comments,
    complaints,
    corrections,
    draw,
    groups,
    insight,
    layouts,
    meta,
    posts,
    presence,
    publisher,
    review,
    runs,
    sends,
    stories,
    submissions,
    tokens,
    undo,
    uploads,
)

routers: list[APIRouter] = [
    submissions.router,
    complaints.router,
    corrections.router,
    groups.router,
    layouts.router,
    insight.router,
    runs.router,
    audit.router,
    tokens.router,
    meta.router,
    live.router,
    draw.router,
    comments.router,
    presence.router,
    posts.router,
    sends.router,
    stories.router,
    channels.router,
    publisher.router,
    review.router,
    undo.router,
    uploads.router,
]
