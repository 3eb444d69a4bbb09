"""Every table, as facts. The way of the data from top to bottom: who, what they sent, what became of it."""

from sqlalchemy import ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from content.store.columns import At, Big, Day, Hash, Id, Json, Sentence, Sentences, Why, Words


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class GroupRow(Base):
    __tablename__ = "groups"
    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words]
    kind: Mapped[Id]
    size: Mapped[int]
    zone: Mapped[Id]
    slots: Mapped[Json]  # {"morning": "08:00", ...}, group-local
    promo_cap: Mapped[float | None]
    starts_on: Mapped[Day | None]
    ends_on: Mapped[Day | None]
    blackouts: Mapped[Json]  # ["2026-12-24", ...]
    shares_members_with: Mapped[Json]  # group ids
    tags: Mapped[Json]
    holiday_slots: Mapped[Json]  # as slots


class ProductRow(Base):
    __tablename__ = "products"
    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words]
    aliases: Mapped[Json] = mapped_column(server_default="[]")


class MemberRow(Base):
    __tablename__ = "members"
    id: Mapped[Id] = mapped_column(primary_key=True)
    nickname: Mapped[Words]
    group_id: Mapped[Id | None]
    left_on: Mapped[Day | None]


class AliasRow(Base):
    """Another id of a member, since two were merged; what it was called, and in which home group."""

    __tablename__ = "member_aliases"
    id: Mapped[Id] = mapped_column(primary_key=True)
    member_id: Mapped[Id] = mapped_column(ForeignKey("members.id"), index=True)
    nickname: Mapped[Words]
    group_id: Mapped[Id | None]
    merged_at: Mapped[At]
    merged_by: Mapped[Words]


class StoryRow(Base):
    __tablename__ = "stories"
    id: Mapped[Id] = mapped_column(primary_key=True)
    title: Mapped[Words]
    product_id: Mapped[Id] = mapped_column(ForeignKey("products.id"))
    form: Mapped[Id]
    forms: Mapped[Json]  # {"evening": "before-after", ...}
    kinds: Mapped[Json]
    tags: Mapped[Json]
    elements: Mapped[Json]
    promo: Mapped[float]
    persona: Mapped[Id]
    arc: Mapped[Id]
    hook: Mapped[Words]
    question: Mapped[Words]
    options: Mapped[Json]
    answer: Mapped[Id]
    answer_why: Mapped[Words]
    clue: Mapped[Words]
    solution: Mapped[Words]
    solution_title: Mapped[Words]
    steps: Mapped[Json]  # [[title, note], ...]
    theme: Mapped[Id]
    wants_photo: Mapped[bool]
    valid_from: Mapped[Day | None]
    valid_to: Mapped[Day | None]
    sop: Mapped[Json]  # {"morning": {"role": "...", ...}, ...}
    extras: Mapped[Json]  # {"price": "36", ...}: what posters print besides
    version: Mapped[int] = mapped_column(server_default="1")  # one more with every change


class RunRow(Base):
    __tablename__ = "runs"
    id: Mapped[Id] = mapped_column(primary_key=True)
    asked: Mapped[Json]  # what the run was asked for
    began_at: Mapped[At]
    ended_at: Mapped[At | None]
    report: Mapped[Json | None]  # what it did; None while under way or after a crash


class MediaRow(Base):
    __tablename__ = "media"
    sha256: Mapped[Hash] = mapped_column(primary_key=True)
    suffix: Mapped[Id]
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[Big]
    camera: Mapped[Words]
    taken_at: Mapped[At | None]
    animated: Mapped[bool]


class SubmissionRow(Base):
    __tablename__ = "submissions"
    id: Mapped[Id] = mapped_column(primary_key=True)
    content: Mapped[Hash] = mapped_column(unique=True)  # hash of what it shows: once per content
    group_id: Mapped[Id] = mapped_column(ForeignKey("groups.id"))
    member_id: Mapped[Id | None] = mapped_column(ForeignKey("members.id"))
    text: Mapped[Words]
    posted_at: Mapped[At]
    product_id: Mapped[Id | None]  # as the source says; the planner uses those we know
    replies: Mapped[int]
    like_count: Mapped[int]  # likes whose members the source keeps to itself
    gathered_at: Mapped[At]
    run_id: Mapped[Id]
    consent_state: Mapped[Id]  # of the current consent, so that lists can ask for it
    consent_until: Mapped[Day | None]  # its last day, for the same reason: a grant reads as expired after it
    choice: Mapped[Id]  # of the decision, for the same reason; empty until somebody decides
    product_from: Mapped[Id] = mapped_column(server_default="")  # "words": recognised in the text
    sent_as: Mapped[Id | None]  # the alias it was sent under; empty: the member's own id
    __table_args__ = (
        Index(None, "posted_at", "id"),
        Index(None, "group_id", "posted_at", "id"),
        Index(None, "member_id", "posted_at"),
        Index(None, "run_id", "posted_at", "id"),
        Index(None, "consent_state", "posted_at", "id"),
        Index(None, "choice", "consent_state", "posted_at", "id"),
    )


class SubmissionMediaRow(Base):
    __tablename__ = "submission_media"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[Hash] = mapped_column(ForeignKey("media.sha256"), index=True)


class LikeRow(Base):
    __tablename__ = "likes"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True)


class ConsentRow(Base):
    """The history of consents; the current one of a submission is the one marked so."""

    __tablename__ = "consents"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"))
    state: Mapped[Id]
    scope: Mapped[Id]
    uses: Mapped[Json]
    since: Mapped[Day | None]
    until: Mapped[Day | None]
    evidence: Mapped[Words]
    recorded_at: Mapped[At]
    recorded_by: Mapped[Words]
    is_current: Mapped[bool]
    __table_args__ = (Index(None, "submission_id", "is_current"),)


class SightingRow(Base):
    """A file or item as last seen in an inbox; unchanged ones are not read again."""

    __tablename__ = "sightings"
    inbox: Mapped[Id] = mapped_column(primary_key=True)
    path: Mapped[Id] = mapped_column(primary_key=True)
    stamp: Mapped[Words]  # sizes and times of its files
    submission_id: Mapped[Id | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    seen_at: Mapped[At]


class QuarantineRow(Base):
    __tablename__ = "quarantine"
    inbox: Mapped[Id] = mapped_column(primary_key=True)
    path: Mapped[Id] = mapped_column(primary_key=True)
    reason: Mapped[Id]
    why: Mapped[Sentence]
    stamp: Mapped[Words]
    folder: Mapped[Id]  # the part of the inbox it was listed in
    copy_sha256: Mapped[Hash | None]  # names the copy kept under var/quarantine
    member_id: Mapped[Id | None]  # who sent it, where that was read
    since: Mapped[At]
    run_id: Mapped[Id]
    solved_at: Mapped[At | None]
    __table_args__ = (Index(None, "inbox", "folder"),)


class FeaturesRow(Base):
    __tablename__ = "features"
    sha256: Mapped[Hash] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
    version: Mapped[int]
    values: Mapped[Json]
    focus_x: Mapped[float]
    focus_y: Mapped[float]
    hashes: Mapped[bytes]
    thumbnail: Mapped[bytes]
    measured_at: Mapped[At]


class PhotoFactsRow(Base):
    """Faces and calm parts of a photo, by what found them."""

    __tablename__ = "photo_facts"
    sha256: Mapped[Hash] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
    version: Mapped[Id] = mapped_column(index=True)
    facts: Mapped[Json]


class ScoreRow(Base):
    __tablename__ = "scores"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    version: Mapped[int]
    total: Mapped[float | None]
    parts: Mapped[Json]  # [[name, value, weight], ...]
    weights: Mapped[Id]  # the name of those that made it
    unreadable: Mapped[Sentence | None]
    scored_at: Mapped[At]
    __table_args__ = (Index(None, "total", "submission_id"),)


class VerdictRow(Base):
    __tablename__ = "verdicts"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    kept: Mapped[bool] = mapped_column(index=True)
    reason: Mapped[Id]
    score: Mapped[float | None]
    rank: Mapped[int | None]
    of: Mapped[Id | None] = mapped_column(index=True)
    chance: Mapped[float]  # with which a lot drew it; 1 where none was drawn
    why: Mapped[Why]
    decided_at: Mapped[At]
    run_id: Mapped[Id]


class TellingRow(Base):
    __tablename__ = "tellings"
    group_id: Mapped[Id] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    story_id: Mapped[Id] = mapped_column(ForeignKey("stories.id"))
    share_id: Mapped[Id | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    opener_id: Mapped[Id | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    why: Mapped[Json]
    runner_up: Mapped[Id | None]
    planned_at: Mapped[At]
    run_id: Mapped[Id]


class GapRow(Base):
    __tablename__ = "gaps"
    group_id: Mapped[Id] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True, index=True)
    slot: Mapped[Id] = mapped_column(primary_key=True)  # "" where the whole day has no story
    funnel: Mapped[Json]
    why: Mapped[Why]
    fix: Mapped[Why | None]
    run_id: Mapped[Id]


class PostRow(Base):
    __tablename__ = "posts"
    id: Mapped[Id] = mapped_column(primary_key=True)
    group_id: Mapped[Id] = mapped_column(ForeignKey("groups.id"))
    day: Mapped[Day] = mapped_column(index=True)
    slot: Mapped[Id]
    goes_out_at: Mapped[At]
    state: Mapped[Id]
    story_id: Mapped[Id] = mapped_column(ForeignKey("stories.id"))
    submission_id: Mapped[Id | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    member_id: Mapped[Id | None]
    photo_id: Mapped[Id | None] = mapped_column(index=True)  # whose picture its poster shows
    text: Mapped[Words]
    poster_key: Mapped[Hash] = mapped_column(ForeignKey("posters.key"))
    version: Mapped[int]  # which of post_versions it is at
    revision: Mapped[int]  # counts every change
    locked_by: Mapped[Words]
    hand: Mapped[Words]  # who gave it its present form; empty: the night
    note: Mapped[Why | None]  # why it was returned or withdrawn
    changed_by: Mapped[Words]
    changed_at: Mapped[At]
    run_id: Mapped[Id]
    __table_args__ = (
        UniqueConstraint("group_id", "day", "slot"),
        Index(None, "goes_out_at", "id"),
        Index(None, "state", "goes_out_at", "id"),
        Index(None, "group_id", "goes_out_at", "id"),
        Index(None, "story_id", "goes_out_at", "id"),
        Index(None, "poster_key", "state"),
    )


class PosterRow(Base):
    """A spec, and the file drawn from it once it is: path, hash and size are empty until then."""

    __tablename__ = "posters"
    key: Mapped[Hash] = mapped_column(primary_key=True)
    spec: Mapped[Words]
    path: Mapped[Words | None]
    sha256: Mapped[Hash | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    bytes: Mapped[Big | None]
    failed: Mapped[Sentence | None]  # why it could not be drawn
    warnings: Mapped[Sentences] = mapped_column(server_default="[]")  # what could look better
    __table_args__ = (
        Index(
            "ix_posters_failed",
            "key",
            sqlite_where=text("failed IS NOT NULL"),
            postgresql_where=text("failed IS NOT NULL"),
        ),
    )


class AuditRow(Base):
    """Who did what, when and why. Rows are only ever added."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[At]
    who: Mapped[Words]
    kind: Mapped[Id]  # the verb; empty in rows older than the review
    what: Mapped[Id]  # the id of a post, a submission, a user, ...
    was: Mapped[Words]
    became: Mapped[Words]
    why: Mapped[Why | None]
    detail: Mapped[Json | None]
    __table_args__ = (
        Index(None, "what", "id"),
        Index(None, "who", "at", "id"),
        Index(None, "kind", "at", "id"),
        Index(None, "at", "id"),
    )
