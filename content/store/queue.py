"""The queue: posts with their posters, and the one door through which a post changes its state."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Select, select, update

from content.errors import IllegalMove, UnknownId
from content.model import MOVES, NotRendered, Post, PosterSpec, PostState, Rendered, Slot
from content.store.base import StorePart, batched
from content.store.tables import AuditRow, PosterRow, PostRow


class Queue(StorePart):
    def posts(
        self,
        first: date | None = None,
        last: date | None = None,
        *,
        groups: Collection[str] = (),
        states: Collection[PostState] = (),
    ) -> list[Post]:
        """Posts from `first` to `last`, both included (None: open end), by the time they go out, then id."""
        rows: Select[tuple[PostRow]] = select(PostRow).order_by(PostRow.goes_out_at, PostRow.id)
        if first is not None:
            rows = rows.where(PostRow.day >= first)
        if last is not None:
            rows = rows.where(PostRow.day <= last)
        if groups:
            rows = rows.where(PostRow.group_id.in_(groups))
        if states:
            rows = rows.where(PostRow.state.in_([state.value for state in states]))
        return [_post(row) for row in self._session.scalars(rows)]

    def post(self, post_id: str) -> Post:
        row = self._session.get(PostRow, post_id)
        if row is None:
            raise UnknownId(f"There is no post {post_id!r}; `sishi queue list` shows those there are.")
        return _post(row)

    def put_posts(self, posts: Sequence[Post], *, who: str, why: str, at: datetime, run: str) -> int:
        """Write new posts, and posts whose text, poster or time changed as their next version.

        The number of posts written. An audit row goes with each; unchanged posts are left alone.
        """
        before = {row.id: _post(row) for row in self._rows([post.id for post in posts])}
        written = [post for post in posts if _differs(before.get(post.id), post)]
        for post in written:
            was = before.get(post.id)
            self._audit(at, who, post.id, was.state.value if was else "", post.state.value, why)
        self._put(PostRow, [_post_row(post, before.get(post.id), at, run) for post in written])
        return len(written)

    def move(self, post_id: str, to: PostState, *, who: str, why: str, at: datetime) -> bool:
        """Take a post to another state and write down who did it and why, in one transaction.

        False if somebody else moved it in between. UnknownId, or IllegalMove where the rule book forbids.
        """
        was = self.post(post_id).state
        if to not in MOVES[was]:
            allowed = ", ".join(sorted(MOVES[was])) or "nothing: this state is final"
            raise IllegalMove(f"Post {post_id} is {was} and cannot become {to}; allowed: {allowed}.")
        mine = update(PostRow).where(PostRow.id == post_id, PostRow.state == was.value)
        if self._change(mine.values(state=to.value, changed_at=at)) != 1:
            return False
        self._audit(at, who, post_id, was.value, to.value, why)
        return True

    def _audit(self, at: datetime, who: str, what: str, was: str, became: str, why: str) -> None:
        self._session.add(AuditRow(at=at, who=who, what=what, was=was, became=became, why=why))

    def audit(self, what: str) -> list[tuple[datetime, str, str, str, str]]:
        """(when, who, was, became, why) of one thing, oldest first."""
        rows = self._session.scalars(select(AuditRow).where(AuditRow.what == what).order_by(AuditRow.id))
        return [(row.at, row.who, row.was, row.became, row.why) for row in rows]

    # -- posters --------------------------------------------------------------------------------
    def add_specs(self, specs: Iterable[PosterSpec]) -> None:
        """Make the specs known by their keys, to be drawn later."""
        self._add(PosterRow, [{"key": spec.key, "spec": spec.as_json()} for spec in specs])

    def specs(self, keys: Iterable[str]) -> list[PosterSpec]:
        """The specs of these keys, by key."""
        return [
            PosterSpec.from_json(spec)
            for batch in batched(sorted(set(keys)))
            for spec in self._session.scalars(
                select(PosterRow.spec).where(PosterRow.key.in_(batch)).order_by(PosterRow.key)
            )
        ]

    def rendered(self, keys: Iterable[str] | None = None) -> dict[str, Rendered]:
        """key -> the finished poster, for those that are drawn (None: all)."""
        drawn = select(PosterRow).where(PosterRow.path.is_not(None))
        rows = (
            self._session.scalars(drawn)
            if keys is None
            else (
                row
                for batch in batched(sorted(set(keys)))
                for row in self._session.scalars(drawn.where(PosterRow.key.in_(batch)))
            )
        )
        return {row.key: _rendered(row) for row in rows}

    def drafts_with(self, keys: Iterable[str]) -> list[str]:
        """Ids of the drafts whose poster is one of these, sorted."""
        return sorted(
            post_id
            for batch in batched(sorted(set(keys)))
            for post_id in self._session.scalars(
                select(PostRow.id).where(
                    PostRow.poster_key.in_(batch), PostRow.state == PostState.DRAFT.value
                )
            )
        )

    def failed_posters(self) -> list[NotRendered]:
        rows = self._session.scalars(select(PosterRow).where(PosterRow.failed.is_not(None)))
        return [NotRendered(row.key, row.failed or "") for row in rows]

    def add_rendered(self, outcomes: Sequence[Rendered | NotRendered]) -> None:
        for outcome in outcomes:
            self._change(update(PosterRow).where(PosterRow.key == outcome.key).values(**_drawn(outcome)))

    def _rows(self, ids: Sequence[str]) -> list[PostRow]:
        return [
            row
            for batch in batched(ids)
            for row in self._session.scalars(select(PostRow).where(PostRow.id.in_(batch)))
        ]


def _differs(was: Post | None, post: Post) -> bool:
    if was is None or was.state is PostState.CANCELLED:
        return True
    return (was.text, was.poster, was.goes_out_at, was.story, was.submission) != (
        post.text,
        post.poster,
        post.goes_out_at,
        post.story,
        post.submission,
    )


def _post(row: PostRow) -> Post:
    return Post(
        id=row.id,
        group=row.group_id,
        day=row.day,
        slot=Slot(row.slot),
        goes_out_at=row.goes_out_at,
        state=PostState(row.state),
        story=row.story_id,
        text=row.text,
        poster=row.poster_key,
        submission=row.submission_id,
        member=row.member_id,
        version=row.version,
    )


def _post_row(post: Post, was: Post | None, at: datetime, run: str) -> dict[str, object]:
    return {
        "id": post.id,
        "group_id": post.group,
        "day": post.day,
        "slot": post.slot.value,
        "goes_out_at": post.goes_out_at,
        "state": post.state.value,
        "story_id": post.story,
        "submission_id": post.submission,
        "member_id": post.member,
        "text": post.text,
        "poster_key": post.poster,
        "version": was.version + 1 if was else 1,
        "changed_at": at,
        "run_id": run,
    }


def _drawn(outcome: Rendered | NotRendered) -> dict[str, object]:
    if isinstance(outcome, NotRendered):
        return {"failed": outcome.why}
    return {
        "path": outcome.path,
        "sha256": outcome.sha256,
        "width": outcome.width,
        "height": outcome.height,
        "bytes": outcome.bytes,
        "failed": None,
    }


def _rendered(row: PosterRow) -> Rendered:
    return Rendered(
        key=row.key,
        path=row.path or "",
        sha256=row.sha256 or "",
        width=row.width or 0,
        height=row.height or 0,
        bytes=row.bytes or 0,
    )
