"""Communities whose truth is known, counted without a store; content.feedback.made_history makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from content.feedback.attribution import Attributed, attribute, chat_with
from content.feedback.made_history import MadeGroup, MadePost, MadeRules, make_community, make_group
from content.feedback.roster import GroupRoster
from content.feedback.sends import Send
from content.feedback.talk import GroupTalk
from content.ledger.days import Clock, sum_up
from content.model import LedgerLine, SendEvidence

__all__ = ["GroupError", "MadeRules", "attributed", "error_of", "make_community", "make_group"]
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GroupError:
    """Of one group: posts that count, members beyond the usual as counted, and as it really was."""

    members: int
    posts: int
    beyond: float
    extra: int

    @property
    def error(self) -> float:
        return self.beyond / self.extra - 1


def attributed(made: MadeGroup) -> list[Attributed]:
    """All posts of a made group counted, without a store."""
    clock, staff = Clock(ZoneInfo(made.group.zone)), set(made.staff)
    lines = lines_of(made)
    talk = GroupTalk(clock.zone, _spoke(lines, clock, staff), clock.day(lines[0].at))
    sends = [_send(post) for post in made.posts]
    sent = [send.sent_at for send in sends if send.sent_at]
    chat = chat_with(lines, (lines[0].at, lines[-1].at), staff, talk, sent)
    roster = GroupRoster([event for _, event in made.events], made.group.size, staff, {})
    return [attribute(send, chat, roster, (), lines[-1].at + A_DAY) for send in sends]


def error_of(made: MadeGroup) -> GroupError:
    """How far what posts added is from the truth, over all that count."""
    pairs = [(post, item.response) for post, item in zip(made.posts, attributed(made), strict=True)]
    counted = [(post, response) for post, response in pairs if response.counts]
    beyond = sum(response.observed - response.expected for _, response in counted)
    return GroupError(len(made.members), len(counted), beyond, sum(post.extra for post, _ in counted))


def lines_of(made: MadeGroup) -> list[LedgerLine]:
    """The messages as the ledger has them."""
    return [
        LedgerLine(
            entry.at,
            entry.member,
            entry.kind,
            entry.chars,
            entry.reply_to,
            entry.signs.letter or None,
            entry.id in made.recalled,
            entry.id,
        )
        for entry in made.entries
    ]


def _spoke(lines: Sequence[LedgerLine], clock: Clock, staff: set[str]) -> dict[date, dict[str, int]]:
    by_day: dict[date, list[LedgerLine]] = {}
    for line in lines:
        by_day.setdefault(clock.day(line.at), []).append(line)
    sums = {day: sum_up(day, of_day, clock) for day, of_day in by_day.items()}
    return {
        day: {member: bits for member, bits in total.hours_by_member.items() if member not in staff}
        for day, total in sums.items()
    }


def _send(post: MadePost) -> Send:
    evidence = SendEvidence.HAND if post.sent_at else None
    return Send(
        post.group,
        post.day,
        post.slot,
        post.form,
        answer=post.answer,
        due_at=post.due_at,
        sent_at=post.sent_at,
        evidence=evidence,
    )
