"""One module a page; the first path of each is in desk.md's map of addresses."""

from desk.pages import (
    acts,
    audit,
    cull,
    day,
    enter,
    export,
    groups,
    photo,
    post,
    queue,
    runs,
    settings,
    templates,
    today,
    users,
    week,
)

routers = [
    photo.router,
    cull.router,
    audit.router,
    day.router,
    enter.router,
    export.router,
    groups.router,
    post.router,
    queue.router,
    runs.router,
    settings.router,
    templates.router,
    today.router,
    users.router,
    acts.router,
    week.router,
]
