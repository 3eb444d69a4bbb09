"""Requests for consent with their codes and answers, and the lists a person works through.

What an answer does is decided in content.rights.hear_answers.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from content.errors import UnknownId
from content.model import Consent, ConsentRequest, ConsentState, Message, own_words
from content.store.base import StorePart
from content.store.outbox_tables import DeliveryRow
from content.store.rights import as_consent
from content.store.rights_tables import NamedRemovalRow, RemovalRow, RequestRow
from content.store.tables import ConsentRow, MemberRow, PostRow
from content.store.tables import SubmissionRow as Sub


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """The consent of one submission as a list shows it, as it reads on the day the list was asked for."""

    submission: str
    group: str
    member: str | None
    nickname: str
    consent: Consent
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Removal:
    """A post that hangs in a group although its photo's author took the consent back, or although it names a
    `member` who may be named no longer; `submission` is "" then. `out_at`: when it went out, where known."""

    post: str
    submission: str
    group: str
    day: date
    state: str
    since: datetime
    done_at: datetime | None = None
    done_by: str = ""
    member: str = ""
    out_at: datetime | None = None


class ConsentRequests(StorePart):
    # -- requests ---------------------------------------------------------------------------------
    def put_request(self, request: ConsentRequest) -> None:
        """Write down that a member is asked."""
        row = {
            "code": request.code,
            "member_id": request.member,
            "submissions": list(request.submissions),
            "asked_at": request.asked_at,
            "asked_by": request.asked_by,
            "heard": sorted(request.heard),
            "answer": request.answer,
            "note": _stored(request.note),
        }
        self._put(RequestRow, [row])

    def request(self, code: str) -> ConsentRequest | None:
        row = self._session.get(RequestRow, code)
        return _request(row) if row else None

    def requests(self, member: str = "") -> list[ConsentRequest]:
        """Every request, or a member's, by code."""
        rows = select(RequestRow).order_by(RequestRow.code)
        if member:
            rows = rows.where(RequestRow.member_id == member)
        return [_request(row) for row in self._session.scalars(rows)]

    def open_requests(self) -> dict[str, ConsentRequest]:
        """code -> request. All there are: a yes may be taken back as long as its photo is shown."""
        return {request.code: request for request in self.requests()}

    def note_answer(self, request: ConsentRequest, message: str) -> None:
        """Keep the answer and the note of a request, and that this message was read as an answer to it."""
        row = self._session.get_one(RequestRow, request.code)
        row.heard = [*row.heard, message]
        row.answer, row.note = request.answer, _stored(request.note)
        self._session.flush()

    # -- lists ------------------------------------------------------------------------------------
    def consents(
        self,
        today: date,
        *,
        states: Collection[ConsentState] = (),
        group: str = "",
        member: str = "",
        ids: Collection[str] = (),
    ) -> list[ConsentLine]:
        """The consents as they read `today`, by submission; what is empty does not matter."""
        rows = (
            select(
                Sub.id,
                Sub.group_id,
                Sub.member_id,
                MemberRow.nickname,
                ConsentRow,
            )
            .select_from(Sub)
            .join(ConsentRow, ConsentRow.submission_id == Sub.id)
            .outerjoin(MemberRow, MemberRow.id == Sub.member_id)
            .where(ConsentRow.is_current.is_(True))
            .order_by(Sub.id)
        )
        if states:
            rows = rows.where(or_(*(_reads(state, today) for state in states)))
        if group:
            rows = rows.where(Sub.group_id == group)
        if member:
            rows = rows.where(Sub.member_id == member)
        if ids:
            rows = rows.where(Sub.id.in_(ids))
        return [
            ConsentLine(
                key, home, author, nickname or "", as_consent(row).on(today), row.recorded_at, row.recorded_by
            )
            for key, home, author, nickname, row in self._session.execute(rows)
        ]

    def removals(self, *, done: bool = False) -> list[Removal]:
        """Posts that must be taken down by hand, by id; those that were, too, if `done`."""
        listed = [
            *self._removals(RemovalRow, RemovalRow.submission_id, done=done),
            *self._removals(NamedRemovalRow, NamedRemovalRow.member_id, done=done),
        ]
        return sorted(listed, key=lambda removal: (removal.post, removal.submission, removal.member))

    def _removals(
        self,
        table: type[RemovalRow] | type[NamedRemovalRow],
        of: InstrumentedAttribute[str],
        *,
        done: bool,
    ) -> Iterator[Removal]:
        out_at = select(func.max(DeliveryRow.out_at)).where(DeliveryRow.post_id == PostRow.id)
        rows = select(of, table.since, table.done_at, table.done_by, PostRow, out_at.scalar_subquery())
        rows = rows.join(PostRow, PostRow.id == table.post_id)
        rows = rows if done else rows.where(table.done_at.is_(None))
        for key, since, done_at, done_by, post, at in self._session.execute(rows):
            named = table is NamedRemovalRow
            yield Removal(
                post=post.id,
                submission="" if named else key,
                group=post.group_id,
                day=post.day,
                state=post.state,
                since=since,
                done_at=done_at,
                done_by=done_by,
                member=key if named else "",
                out_at=at,
            )

    def list_named(self, posts: Collection[str], member: str, at: datetime) -> None:
        """Write down that a person must take these posts down, since they name the member."""
        listed = {"member_id": member, "since": at, "done_at": None, "done_by": ""}
        self._add(NamedRemovalRow, [{"post_id": post, **listed} for post in sorted(posts)])

    def unlist_named(self, member: str) -> None:
        """The member may be named after all: what nobody took down yet may stay."""
        waits = (NamedRemovalRow.member_id == member, NamedRemovalRow.done_at.is_(None))
        self._change(delete(NamedRemovalRow).where(*waits))

    def take_down(self, post_id: str, *, at: datetime, by: str) -> None:
        """Write down that a person removed a post from its group; UnknownId where nothing waits for it."""
        waiting = [
            update(table).where(table.post_id == post_id, table.done_at.is_(None))
            for table in (RemovalRow, NamedRemovalRow)
        ]
        if not sum(self._change(mine.values(done_at=at, done_by=by)) for mine in waiting):
            raise UnknownId(Message("rights.not_to_remove", post=post_id))
        self.write_down("take_down", post_id, actor=by, at=at)
        self.note("post", post_id, at)


def _reads(state: ConsentState, today: date) -> ColumnElement[bool]:
    """Whether a consent reads so today: a grant whose last day is over reads as expired."""
    granted = ConsentRow.state == ConsentState.GRANTED.value
    over = and_(granted, ConsentRow.until.is_not(None), ConsentRow.until < today)
    recorded = ConsentRow.state == state.value
    if state is ConsentState.EXPIRED:
        return or_(recorded, over)
    return and_(recorded, or_(not_(granted), ConsentRow.until.is_(None), ConsentRow.until >= today))


def _request(row: RequestRow) -> ConsentRequest:
    return ConsentRequest(
        row.code,
        row.member_id,
        tuple(row.submissions),
        row.asked_at,
        row.asked_by,
        frozenset(row.heard),
        row.answer,
        _note(row.note),
    )


def _stored(note: Message | None) -> str:
    return json.dumps(note.to_json(), ensure_ascii=False, sort_keys=True) if note else ""


def _note(stored: str) -> Message | None:
    """What a person must look at; a sentence of an earlier version stays as it was written."""
    return Message.from_json(json.loads(stored)) if stored.startswith("{") else own_words(stored)
