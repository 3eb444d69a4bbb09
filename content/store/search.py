"""What a search over everything looks at: the names of all things, and the words of photos."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from content.model import Post
from content.store.base import AnySelect, StorePart
from content.store.cards import POSTS
from content.store.lists import QueueFilter, wanted
from content.store.queue import as_post
from content.store.tables import (
    GroupRow,
    MemberRow,
    ProductRow,
    StoryRow,
    SubmissionMediaRow,
    SubmissionRow,
)

_GROUPS, _MEMBERS, _PRODUCTS, _STORIES, _SUBMISSIONS, _COVERS = (
    row.__table__.c for row in (GroupRow, MemberRow, ProductRow, StoryRow, SubmissionRow, SubmissionMediaRow)
)
_NICKNAME = select(_MEMBERS.nickname).where(_MEMBERS.id == _SUBMISSIONS.member_id).scalar_subquery()
PHOTOS_READ, POSTS_READ = 5_000, 1_000  # the newest photos and next posts whose words a search goes through


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Something with a name. `kind` is group, member, product or story; `detail` says what it belongs to;
    `words` is what else it is found by."""

    kind: str
    id: str
    name: str
    detail: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SearchPhoto:
    """A photo by the words it was sent with; `sha256` is that of its first picture."""

    id: str
    text: str
    nickname: str
    posted_at: datetime
    sha256: str


class Search(StorePart):
    def entries(self) -> tuple[SearchEntry, ...]:
        """Every group, product and story, and every member who has not left."""
        return tuple(
            entry
            for entries in (self._groups, self._products, self._stories, self._members)
            for entry in entries()
        )

    def posts(self, q: str, queue_filter: QueueFilter, most: int) -> list[Post]:
        """Of the next posts that pass a filter those with `q` in their words, what goes out first first."""
        coming = select(*POSTS).where(*wanted(queue_filter, POSTS))
        window = coming.order_by(POSTS.goes_out_at).limit(POSTS_READ).subquery()
        rows = select(window).where(self._has(window.c.text, q)).order_by(window.c.goes_out_at, window.c.id)
        return [as_post(row) for row in self._read(rows.limit(most))]

    def photos(self, q: str, most: int) -> tuple[SearchPhoto, ...]:
        """Photos whose words, or whose author's name, have `q`, the newest first."""
        rows = self._read(self._photos(q).limit(most))
        return tuple(SearchPhoto(*row) for row in rows)

    def _photos(self, q: str) -> AnySelect:
        newest = select(_SUBMISSIONS.id).order_by(_SUBMISSIONS.posted_at.desc()).limit(PHOTOS_READ).subquery()
        by_author = select(_MEMBERS.id).where(self._has(_MEMBERS.nickname, q))
        return (
            select(_SUBMISSIONS.id, _SUBMISSIONS.text, _NICKNAME, _SUBMISSIONS.posted_at, _COVERS.sha256)
            .join(
                SubmissionMediaRow.__table__,
                and_(_COVERS.submission_id == _SUBMISSIONS.id, _COVERS.position == 0),
            )
            .where(
                _SUBMISSIONS.id.in_(select(newest.c.id)),
                self._has(_SUBMISSIONS.text, q) | _SUBMISSIONS.member_id.in_(by_author),
            )
            .order_by(_SUBMISSIONS.posted_at.desc(), _SUBMISSIONS.id)
        )

    def _has(self, column: Any, q: str) -> Any:
        plain = self._dialect == "sqlite" or q.lower() == q.upper()
        return (column.contains if plain else column.icontains)(q, autoescape=True)

    def _groups(self) -> Iterator[SearchEntry]:
        for row in self._read(select(_GROUPS.id, _GROUPS.name, _GROUPS.size)):
            yield SearchEntry("group", row.id, row.name, str(row.size))

    def _products(self) -> Iterator[SearchEntry]:
        for row in self._read(select(*_PRODUCTS)):
            yield SearchEntry("product", row.id, row.name, "", " ".join(row.aliases or ()))

    def _stories(self) -> Iterator[SearchEntry]:
        name = select(_PRODUCTS.name).where(_PRODUCTS.id == _STORIES.product_id).scalar_subquery()
        words = _STORIES.hook, _STORIES.question, _STORIES.solution, _STORIES.solution_title, _STORIES.clue
        for row in self._read(
            select(_STORIES.id, _STORIES.title, func.coalesce(name, "").label("product"), *words)
        ):
            words_of_story = "\n".join(str(part) for part in row[3:] if part)
            yield SearchEntry("story", row.id, row.title, row.product, f"{row.product}\n{words_of_story}")

    def _members(self) -> Iterator[SearchEntry]:
        name = select(_GROUPS.name).where(_GROUPS.id == _MEMBERS.group_id).scalar_subquery()
        here = select(_MEMBERS.id, _MEMBERS.nickname, func.coalesce(name, "").label("group_name"))
        for row in self._read(here.where(_MEMBERS.left_on.is_(None), _MEMBERS.nickname != "")):
            yield SearchEntry("member", row.id, row.nickname, row.group_name)
