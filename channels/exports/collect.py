"""The posts of the queue with the names of all that they refer to, as lists and exports show them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.exports.item import PosterRef, QueueItem
from content.messages import in_both, render
from content.model import Dropped, Gap, Kept, Placement, Post, PosterSpec, PostState, Rendered
from content.rights.naming import texts_as_read
from content.rights.showing import not_to_be_shown
from content.sanitize import one_line
from content.store import OpenStore, Store


def queue_items(
    open_store: OpenStore,
    root: Path,
    first: date | None = None,
    last: date | None = None,
    *,
    groups: Collection[str] = (),
    states: Collection[PostState] = (),
) -> tuple[list[QueueItem], list[Gap]]:
    """Posts (not the cancelled ones, unless asked for) and gaps from `first` to `last`, both included.

    `root` is the workspace's folder: posters are told by their absolute path. Each post says whether the
    rights to what it shows stand at this moment, in its group and on its day.
    """
    with open_store(reading=True) as store:
        posts = store.queue.posts(first, last, groups=groups, states=states or _standing())
        names = _Names(store, root, posts)
        placements = {(p.group, p.day): p for p in store.plan.placements(first, last, groups)}
        gaps = [gap for gap in store.plan.gaps(first, last) if not groups or gap.group in groups]
        verdicts = store.curation.verdicts()
        withheld = not_to_be_shown(store, posts)
    items = [names.item(post, placements, verdicts) for post in posts]
    return [replace(item, withheld=withheld.get(item.id)) for item in items], gaps


def _standing() -> list[PostState]:
    return [state for state in PostState if state is not PostState.CANCELLED]


class _Names:
    """Looks up, once for all posts, what they refer to."""

    def __init__(self, store: Store, root: Path, posts: list[Post]) -> None:
        self._root = root
        self._groups = {group.id: group for group in store.library.groups()}
        self._stories = {story.id: story for story in store.library.stories()}
        self._products = {product.id: product.name for product in store.library.products()}
        self._members = {member.id: one_line(member.nickname) for member in store.library.members()}
        self._texts = texts_as_read(store, posts)
        keys = {post.poster for post in posts}
        self._specs = {spec.key: spec for spec in store.queue.specs(keys)}
        self._rendered = store.queue.rendered(keys)

    def item(
        self,
        post: Post,
        placements: Mapping[tuple[str, date], Placement],
        verdicts: Mapping[str, Kept | Dropped],
    ) -> QueueItem:
        group, story = self._groups[post.group], self._stories[post.story]
        return QueueItem(
            id=post.id,
            group=group.id,
            group_name=one_line(group.name),
            group_zone=group.zone,
            date=post.day,
            slot=post.slot,
            goes_out_at=post.goes_out_at.astimezone(ZoneInfo(group.zone)),
            state=post.state,
            story=story.id,
            story_title=one_line(story.title),
            product=story.product,
            product_name=one_line(self._products.get(story.product, story.product)),
            submission=post.submission,
            member=post.member,
            nickname=self._members.get(post.member or ""),
            text=self._texts[post.id],
            poster=self._poster(self._specs[post.poster], self._rendered.get(post.poster)),
            version=post.version,
            reasons=self._reasons(
                post, placements.get((post.group, post.day)), verdicts.get(post.submission or "")
            ),
        )

    def _poster(self, spec: PosterSpec, drawn: Rendered | None) -> PosterRef:
        return PosterRef(
            key=spec.key,
            path=self._root / drawn.path if drawn else None,
            sha256=drawn.sha256 if drawn else None,
            width=spec.width,
            height=spec.height,
            template=spec.template,
            warnings=tuple(map(in_both, drawn.warnings)) if drawn else (),
        )

    def _reasons(self, post: Post, placement: Placement | None, verdict: Kept | Dropped | None) -> list[str]:
        """Why this story is told here on this day, and why this photo was chosen; milli-points as planned."""
        reasons = []
        if placement is not None:
            second = self._stories.get(placement.runner_up or "")
            compared = _compared(second.title, placement.why.get("margin", 0)) if second else ""
            reasons.append(f"预计参与 {placement.why.get('engagement', 0)} 分{compared}")
        if post.submission and verdict is not None:
            reasons.append(render(verdict.why, "zh"))
        return reasons


def _compared(second: str, margin: int) -> str:
    """How the runner-up did. It may be worth more by itself, where its photo is needed more elsewhere."""
    if margin >= 0:
        return f"，比次选「{second}」高 {margin} 分"
    return f"；「{second}」单看高 {-margin} 分，但它的照片留给了更需要的群"
