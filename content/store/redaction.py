"""What was said by a member, and of one: words can be emptied, and the name become another.

Which of it goes, and when, is decided in content.rights.erasure. The name is looked for beside the member's
own photos and posts alone: it may be a word of others.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from content.model import Alias, Media, Message, SubmissionField, Verb
from content.model.planning import Cause
from content.sanitize import clean
from content.store.base import StorePart, UnitOfWork
from content.store.inbox_index import Quarantined
from content.store.intake_tables import CorrectionRow, MessageRow, ReplyRow
from content.store.outbox_tables import AttemptRow, DeliveryRow
from content.store.planning_tables import ReplanRow
from content.store.review_tables import ChangeRow, DecisionRow, JournalRow, VersionRow
from content.store.review_talk_tables import BellRow, CommentRow
from content.store.rights_tables import RequestRow
from content.store.tables import AuditRow, ConsentRow, PostRow, SubmissionRow
from content.store.withdrawals import names_in
from content.store.wordings import Wordings

ERASED = "（应作者要求删除）"  # stands where words were
WHOLE_TEXT = frozenset({"owner.edited"})  # messages whose words are what a post said, as it was sent
MEMBER = "member"  # the param by which the program names a member
OWN_WORDS = frozenset({"words", "zh", "en"})  # params with what a person wrote, or an earlier version stored
LEAST_WORDS = 4  # characters: shorter words of a member stand in others' by chance
QUOTES = ("", "「", "“", '"')  # before the name of who is quoted


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a member left with us, by id: `posts` are all that ever showed or named the member."""

    member: str
    nickname: str
    submissions: tuple[str, ...]
    posts: tuple[str, ...]
    media: tuple[Media, ...]
    posters: tuple[str, ...]  # keys, of those that were never drawn too
    inbox: tuple[str, ...]  # what the photos came from, as `inbox/path`
    group: str | None = None  # the home group
    quarantined: tuple[Quarantined, ...] = ()  # what was refused of the member
    exports: tuple[tuple[str, str], ...] = ()  # (file, who) of exports that may hold it
    aliases: tuple[Alias, ...] = ()  # other ids of the member, since merged

    @property
    def ids(self) -> tuple[str, ...]:
        """The member's id and all aliases."""
        return (self.member, *(alias.id for alias in self.aliases))

    @property
    def nicknames(self) -> tuple[str, ...]:
        """What the member is called, under each of the ids, as it came."""
        return tuple(dict.fromkeys((self.nickname, *(alias.nickname for alias in self.aliases))))

    @property
    def names(self) -> tuple[str, ...]:
        """The nicknames as they came and as they are shown, where there are some."""
        both = (name for nickname in self.nicknames for name in (nickname, clean(nickname)))
        return tuple(dict.fromkeys(filter(None, both)))


class Redaction(StorePart):
    def __init__(self, unit: UnitOfWork, wordings: Wordings) -> None:
        super().__init__(unit)
        self._wordings = wordings

    # -- words ------------------------------------------------------------------------------------
    def posts_telling_of(self, footprint: Footprint) -> list[str]:
        """Ids of the posts that show the member's photo or name the member as they are now."""
        return list(
            self._session.scalars(select(PostRow.id).where(_tells_of(PostRow, PostRow.id, footprint)))
        )

    def empty_posts(self, footprint: Footprint) -> None:
        """Empty the texts of posts, and of versions, that show the member's photo or name the member."""
        for table, key in ((PostRow, PostRow.id), (VersionRow, VersionRow.post_id)):
            self._change(update(table).where(_tells_of(table, key, footprint)).values(text=ERASED))

    def empty_quotes(self, footprint: Footprint) -> None:
        """What others quoted, known by the message, by the words, or by the name that stands before them."""
        ids, replied = footprint.submissions, ReplyRow.member_id == footprint.member
        messages = select(MessageRow.message_id).where(MessageRow.submission_id.in_(ids))
        words = select(SubmissionRow.text).where(SubmissionRow.id.in_(ids), SubmissionRow.text != "")
        begins = [f"{mark}{name}{colon}" for mark in QUOTES for name in footprint.names for colon in "：:"]
        quoting = or_(
            MessageRow.submission_id.in_(ids),
            MessageRow.quotes.in_(messages),
            MessageRow.quotes.in_(select(ReplyRow.id).where(replied)),
            MessageRow.quoted.in_(words),
            MessageRow.quoted.in_(select(ReplyRow.text).where(replied, ReplyRow.text != "")),
            *(MessageRow.quoted.startswith(begin, autoescape=True) for begin in begins),
        )
        self._change(update(MessageRow).where(quoting).values(quoted=""))

    def empty_words(self, footprint: Footprint) -> None:
        """Empty the captions, replies and answers, and what editors wrote to be printed beside the photos."""
        ids, member = footprint.submissions, footprint.member
        self._change(update(SubmissionRow).where(SubmissionRow.id.in_(ids)).values(text=""))
        self._wordings.forget_wordings(ids)
        words = CorrectionRow.field == SubmissionField.TEXT.value, CorrectionRow.submission_id.in_(ids)
        self._change(update(CorrectionRow).where(*words).values(value=""))
        named = CorrectionRow.field == SubmissionField.MEMBER.value, CorrectionRow.value.in_(footprint.ids)
        self._change(update(CorrectionRow).where(*named).values(value=None))
        self._change(update(ReplyRow).where(ReplyRow.member_id == member).values(text=""))
        self._change(update(RequestRow).where(RequestRow.member_id == member).values(note=""))
        self._change(update(DecisionRow).where(DecisionRow.submission_id.in_(ids)).values(comment=""))

    def empty_remarks(self, footprint: Footprint, pseudonym: str) -> None:
        """In what people said of the posts, and in what the bell repeats of it: the member's words are
        emptied, the name becomes the pseudonym. What a remark quoted of a post that tells of the member went
        with the post's words."""
        ids = SubmissionRow.id.in_(footprint.submissions)
        words = [text for text in self._session.scalars(select(SubmissionRow.text).where(ids)) if text]
        named, quoted = (
            _any_of(footprint.names),
            _any_of([text for text in words if len(text) >= LEAST_WORDS]),
        )

        def bare(text: str) -> str:
            return named.sub(pseudonym, quoted.sub(ERASED, text))

        for comment in self._session.scalars(
            select(CommentRow).where(CommentRow.post_id.in_(footprint.posts))
        ):
            comment.text, comment.quote = bare(comment.text), ""
        withdrawn = [f"withdrawal:{key}" for key in (*footprint.ids, *footprint.submissions)]
        about = or_(BellRow.post_id.in_(footprint.posts), BellRow.key.in_(withdrawn))
        for entry in self._session.scalars(select(BellRow).where(about)):
            entry.excerpt = bare(entry.excerpt)
            entry.title = _renamed(entry.title, footprint.names, pseudonym)
            if entry.key in withdrawn:
                entry.key = f"withdrawal:{pseudonym}"
        self._session.flush()

    # -- the name ---------------------------------------------------------------------------------
    def rename_in_reasons(self, footprint: Footprint, pseudonym: str) -> None:
        """In what was written about the photos and posts."""
        ids, posts = footprint.submissions, footprint.posts
        for column, which in (
            (AuditRow.why, AuditRow.what.in_([*ids, *posts, footprint.member])),
            (PostRow.note, PostRow.id.in_(posts)),
            (VersionRow.why, VersionRow.post_id.in_(posts)),
            (AttemptRow.message, AttemptRow.post_id.in_(posts)),
            (DeliveryRow.why, DeliveryRow.post_id.in_(posts)),
        ):
            for row in self._session.scalars(select(column.class_).where(which, column.is_not(None))):
                setattr(row, column.key, _renamed(getattr(row, column.key), footprint.names, pseudonym))
        theirs = select(ConsentRow).where(ConsentRow.submission_id.in_(ids))
        for consent in self._session.scalars(theirs):
            consent.evidence = _any_of(footprint.names).sub(pseudonym, consent.evidence)
        self._session.flush()

    def rewrite_trails(self, footprint: Footprint, pseudonym: str) -> None:
        """In what audit and journal keep of decisions and consents; an undo would bring it back."""
        ids, names = footprint.submissions, footprint.names
        about = AuditRow.what.in_(ids)
        for entry in self._session.scalars(select(AuditRow).where(about)):
            entry.detail = entry.detail and _bare(entry.detail, ("from", "to"), names, pseudonym)
        decided = select(AuditRow.at).where(about, AuditRow.kind == Verb.DECIDE)  # an entry has its time
        for action in self._session.scalars(select(JournalRow).where(JournalRow.at.in_(decided))):
            action.steps = [
                _bare(step, ("before", "after"), names, pseudonym) if step["id"] in ids else step
                for step in action.steps
            ]
        self._session.flush()

    def rename_in_replans(self, footprint: Footprint, pseudonym: str) -> None:
        """In what waits, or waited, for a plan."""
        member, names = footprint.member, {*footprint.ids, *footprint.names}
        upset = select(ReplanRow).where(ReplanRow.cause == Cause.MEMBER.value, ReplanRow.what == member)
        for row in self._session.scalars(upset):
            row.what, row.why = pseudonym, _renamed(row.why, names, pseudonym)
        self._session.flush()
        noted = update(ChangeRow).where(ChangeRow.kind == "replan", ChangeRow.what.in_(footprint.ids))
        self._change(noted.values(what=pseudonym))


def _tells_of(
    table: type[PostRow] | type[VersionRow], key: InstrumentedAttribute[str], footprint: Footprint
) -> ColumnElement[bool]:
    """Whether a post's text, or a version's, shows the member's photo or names the member."""
    ids = footprint.submissions
    named = (names_in(table.text, nickname) for nickname in footprint.nicknames)
    about = or_(table.photo_id.in_(ids), table.submission_id.in_(ids), *named)
    return and_(key.in_(footprint.posts), about)


def _renamed(why: Message, names: Collection[str], pseudonym: str) -> Message:
    """What was written down, with whoever bears one of these names called by the pseudonym.

    A name is looked for in what people wrote, and where the program names a member. All else stays as it is,
    however short or common the name: the title of a story is no member.
    """
    named = _any_of(names)

    def changed(param: str, text: str) -> str:
        if param == MEMBER:
            return pseudonym if text in names else text
        if why.code in WHOLE_TEXT and param in OWN_WORDS:
            return ERASED
        return named.sub(pseudonym, text) if param in OWN_WORDS else text

    return why.replacing(changed)


def _any_of(names: Collection[str]) -> re.Pattern[str]:
    """The longest first, so that a name within another is not taken for it."""
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)")


def _bare(
    trail: Mapping[str, Any], sides: Sequence[str], names: Sequence[str], pseudonym: str
) -> dict[str, Any]:
    """An entry whose sides show no comment that was to be printed, and no name in the evidence."""
    bare = dict(trail)
    for side in sides:
        entry = bare.get(side)
        if isinstance(entry, dict) and "comment" in entry:
            bare[side] = entry | {"comment": ""}
        elif isinstance(entry, dict) and "evidence" in entry:
            bare[side] = entry | {"evidence": _any_of(names).sub(pseudonym, entry["evidence"])}
    return bare
