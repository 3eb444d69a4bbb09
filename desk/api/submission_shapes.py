"""How submissions, decisions and lives look as JSON."""

from datetime import date, datetime

from pydantic import BaseModel

from content.messages import in_each, render
from content.model import Decision, Dropped, Kept, Score, Unreadable
from content.store.replans import Ahead
from content.store.views import Card, ConsentRecord, RailItem, SubmissionLife


class DecisionOut(BaseModel):
    """What a person said; version 0: nobody has."""

    choice: str
    rating: int
    comment: str
    slot: str
    reason: str
    version: int
    who: str
    at: datetime


class PhotoOut(BaseModel):
    """Upright pixels of the original; small ones are at /media/photo/{sha256}/{width}.jpg."""

    sha256: str
    width: int
    height: int


class PartOut(BaseModel):
    """`value` 0..1 times `weight` is what the part adds to the total."""

    name: str
    value: float
    weight: float


class ScoreOut(BaseModel):
    """`total` is None where the photo could not be measured: `unreadable` says why."""

    total: float | None
    parts: list[PartOut]
    unreadable: str = ""


class VerdictOut(BaseModel):
    """What the last night made of it, and its sentence in both languages."""

    kept: bool
    reason: str
    zh: str
    en: str
    rank: int | None = None
    of: str | None = None


class SubmissionOut(BaseModel):
    """`stack` is the submission whose photo it repeats, `stacked` how many show that photo."""

    id: str
    group: str
    member: str | None
    nickname: str
    product: str | None
    product_name: str
    text: str
    posted_at: datetime
    consent: str
    photo: PhotoOut | None
    score: ScoreOut | None
    verdict: VerdictOut | None
    decision: DecisionOut | None
    stack: str
    stacked: int


class SubmissionPage(BaseModel):
    items: list[SubmissionOut]
    next: str | None


class ConsentOut(BaseModel):
    """One word of the member, and when it was written down by whom."""

    state: str
    scope: str
    uses: list[str]
    since: date | None
    until: date | None
    at: datetime
    by: str
    current: bool


class UseOut(BaseModel):
    """A post that shows it."""

    id: str
    group: str
    day: date
    slot: str
    state: str


class FocalPointOut(BaseModel):
    """What crops keep, as fractions of the upright photo; `by` is empty where it was measured."""

    x: float
    y: float
    by: str = ""


class AheadOut(BaseModel):
    """Posts still to go out that a drop would bring back, and how many of them are approved."""

    posts: int
    approved: int


class LifeOut(BaseModel):
    """Everything that became of a submission."""

    submission: SubmissionOut
    ahead: AheadOut
    run: str
    gathered_at: datetime
    verdict_run: str
    consents: list[ConsentOut]
    focal_point: FocalPointOut | None
    uses: list[UseOut]
    stack: list[str]


def submission_out(item: RailItem) -> SubmissionOut:
    cover = item.cover
    return SubmissionOut(
        id=item.id,
        group=item.group,
        member=item.member,
        nickname=item.nickname,
        product=item.product,
        product_name=item.product_name,
        text=item.text,
        posted_at=item.posted_at,
        consent=item.consent,
        photo=PhotoOut(sha256=cover.sha256, width=cover.width, height=cover.height) if cover else None,
        score=_score(item.score) if item.score else None,
        verdict=_verdict(item.verdict) if item.verdict else None,
        decision=decision_out(item.decision) if item.decision else None,
        stack=item.stack,
        stacked=item.stacked,
    )


def decision_out(decision: Decision) -> DecisionOut:
    return DecisionOut(
        choice=decision.choice,
        rating=decision.rating,
        comment=decision.comment,
        slot=decision.slot or "",
        reason=decision.reason,
        version=decision.version,
        who=decision.who,
        at=decision.at,
    )


def life_out(item: RailItem, life: SubmissionLife, ahead: Ahead) -> LifeOut:
    by = life.focal_point.who if life.focal_point else ""
    return LifeOut(
        submission=submission_out(item),
        ahead=AheadOut(posts=ahead.posts, approved=ahead.approved),
        run=life.run,
        gathered_at=life.gathered_at,
        verdict_run=life.verdict_run,
        consents=[_consent(record) for record in life.consents],
        focal_point=FocalPointOut(x=life.focus[0], y=life.focus[1], by=by) if life.focus else None,
        uses=[_use(card) for card in life.uses],
        stack=list(life.stack),
    )


def _score(outcome: Score | Unreadable) -> ScoreOut:
    if isinstance(outcome, Unreadable):
        return ScoreOut(total=None, parts=[], unreadable=render(outcome.why, "en"))
    parts = [PartOut(name=part.name, value=part.value, weight=part.weight) for part in outcome.parts]
    return ScoreOut(total=outcome.total, parts=parts)


def _verdict(verdict: Kept | Dropped) -> VerdictOut:
    zh, en = in_each(verdict.why).values()
    if isinstance(verdict, Kept):
        return VerdictOut(kept=True, reason=verdict.reason, zh=zh, en=en, rank=verdict.rank)
    return VerdictOut(kept=False, reason=verdict.reason, zh=zh, en=en, of=verdict.of)


def _consent(record: ConsentRecord) -> ConsentOut:
    consent = record.consent
    return ConsentOut(
        state=consent.state,
        scope=consent.scope,
        uses=sorted(consent.uses),
        since=consent.since,
        until=consent.until,
        at=record.at,
        by=record.by,
        current=record.current,
    )


def _use(card: Card) -> UseOut:
    post = card.post
    return UseOut(id=post.id, group=post.group, day=post.day, slot=post.slot, state=post.state)
