"""Poster specs -> files: what the queue needs and is not drawn yet; complete posts go on to review."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path

from content.media import MediaFolder
from content.model import NotRendered, PostState
from content.night import Drawn
from content.posters.render import render_posters
from content.store import OpenStore
from content.workers import Workers

WHO = "sishi"
WAITING = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED)


def posters_of(open_store: OpenStore, groups: Collection[str], first: date, last: date) -> list[str]:
    """Keys of all posters that unsent posts need, sorted; `groups` empty means all; both days count."""
    with open_store(reading=True) as store:
        return sorted({post.poster for post in store.posts(first, last, groups=groups, states=WAITING)})


def draw_posters(
    open_store: OpenStore,
    keys: Sequence[str],
    *,
    root: Path,
    folder: Path,
    templates: tuple[Path, ...],
    media: MediaFolder,
    workers: Workers,
    now: datetime,
) -> Drawn:
    """Draw these posters, or find them drawn; then drafts that are complete wait for review."""
    with open_store(reading=True) as store:
        specs = store.specs(keys)
        known = store.rendered(keys)
    outcomes = render_posters(
        specs, root=root, folder=folder, template_folders=templates, media_folder=media.root, workers=workers
    )
    results = [outcome if isinstance(outcome, NotRendered) else outcome.rendered for outcome in outcomes]
    with open_store() as store:
        store.add_rendered([result for result in results if known.get(result.key) != result])
        for post in store.drafts_with([r.key for r in results if not isinstance(r, NotRendered)]):
            store.move(post, PostState.IN_REVIEW, who=WHO, why="海报已画好 the poster is drawn", at=now)
    reused = sum(not isinstance(outcome, NotRendered) and outcome.reused for outcome in outcomes)
    failed = tuple(f"{result.key}: {result.why}" for result in results if isinstance(result, NotRendered))
    return Drawn(len(results) - reused - len(failed), reused, failed)
