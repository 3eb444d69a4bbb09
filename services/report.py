"""What a night did, as one object; and the digest by which two queues are told apart."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from content.gather.reasons import message_of
from content.messages import in_each, render
from content.model import Gap, Post, PostState
from content.night import NightOrder
from content.store import OpenStore, Quarantined


def report(open_store: OpenStore, order: NightOrder) -> dict[str, Any]:
    """What the store says of the days of an order. Keys are stable: scripts read them."""
    with open_store(reading=True) as store:
        posts = store.queue.posts(order.first_day, order.last_day, groups=order.groups)
        gaps = [
            gap
            for gap in store.plan.gaps(order.first_day, order.last_day)
            if not order.groups or gap.group in order.groups
        ]
        broken = store.inbox_index.quarantined(order.run)
        dropped = {
            reason: count for reason, count in store.curation.count_verdicts().items() if reason != "kept"
        }
    standing = [post for post in posts if post.state is not PostState.CANCELLED]
    return {
        "run_id": order.run,
        "first_day": order.first_day.isoformat(),
        "days": order.days,
        "dropped_by_reason": dropped,
        "tellings": len({(post.group, post.day) for post in standing}),
        "posts": len(standing),
        "gaps": [gap_as_json(gap) for gap in gaps],
        "quarantine": [_refusal(item) for item in broken],
        "digest": digest(standing, gaps),
    }


def refused_in(open_store: OpenStore, run: str) -> list[Quarantined]:
    """What waits for a person since this run, each with its reason as a Message."""
    with open_store(reading=True) as store:
        return store.inbox_index.quarantined(run)


def _refusal(item: Quarantined) -> dict[str, Any]:
    return {
        "path": item.path,
        "reason": item.reason,
        "why": render(item.why, "en"),
        "message": item.why.to_json(),
        "zh": render(message_of(item.reason), "zh"),
        "en": render(message_of(item.reason), "en"),
    }


def gap_as_json(gap: Gap) -> dict[str, Any]:
    return {
        "group": gap.group,
        "date": gap.day.isoformat(),
        "slot": gap.slot.value if gap.slot else None,
        "funnel": [{"rule": step.rule, "left": step.left} for step in gap.funnel],
        "fix": render(gap.fix, "zh") if gap.fix else "",
    } | in_each(gap.sentence)


def digest(posts: Iterable[Post], gaps: Iterable[Gap]) -> str:
    """sha256 over what members will see and where nothing will be: no run, no state, no clock in it."""
    rows = sorted(
        [
            post.id,
            post.goes_out_at.timestamp(),
            post.story,
            post.submission or "",
            post.text,
            post.poster,
        ]
        for post in posts
    )
    empty = sorted([gap.group, gap.day.isoformat(), gap.slot or ""] for gap in gaps)
    return sha256(json.dumps([rows, empty], ensure_ascii=False).encode()).hexdigest()
