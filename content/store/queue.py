"""The queue: posts with their posters, and the one door through which a post changes its state."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from content.errors import IllegalMove, UnknownId
from content.model import (
    CONTENT,
    MOVES,
    NO_LONGER_SHOWN,
    Message,
    NotRendered,
    Post,
    PosterSpec,
    PostState,
    Rendered,
    Slot,
    changed_fields,
    may_move,
)
from content.store.base import StorePart, batched
from content.store.review_tables import VersionRow
from content.store.tables import AuditRow, PosterRow, PostRow

NOTED = frozenset({PostState.RETURNED, PostState.CANCELLED})  # states whose reason stays on the post


_POSTERS = PosterRow.__table__.c
_SPECS = (
    select(_POSTERS.spec).where(_POSTERS.key.in_(bindparam("keys", expanding=True))).order_by(_POSTERS.key)
)


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
        rows: Select[PostRow] = select(PostRow).order_by(PostRow.goes_out_at, PostRow.id)
        if first is not None:
            rows = rows.where(PostRow.day >= first)
        if last is not None:
            rows = rows.where(PostRow.day <= last)
        if groups:
            rows = rows.where(PostRow.group_id.in_(groups))
        if states:
            rows = rows.where(PostRow.state.in_([state.value for state in states]))
        return [as_post(row) for row in self._session.scalars(rows)]

    def post(self, post_id: str) -> Post:
        row = self._session.get(PostRow, post_id)
        if row is None:
            raise UnknownId(Message("post.unknown", post=post_id))
        return as_post(row)

    def posts_of(self, ids: Collection[str]) -> list[Post]:
        """Those of these posts that there are, by id."""
        return [as_post(row) for row in self._rows(sorted(set(ids)))]

    def lock_posts(self, ids: Collection[str]) -> dict[str, Post]:
        """id -> post, for those there are; nobody else changes them until this unit of work ends."""
        return {row.id: as_post(row) for row in self._rows(sorted(set(ids)), locked=True)}

    def put_posts(
        self, posts: Sequence[Post], *, actor: str, why: Message | None, at: datetime, run: str
    ) -> int:
        """Write new posts, and posts whose text, poster or time changed as their next version.

        The number of posts written. An audit row goes with each; unchanged posts are left alone, and so is
        what a person approved, locked or gave its present form.
        """
        before = {row.id: as_post(row) for row in self._rows(sorted(post.id for post in posts), locked=True)}
        changed = [post for post in posts if _differs(before.get(post.id), post)]
        newest = self._newest_versions([post.id for post in changed if post.id in before])
        written, entries = [], []
        for post in changed:
            was = before.get(post.id)
            now = replace(post, version=newest.get(post.id, 0) + 1, revision=was.revision + 1 if was else 1)
            fields = changed_fields(was, now) if was else CONTENT
            entries.append(_entry(at, actor, "tell", now, was.state.value if was else "", why, fields))
            self.note("group", post.group, at)
            written.append(now)
        self.write_all_down(entries)
        self._put(PostRow, [_post_row(post, actor, at, run) for post in written])
        self._add(VersionRow, [_version_row(post, actor, why, at) for post in written])
        return len(written)

    def move(
        self,
        post_id: str,
        to: PostState,
        *,
        actor: str,
        why: Message | None,
        at: datetime,
        revision: int | None = None,
    ) -> bool:
        """Take a post to another state and write down who did it and why, in one transaction.

        False if somebody else changed it in between, or since the `revision` that is named. UnknownId, or
        IllegalMove where the rule book forbids.
        """
        was = self.post(post_id)
        if revision not in (None, was.revision):
            return False
        if was.state is to:
            raise _illegal(was, to)
        return self.change(was, replace(was, state=to), kind="move", actor=actor, why=why, at=at) is not None

    def change(
        self,
        was: Post,
        now: Post,
        *,
        kind: str,
        actor: str,
        why: Message | None,
        at: datetime,
        undoing: bool = False,
    ) -> Post | None:
        """The one door: make a post into what `now` says; None if it is not `was` any more.

        A new state must be in the rule book (`undoing` may walk it backwards). New content becomes the next
        version, unless `now` names an earlier version that it goes back to. It is the next revision in any
        case, and an audit row goes with it.
        """
        if was.state is not now.state and not may_move(was.state, now.state, undoing=undoing):
            raise _illegal(was, now.state)
        fields = changed_fields(was, now)
        is_new = now.version == was.version and not set(CONTENT).isdisjoint(fields)
        version = self._newest_versions([was.id]).get(was.id, 0) + 1 if is_new else now.version
        now = replace(now, version=version, revision=was.revision + 1)
        row = _columns(now) | {"changed_by": actor, "changed_at": at}
        if was.state is not now.state:
            row["note"] = why if now.state in NOTED else None
        mine = update(PostRow).where(PostRow.id == was.id, PostRow.revision == was.revision)
        if self._change(mine.values(**row)) != 1:
            return None
        if is_new:
            self._add(VersionRow, [_version_row(now, actor, why, at)])
        self._audit(at, actor, kind, now, was.state.value, why, fields)
        self.note("post", now.id, at)
        return now

    def add_post(
        self, post: Post, *, kind: str, actor: str, why: Message | None, at: datetime
    ) -> Post | None:
        """Write the first post of a cell; None if there is one."""
        if not self._add(PostRow, [_post_row(post, actor, at, "")]):
            return None
        self._add(VersionRow, [_version_row(post, actor, why, at)])
        self._audit(at, actor, kind, post, "", why, CONTENT)
        self.note("post", post.id, at)
        return post

    def _audit(
        self,
        at: datetime,
        actor: str,
        kind: str,
        post: Post,
        was: str,
        why: Message | None,
        changed: Collection[str],
    ) -> None:
        self.write_all_down([_entry(at, actor, kind, post, was, why, changed)])

    def audit(self, what: str) -> list[tuple[datetime, str, str, str, Message | None]]:
        """(when, who, was, became, why) of one thing, oldest first."""
        rows = self._session.scalars(select(AuditRow).where(AuditRow.what == what).order_by(AuditRow.id))
        return [(row.at, row.who, row.was, row.became, row.why) for row in rows]

    def _newest_versions(self, ids: Sequence[str]) -> dict[str, int]:
        """post id -> its highest version number."""
        newest = select(VersionRow.post_id, func.max(VersionRow.version)).group_by(VersionRow.post_id)
        return {
            post_id: number
            for batch in batched(ids)
            for post_id, number in self._session.execute(newest.where(VersionRow.post_id.in_(batch)))
        }

    # -- posters --------------------------------------------------------------------------------
    def add_specs(self, specs: Iterable[PosterSpec]) -> None:
        """Make the specs known by their keys, to be drawn later."""
        known = {spec.key: spec for spec in specs}  # many posts show the same poster
        self._add(PosterRow, [{"key": key, "spec": spec.as_json()} for key, spec in known.items()])

    def specs(self, keys: Iterable[str]) -> list[PosterSpec]:
        """The specs of these keys, by key."""
        return [
            _spec(text)
            for batch in batched(sorted(set(keys)))
            for text in self._read(_SPECS, keys=batch).scalars()
        ]

    def shown(
        self, first: date, last: date, groups: Collection[str] = ()
    ) -> list[tuple[str, date, Slot, str, dict[str, str]]]:
        """Group, day, slot, template and colours of every poster of these days that was not withdrawn."""
        rows = (
            select(PostRow.group_id, PostRow.day, PostRow.slot, PostRow.poster_key)
            .where(PostRow.day >= first, PostRow.day <= last, PostRow.state != PostState.CANCELLED.value)
            .order_by(PostRow.day, PostRow.group_id, PostRow.slot)
        )
        if groups:
            rows = rows.where(PostRow.group_id.in_(groups))
        posts = list(self._session.execute(rows))
        specs = {spec.key: spec for spec in self.specs({key for *_, key in posts})}
        return [
            (group, day, Slot(slot), specs[key].template, dict(specs[key].palette))
            for group, day, slot, key in posts
            if key in specs
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
        """Those that could not be drawn; what may not be drawn any more is none of them."""
        gone = PosterRow.failed.in_(NO_LONGER_SHOWN.values())
        rows = self._session.scalars(select(PosterRow).where(PosterRow.failed.is_not(None), ~gone))
        return [NotRendered(row.key, row.failed) for row in rows if row.failed]

    def add_rendered(self, outcomes: Sequence[Rendered | NotRendered]) -> None:
        for outcome in outcomes:
            self._change(update(PosterRow).where(PosterRow.key == outcome.key).values(**_drawn(outcome)))

    def _rows(self, ids: Sequence[str], *, locked: bool = False) -> list[PostRow]:
        rows = select(PostRow).order_by(PostRow.id)  # in one order, so that two writers never wait in a ring
        if locked:
            rows = rows.with_for_update()
        return [
            row for batch in batched(ids) for row in self._session.scalars(rows.where(PostRow.id.in_(batch)))
        ]


def _entry(
    at: datetime, actor: str, kind: str, post: Post, was: str, why: Message | None, changed: Collection[str]
) -> dict[str, Any]:
    """The audit's row of one post."""
    detail = {
        "revision": post.revision,
        "version": post.version,
        "locked_by": post.locked_by,
        "hand": post.hand,
        "changed": list(changed),
    }
    said = {"kind": kind, "what": post.id, "was": was, "became": post.state.value, "why": why}
    return {"at": at, "who": actor, "detail": detail} | said


@lru_cache(maxsize=1000)
def _spec(text: str) -> PosterSpec:
    """A spec never changes, and its key is worked out once."""
    return PosterSpec.from_json(text)


def _illegal(post: Post, to: PostState) -> IllegalMove:
    allowed = tuple(sorted(MOVES[post.state])) or Message("post.state_is_final")
    return IllegalMove(
        Message("post.illegal_move", post=post.id, state=post.state, wanted=to, allowed=allowed)
    )


def _differs(was: Post | None, post: Post) -> bool:
    """Whether the night has something to write: nothing where a person's word stands."""
    if was is None or was.stands:
        return was is None
    if was.state is PostState.CANCELLED:
        return True
    told = ("text", "poster", "goes_out_at", "story", "submission")
    return any(getattr(was, name) != getattr(post, name) for name in told)


def as_post(row: Any) -> Post:
    """The post of a row, or of anything that has its columns."""
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
        photo=row.photo_id,
        version=row.version,
        revision=row.revision,
        locked_by=row.locked_by,
        hand=row.hand,
    )


def _content(post: Post) -> dict[str, object]:
    return {
        "text": post.text,
        "poster_key": post.poster,
        "goes_out_at": post.goes_out_at,
        "story_id": post.story,
        "submission_id": post.submission,
        "member_id": post.member,
        "photo_id": post.photo,
    }


def _columns(post: Post) -> dict[str, object]:
    """What may change of a post."""
    return _content(post) | {
        "state": post.state.value,
        "version": post.version,
        "revision": post.revision,
        "locked_by": post.locked_by,
        "hand": post.hand,
    }


def _post_row(post: Post, actor: str, at: datetime, run: str) -> dict[str, object]:
    cell = {"id": post.id, "group_id": post.group, "day": post.day, "slot": post.slot.value}
    return cell | _columns(post) | {"note": None, "changed_by": actor, "changed_at": at, "run_id": run}


def _version_row(post: Post, actor: str, why: Message | None, at: datetime) -> dict[str, object]:
    made = {"post_id": post.id, "version": post.version, "who": actor, "why": why, "at": at}
    return made | _content(post)


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
        "warnings": outcome.warnings,
    }


def _rendered(row: PosterRow) -> Rendered:
    return Rendered(
        key=row.key,
        path=row.path or "",
        sha256=row.sha256 or "",
        width=row.width or 0,
        height=row.height or 0,
        bytes=row.bytes or 0,
        warnings=row.warnings,
    )
