"""Why a submission, a post or a gap is as it is (among others the reason a photo was dropped): the facts,
for whoever puts them into words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from content.errors import UnknownId
from content.feedback.attribution import Attributed
from content.model import (
    Choice,
    Dropped,
    Gap,
    LearntForm,
    Message,
    Placement,
    Post,
    Slot,
    Submission,
)
from content.review.suggest import SuggestedProduct, suggested_product
from content.score.quotes import Quote, Withheld, quotable
from content.score.weights import ScoreWeights
from content.shortlist.authors import Past
from content.shortlist.candidate import ShortlistRules
from content.shortlist.candidates import candidate_of, past_of
from content.shortlist.gates import Gate, every_gate
from content.shortlist.shared_texts import Chorus
from content.store import Store
from content.store.corrections import Provenance
from content.store.culling import Scored, ScoreStanding
from content.store.views import SubmissionLife
from content.text.book import WordList
from content.text.products import ProductRecogniser
from services.composing import current_telling
from services.context import Context
from services.experiment_words import cell_words, silent_words
from services.feedback import attributed_slot
from services.findings import form_label
from services.layouts import WhyLayout, why_layout
from services.learning import lesson_on
from services.models import weights_behind

MINUTES_FROM = 120  # seconds
_SLOT = re.compile(rf"(?P<group>.+)-(?P<day>\d{{4}}-\d\d-\d\d)-(?P<slot>{'|'.join(Slot)})")


@dataclass(frozen=True, slots=True)
class Judged:
    """A submission with what its score is worth: `weights` made the score, those of the model `version`."""

    life: SubmissionLife
    weights: ScoreWeights
    version: int
    quote: Quote | Withheld


@dataclass(frozen=True, slots=True)
class WhySubmission:
    """Everything that says why. `same_photo` and `same_words` are the ids of other submissions, by time;
    `gates` those of the rules, on the day it was judged; `nicknames` are by member, `provenance` says what
    people set and which messages are its words, `suggested` which product it may show where none is known."""

    judged: Judged
    standing: ScoreStanding
    gates: tuple[tuple[Gate, Dropped | None], ...]
    same_photo: tuple[str, ...]
    same_words: tuple[str, ...]
    chorus: Chorus
    past: Past
    placements: tuple[Placement, ...]
    nicknames: Mapping[str, str]
    provenance: Provenance
    suggested: SuggestedProduct | None

    @property
    def life(self) -> SubmissionLife:
        return self.judged.life

    @property
    def photo_barred(self) -> Dropped | None:
        """What keeps the photo from being shown; a person's keep opens soft gates."""
        is_kept = self.life.decision is not None and self.life.decision.choice is Choice.KEEP
        fallen = [(gate, verdict) for gate, verdict in self.gates if verdict and (gate.hard or not is_kept)]
        return min(fallen, key=lambda entry: not entry[0].hard)[1] if fallen else None


@dataclass(frozen=True, slots=True)
class WhyPost:
    """A post with the placement and the gaps of its day; `share` says why that photo, `layout` why it looks
    as it does, `came` what came back to it, `learnt` what its form brought in that slot so far."""

    post: Post
    placement: Placement | None
    gaps: tuple[Gap, ...]
    share: WhySubmission | None
    layout: WhyLayout | None
    came: Attributed | None
    learnt: LearntForm | None = None
    experiment: Message | None = None  # that its week is in one, with its arm


@dataclass(frozen=True, slots=True)
class WhySilent:
    """A slot without a post, since an experiment keeps it silent."""

    key: str
    why: Message


@dataclass(frozen=True, slots=True)
class WhySend:
    """What went out by hand and no plan has, as a table of results tells it, and what came back."""

    key: str
    came: Attributed


Why = WhySubmission | WhyPost | WhySend | WhySilent | Gap


def explain(context: Context, key: str) -> Why:
    """What is known of a submission, a post, or a gap, which is named as its post would be, or GROUP-DATE
    where a whole day is empty. UnknownId."""
    rules = context.workspace.choice_rules
    with context.open_store(reading=True) as store:
        if store.intake.has_submission(key):
            return why_submission(store, key, rules, context.today)
        if gap := _gap(store, key):
            return gap
        if key in {post.id for post in store.queue.posts()}:
            return _why_post(store, store.queue.post(key), context)
        if send := _why_send(store, key, context):
            return send
        if silent := _why_silent(store, key):
            return silent
    raise UnknownId(Message("explained.unknown", id=key))


def when_said(seconds: float) -> Message:
    """When words that joined a picture were said, counted from it; from two minutes on in minutes."""
    if round(seconds) == 0:
        return Message("submission.said_with")
    if abs(seconds) >= MINUTES_FROM:
        code = "submission.said_minutes_after" if seconds > 0 else "submission.said_minutes_before"
        return Message(code, minutes=abs(seconds) / 60)
    code = "submission.said_after" if seconds > 0 else "submission.said_before"
    return Message(code, seconds=abs(seconds))


def judge(store: Store, key: str, words: WordList | None, today: date | None = None) -> Judged:
    """Of one submission, its consent as it reads `today`; UnknownId. `words` need a person before a member is
    quoted with them."""
    life = store.submission_history.submission_life(key, today)
    return Judged(life, *weights_behind(store, life.outcome), quotable(life.submission.text, words))


def why_submission(
    store: Store, key: str, rules: ShortlistRules, today: date | None = None, scored: Scored | None = None
) -> WhySubmission:
    """Of one submission; UnknownId. `scored` are all scores, where they are known already."""
    judged = judge(store, key, rules.words, today)
    life, standing = judged.life, store.culling.standing(key, scored or store.culling.scored())
    judged_on = (standing.scored_at or life.gathered_at).date()
    placements = [placed for placed in store.plan.placements() if key in (placed.share, placed.opener)]
    candidate = replace(
        candidate_of(store, key),
        seen_in=frozenset(placed.group for placed in placements if today and placed.day < today),
        groups=min(rules.photo_groups, len(store.library.groups())),
    )
    photos = store.curation.same_as([medium.sha256 for medium in life.submission.media])
    return WhySubmission(
        judged=judged,
        standing=standing,
        gates=tuple(every_gate(candidate, rules, judged_on)),
        same_photo=tuple(other for other in photos if other != key),
        same_words=tuple(other for other in store.wordings.saying_the_same(key) if other != key),
        chorus=candidate.chorus,
        past=past_of(store, key, judged_on),
        placements=tuple(placements),
        nicknames={member.id: member.nickname for member in store.library.members()},
        provenance=store.corrections.provenance(key),
        suggested=_suggested(store, life.submission),
    )


def _suggested(store: Store, submission: Submission) -> SuggestedProduct | None:
    if submission.product:
        return None
    return suggested_product(store, submission, ProductRecogniser.of(store.library.products()))


def _why_post(store: Store, post: Post, context: Context) -> WhyPost:
    rules, today = context.workspace.choice_rules, context.today
    placement = next(iter(store.plan.placements(post.day, post.day, [post.group])), None)
    gaps = tuple(gap for gap in store.plan.gaps(post.day, post.day) if gap.group == post.group)
    share = placement.share if placement else None
    photo = why_submission(store, share, rules, today) if share else None
    layout = why_layout(store, post, current_telling(context))
    learnt = learnt_of(store, post, context) if placement else None
    trial = store.experiments.on(post.group, post.day)
    arm = cell_words(trial[0], trial[1].arm) if trial else None
    return WhyPost(post, placement, gaps, photo, layout, _came_back(store, post, context), learnt, arm)


def learnt_of(store: Store, post: Post, context: Context) -> LearntForm | None:
    """What the plan of its day goes by; None where nothing was learnt of its form, or that does not count."""
    story, is_off = store.library.story(post.story), context.workspace.plan_rules.form_bound == 0
    lesson = None if is_off or story is None else lesson_on(store, post.day)
    if lesson is None or story is None:
        return None
    form = story.form_of(post.slot)
    if (post.slot, form) in store.learning.held_forms():
        return None
    return lesson.form_of(store.library.group(post.group).kind, post.slot, form)


def form_figure(learnt: LearntForm) -> Message:
    """What a form brought in its slot so far, with its interval."""
    ratio, slot = learnt.ratio, learnt.slot.label
    shares = {"ratio": ratio.value - 1, "low": ratio.low - 1, "high": ratio.high - 1}
    return Message("explained.form", slot=slot, form=form_label(learnt.form), posts=learnt.posts, **shares)


def _came_back(store: Store, post: Post, context: Context) -> Attributed | None:
    known = attributed_slot(store, post.group, post.day, post.slot, context.clock())
    return known[0] if known else None


def _why_send(store: Store, key: str, context: Context) -> WhySend | None:
    """A slot that only a table of results has, named as its post would be."""
    cell = _cell_of(store, key)
    known = attributed_slot(store, *cell, context.clock()) if cell else None
    return WhySend(key, known[0]) if known else None


def _why_silent(store: Store, key: str) -> WhySilent | None:
    cell = _cell_of(store, key)
    trial = store.experiments.on(*cell[:2]) if cell else None
    if cell is None or trial is None:
        return None
    rules = {rule.slot: rule.forms for rule in trial[0].rules(trial[1].arm)}
    return WhySilent(key, silent_words(trial[0], cell[2])) if rules.get(cell[2]) == frozenset() else None


def _cell_of(store: Store, key: str) -> tuple[str, date, Slot] | None:
    """The group, day and slot that a post's name says; None where it names none of a group that is there."""
    match = _SLOT.fullmatch(key)
    if match is None or match["group"] not in {group.id for group in store.library.groups()}:
        return None
    try:
        return match["group"], date.fromisoformat(match["day"]), Slot(match["slot"])
    except ValueError:
        return None


def _gap(store: Store, key: str) -> Gap | None:
    names = {
        f"{gap.group}-{gap.day}" + (f"-{gap.slot}" if gap.slot else ""): gap for gap in store.plan.gaps()
    }
    return names.get(key)
