"""What rights and quotas say to one photo or story on one day of one group: None, or the sentence against it.

The planner keeps the same rules for whole weeks (content.planner); here a person asks for a single cell.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.model import Choice, Dropped, Group, Post, Reason, RefusedAction, Story, Submission
from content.review import sentences
from content.review.action import called
from content.review.rules import ReviewRules
from content.store import Store
from content.text.book import WordList
from content.text.winners import is_broken

ROLLING_DAYS = 7  # of the promo cap
# What a person may overrule: others only seemed better, or a person had to look.
MATTERS_OF_TASTE = frozenset(
    {
        Reason.BELOW_THE_LINE,
        Reason.MEMBER_QUOTA,
        Reason.PRODUCT_QUOTA,
        Reason.GROUP_QUOTA,
        Reason.DAY_QUOTA,
        Reason.TOO_OLD,
        Reason.KEEP_LAPSED,
        Reason.TOO_SMALL,
        Reason.TOO_DARK,
        Reason.BLURRED,
        Reason.LOOKS_DRAWN,
        Reason.SELLS,
        Reason.SAID_BY_MANY,
        Reason.SHOP_PICTURE,
        Reason.COMPLAINS,
        Reason.HAS_WORD,
        Reason.OFFENDS,
        Reason.SHOWS_PEOPLE,
        Reason.PEOPLE_UNKNOWN,
    }
)


def no_right_to_show(store: Store, post: Post) -> RefusedAction | None:
    """Why what a post shows may not be shown in its group on its day."""
    for submission in store.intake.submissions([key for key in {post.submission, post.photo} if key]):
        if refused := _no_consent(submission, post.group, post.day):
            return refused
    return None


def is_upset(store: Store, post: Post) -> RefusedAction | None:
    """Why a planned post may not go out any more: its story, group, author or photo is gone."""
    group, story = store.library.group(post.group), store.library.story(post.story)
    if not group.is_open_on(post.day):
        return sentences.closed(group, post.day)
    if story is not None and not story.is_valid_on(post.day):
        return sentences.not_that_day(story, post.day)
    for submission in store.intake.submissions(sorted({key for key in (post.submission, post.photo) if key})):
        author = store.library.member(submission.member) if submission.member else None
        if author is not None and author.left_on is not None and author.left_on <= post.day:
            return sentences.has_left(author)
        if refused := _not_wanted(store, submission.id):
            return refused
    return None


def must_not_say(store: Store, post: Post, claims: WordList) -> RefusedAction | None:
    """Why the brand must not say what the post and its poster say; members' words and names are their own.
    Nor may members read the marks of a place for names that an edit broke."""
    if is_broken(post.text):
        return sentences.names_broken()
    texts = [
        post.text,
        *(text for spec in store.queue.specs([post.poster]) for text in texts_in(spec.fields)),
    ]
    brand = dict.fromkeys(hit.word for text in texts for hit in claims.hits(text))
    theirs = {hit.word for text in _members_words(store, post) for hit in claims.hits(text)} if brand else ()
    words = [word for word in brand if word not in theirs]
    return sentences.claims(words) if words else None


def texts_in(value: object) -> Iterator[str]:
    """Every text within plain JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(part)


def _members_words(store: Store, post: Post) -> Iterator[str]:
    for submission in store.intake.submissions(sorted({key for key in (post.submission, post.photo) if key})):
        yield submission.text
        author = store.library.member(submission.member) if submission.member else None
        if author:
            yield author.nickname


@dataclass(frozen=True, slots=True)
class ShowingDay:
    """A day of a group on which something is to be shown. What the group sees on the days `leaving` does not
    count against it, nor what went nowhere by `at`."""

    group: Group
    day: date
    at: datetime
    leaving: Collection[date] = ()


def may_show(
    store: Store, rules: ReviewRules, submission: Submission, goal: ShowingDay
) -> RefusedAction | None:
    """Why the group may not see this photo on that day."""
    return (
        _no_consent(submission, goal.group.id, goal.day)
        or _unfit(store, submission)
        or _shown_elsewhere(store, rules, submission, goal)
        or _author_rests(store, rules, submission, goal)
    )


def may_tell(store: Store, rules: ReviewRules, story: Story, goal: ShowingDay) -> RefusedAction | None:
    """Why the group may not be told this story on that day."""
    group, day = goal.group, goal.day
    if not story.suits(group):
        return sentences.not_for_group(story, group)
    if not story.is_valid_on(day):
        return sentences.not_that_day(story, day)
    reach = timedelta(days=max(rules.repeat_days, ROLLING_DAYS) - 1)
    stories_told = {
        (other_day, key)
        for other_day, key in store.usage.told_in(group.id, day - reach, day + reach, goal.at)
        if other_day not in goal.leaving
    }
    for other_day, key in sorted(stories_told):
        if key == story.id and 0 < abs((other_day - day).days) < rules.repeat_days:
            return sentences.told_lately(story, other_day, rules.repeat_days)
    return _sells_too_much(store, story, goal, stories_told)


def _no_consent(submission: Submission, group: str, day: date) -> RefusedAction | None:
    consent = submission.consent
    if consent.allows("poster", home=submission.group, group=group, day=day):
        return None
    return sentences.no_consent(submission, consent.on(day))


def _unfit(store: Store, submission: Submission) -> RefusedAction | None:
    if refused := _not_wanted(store, submission.id):
        return refused
    verdict = store.curation.verdict(submission.id)
    if isinstance(verdict, Dropped) and verdict.reason not in MATTERS_OF_TASTE | {Reason.DROPPED_BY_HAND}:
        return RefusedAction(verdict.why)
    return None


def _not_wanted(store: Store, submission: str) -> RefusedAction | None:
    decision = store.decisions.about([submission]).get(submission)
    if decision is not None and decision.choice is Choice.DROP:
        return sentences.dropped_by(called(store, decision.who))
    return None


def _shown_elsewhere(
    store: Store, rules: ReviewRules, submission: Submission, goal: ShowingDay
) -> RefusedAction | None:
    group, day = goal.group, goal.day
    showings = {
        (where, when)
        for where, when in store.usage.shown_in(submission.id, goal.at)
        if where != group.id or when not in goal.leaving
    }
    for where, when in sorted(showings):
        if where == group.id and when != day:
            return sentences.shown_here(when)
        if when == day and where in _neighbours(store, group):
            return sentences.shown_to_neighbours(where)
    others = {where for where, _ in showings if where != group.id}
    return sentences.shown_too_often(len(others)) if len(others) >= rules.photo_groups else None


def _neighbours(store: Store, group: Group) -> set[str]:
    back = {neighbour.id for neighbour in store.library.groups() if group.id in neighbour.shares_members_with}
    return (back | group.shares_members_with) - {group.id}


def _author_rests(
    store: Store, rules: ReviewRules, submission: Submission, goal: ShowingDay
) -> RefusedAction | None:
    if submission.member is None:
        return None
    reach = timedelta(days=rules.author_rest_days - 1)
    first, last = goal.day - reach, goal.day + reach
    for when, other in sorted(store.usage.author_in(submission.member, goal.group.id, first, last, goal.at)):
        if when not in goal.leaving and other != submission.id:
            return sentences.author_rests(when, rules.author_rest_days)
    return None


def _sells_too_much(
    store: Store, story: Story, goal: ShowingDay, stories_told: Collection[tuple[date, str]]
) -> RefusedAction | None:
    """Over the cap in any seven days that have `day` in them."""
    if story.promo == 0:
        return None
    promo = {known.id: known.promo for known in store.library.stories()}
    for back in range(ROLLING_DAYS):
        first = goal.day - timedelta(days=back)
        window = [
            promo.get(key, 0.0) for when, key in stories_told if 0 <= (when - first).days < ROLLING_DAYS
        ]
        if sum(window) + story.promo > goal.group.cap + 1e-9:
            return sentences.sells_too_much(story, goal.group.cap)
    return None
