"""What a source carries beside the pictures: message ids, reactions, replies, and words on consent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from content.inbox import ConsentEvent, Reaction, Record, Reply
from content.model import TAKEN_BACK, ConsentState
from content.store.base import StorePart, batched
from content.store.intake_tables import ConsentEventRow, MessageRow, ReactionRow, ReplyRow
from content.store.tables import AliasRow, SubmissionRow

Heard = tuple[ConsentEvent, tuple[str, ...]]
_IN_ORDER = (ConsentEventRow.at.is_not(None), ConsentEventRow.at, ConsentEventRow.evidence)


class ChatMetadata(StorePart):
    def keep_talk(self, records: Iterable[tuple[str, Record]]) -> int:
        """Add what records say of these submissions and was not known; how many rows that are.

        Whoever reacted or answered counts once, however often it is gathered.
        """
        pairs = list(records)
        return (
            self._add(MessageRow, [row for key, record in pairs for row in _messages(key, record)])
            + self._add(ReactionRow, [row for key, record in pairs for row in _reactions(key, record)])
            + self._add(ReplyRow, [row for key, record in pairs for row in _replies(key, record)])
        )

    def keep_replies(self, source: str, replies: Sequence[Reply]) -> int:
        """Add replies to what an earlier export showed; how many submissions have more answers by it."""
        by_message = self._shown_by(source, {reply.quotes for reply in replies})
        rows = [_row(key, reply) for reply in replies for key in by_message.get(reply.quotes, ())]
        self._add(ReplyRow, rows)
        return sum(self._count_answers(key) for key in sorted({row["submission_id"] for row in rows}))

    def _count_answers(self, key: str) -> bool:
        """Whether more people answered a submission than was known."""
        row = self._session.get_one(SubmissionRow, key)
        known, row.replies = row.replies, max(row.replies, answerers(self.thread(key), row.member_id))
        return row.replies > known

    def reactions(self, submission_id: str) -> list[Reaction]:
        """By member and kind."""
        mine = select(ReactionRow).where(ReactionRow.submission_id == submission_id)
        rows = self._session.scalars(mine.order_by(ReactionRow.member_id, ReactionRow.kind))
        return [Reaction(row.member_id, row.kind, row.at) for row in rows]

    def thread(self, submission_id: str) -> list[Reply]:
        """The answers to a submission, the oldest first, those of unknown time at the end."""
        mine = select(ReplyRow).where(ReplyRow.submission_id == submission_id)
        rows = self._session.scalars(mine.order_by(ReplyRow.at.is_(None), ReplyRow.at, ReplyRow.id))
        return [Reply(row.id, row.member_id, row.text, row.quotes, row.at) for row in rows]

    def keep_events(self, source: str, events: Sequence[ConsentEvent], at: datetime) -> int:
        """Keep words on consent, also those about what was not gathered yet; how many are new."""
        rows = [
            {
                "source": source,
                "evidence": event.evidence,
                "state": event.state.value,
                "member_id": event.member,
                "message_id": event.message,
                "uses": sorted(event.uses),
                "at": event.at,
                "gathered_at": at,
                "said_as": event.said_as,
            }
            for event in events
        ]
        return self._add(ConsentEventRow, rows)

    def events_with_what_they_mean(self, source: str, events: Sequence[ConsentEvent]) -> list[Heard]:
        """Each event with the submissions it is about; one about a message we have not is left out.

        An event about a member stands with no ids: it means all that the member sent. Only the last of
        each member counts, and every doubt; of one who was merged, the last under each id, and what one id
        granted is granted for what was sent under that id alone.
        """
        by_message = self._shown_by(source, {event.message for event in events if event.message})
        doubts = [event for event in events if event.message is None and event.state is ConsentState.EXPIRED]
        whole = {
            (event.member, event.said_as): event
            for event in events
            if event.message is None and event.member and event.state is not ConsentState.EXPIRED
        }
        heard = [(event, by_message[event.message]) for event in events if event.message in by_message]
        merged = set(self._session.scalars(select(AliasRow.member_id)))
        of_all = [
            event for event in whole.values() if event.state in TAKEN_BACK or event.member not in merged
        ]
        granted = [(event, self._sent_as(event)) for event in whole.values() if event not in of_all]
        spoken = [*heard, *((event, ()) for event in of_all)]
        return [*spoken, *((event, ids) for event, ids in granted if ids), *((doubt, ()) for doubt in doubts)]

    def _sent_as(self, event: ConsentEvent) -> tuple[str, ...]:
        """What a merged member sent under the id that the event was said under."""
        sent_as = SubmissionRow.sent_as
        same = sent_as.is_(None) if event.said_as is None else sent_as == event.said_as
        mine = select(SubmissionRow.id).where(SubmissionRow.member_id == event.member, same)
        return tuple(self._session.scalars(mine.order_by(SubmissionRow.id)))

    def noes_to_all(self, member: str) -> list[ConsentEvent]:
        """Where the last word under one of a member's ids, on all that was sent, is a no: that word."""
        rows = select(ConsentEventRow).where(
            ConsentEventRow.member_id == member,
            ConsentEventRow.message_id.is_(None),
            ConsentEventRow.state != ConsentState.EXPIRED.value,
        )
        last = {row.said_as: row for row in self._session.scalars(rows.order_by(*_IN_ORDER))}
        return [
            _as_event(row)
            for _, row in sorted(last.items(), key=lambda item: item[0] or "")
            if row.state in TAKEN_BACK
        ]

    def events_about(self, ids: Sequence[str]) -> list[Heard]:
        """The words on consent that were heard before these submissions came, in the order they were said."""
        of_message = (
            select(ConsentEventRow, MessageRow.submission_id)
            .join(
                MessageRow,
                (MessageRow.source == ConsentEventRow.source)
                & (MessageRow.message_id == ConsentEventRow.message_id),
            )
            .where(MessageRow.submission_id.in_(ids))
        )
        of_member = (
            select(ConsentEventRow, SubmissionRow.id, SubmissionRow.sent_as)
            .join(SubmissionRow, SubmissionRow.member_id == ConsentEventRow.member_id)
            .where(ConsentEventRow.message_id.is_(None), SubmissionRow.id.in_(ids))
            .order_by(*_IN_ORDER)
        )
        last: defaultdict[tuple[str, str | None], dict[str | None, ConsentEventRow]] = defaultdict(dict)
        doubts: list[tuple[ConsentEventRow, str]] = []
        for row, key, sent_as in self._session.execute(of_member):
            if row.state == ConsentState.EXPIRED:
                doubts.append((row, key))
            else:
                last[key, sent_as][row.said_as] = row
        heard = [(row, key) for row, key in self._session.execute(of_message)]
        counting = ((_counts(rows, sent_as), key) for (key, sent_as), rows in last.items())
        heard += [(event, key) for event, key in counting if event]
        return [(_as_event(row), (key,)) for row, key in (*heard, *doubts)]

    def _shown_by(self, source: str, messages: set[str]) -> dict[str | None, tuple[str, ...]]:
        """message -> the submissions it showed."""
        by_message: defaultdict[str | None, tuple[str, ...]] = defaultdict(tuple)
        for batch in batched(sorted(messages)):
            rows = select(MessageRow.message_id, MessageRow.submission_id).where(
                MessageRow.source == source, MessageRow.message_id.in_(batch)
            )
            for message, key in self._session.execute(rows):
                by_message[message] += (key,)
        return dict(by_message)


def _counts(last: Mapping[str | None, ConsentEventRow], sent_as: str | None) -> ConsentEventRow | None:
    """Of the last word under each id of a member: a no under any, else that of the id it was sent under."""
    noes = [row for row in last.values() if row.state in TAKEN_BACK]
    return noes[-1] if noes else last.get(sent_as)


def answerers(thread: Iterable[Reply], author: str | None) -> int:
    """How many people answered: each once, the author not, those without a name one by one."""
    return len({reply.author or ("", reply.id) for reply in thread if reply.author != (author or "")})


def _messages(key: str, record: Record) -> list[dict[str, Any]]:
    return [
        {
            "source": record.source,
            "message_id": message,
            "submission_id": key,
            "chat": record.chat,
            "quotes": record.quotes or "",
            "quoted": record.quoted,
        }
        for message in record.messages
    ]


def _reactions(key: str, record: Record) -> list[dict[str, Any]]:
    return [
        {"submission_id": key, "member_id": reaction.member, "kind": reaction.kind, "at": reaction.at}
        for reaction in record.reactions
    ]


def _replies(key: str, record: Record) -> list[dict[str, Any]]:
    return [_row(key, reply) for reply in record.thread]


def _row(key: str, reply: Reply) -> dict[str, Any]:
    return {
        "submission_id": key,
        "id": reply.id,
        "member_id": reply.author,
        "text": reply.text,
        "quotes": reply.quotes,
        "at": reply.at,
    }


def _as_event(row: ConsentEventRow) -> ConsentEvent:
    return ConsentEvent(
        ConsentState(row.state),
        row.evidence,
        row.member_id,
        row.message_id,
        frozenset(row.uses),
        row.at,
        row.said_as,
    )
