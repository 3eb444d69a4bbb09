"""A day of a group summed up as talk: who answers whom, and how much of it advertises."""

from collections.abc import Collection
from datetime import date

from content.ledger.days import Clock
from content.ledger.mesh import SpokenLine, replies_in
from content.store import Store, TalkDay


def talk_of(store: Store, group: str, day: date, known: tuple[Clock, Collection[str]]) -> TalkDay:
    """`known`: the group's clock, and the ids of the team's own."""
    clock, own = known
    lines = store.talk.lines(group, clock.begins(day), clock.ends(day))
    replies = replies_in([SpokenLine(line.at, line.member, line.quotes) for line in lines], own)
    members = [line for line in lines if line.member not in own]
    return TalkDay(
        group, day, replies.all, replies.of_staff, len(members), sum(line.is_ad for line in members)
    )
