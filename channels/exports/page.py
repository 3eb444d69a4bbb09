"""Boards as the plain values that templates print: cleaned texts, words of one language, anchors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from channels.exports.board import OFF, Day, GroupWeek
from channels.exports.item import QueueItem
from channels.exports.marks import Mark, mark
from channels.exports.words import ZH, Words
from content.messages import render
from content.model import Gap, PostState, Slot
from content.sanitize import clean


@dataclass(frozen=True)
class SheetPage:
    """Turns boards into the plain values that the template prints."""

    boards: list[GroupWeek]
    drawn: Sequence[str]  # keys of the posters that can be shown
    words: Words
    brand: str

    @cached_property
    def classes(self) -> dict[str, str]:
        """The short name of each poster's picture."""
        return {key: f"b{n}" for n, key in enumerate(self.drawn)}

    def as_values(self) -> dict[str, Any]:
        posts = [post for board in self.boards for post in board.posts]
        days = [day.date for board in self.boards for day in board.days]
        gaps = sum(len(board.gaps) for board in self.boards)
        return {
            "title": clean(f"{self.brand} · {self.words.title}" if self.brand else self.words.title),
            "span": self.words.span(min(days), max(days)) if days else "",
            "week": _week_numbers(self.words, min(days), max(days)) if days else "",
            "total": len(posts),
            "counts": self._counts(posts, gaps),
            "listed": self._listed(),
            "weeks": [self._week(n, board) for n, board in enumerate(self.boards)],
            "posts": [entry for n, board in enumerate(self.boards) for entry in self._large(n, board)],
        }

    def _counts(self, posts: list[QueueItem], gaps: int) -> list[tuple[Mark, int]]:
        counted = Counter(post.state for post in posts)
        states = [(mark(state, self.words), counted[state]) for state in PostState if counted[state]]
        return [*states, (Mark("gap", "quiet", self.words.gap), gaps)] if gaps else states

    def _listed(self) -> list[dict[str, Any]]:
        by_group: dict[str, list[tuple[int, GroupWeek]]] = {}
        for n, board in enumerate(self.boards):
            by_group.setdefault(board.group, []).append((n, board))
        entries = [
            {
                "anchor": f"w{of_group[0][0]}",
                "name": clean(of_group[0][1].name),
                "posts": sum(len(board.posts) for _, board in of_group),
                "gaps": sum(len(board.gaps) for _, board in of_group),
            }
            for of_group in by_group.values()
        ]
        return entries if len(entries) > 1 else []

    def _week(self, n: int, board: GroupWeek) -> dict[str, Any]:
        return {
            "anchor": f"w{n}",
            "name": clean(board.name),
            "span": self.words.span(board.days[0].date, board.days[-1].date),
            "posts": self.words.posts.format(len(board.posts)),
            "gaps": len(board.gaps),
            "zone": next((post.group_zone for post in board.posts), ""),
            "slots": [self._slot(slot) | {"time": at} for slot, at in board.slots.items()],
            "days": [self._day(n, d, day) for d, day in enumerate(board.days)],
        }

    def _slot(self, slot: Slot) -> dict[str, str]:
        job = self.words.jobs[slot]
        return {"value": slot.value, "sign": slot.sign, "job": job}

    def _day(self, n: int, d: int, day: Day) -> dict[str, Any]:
        weekday = self.words.weekdays[day.date.weekday()]
        return {
            "anchor": f"w{n}d{d}",
            "weekday": weekday,
            "short": weekday.removeprefix("周"),
            "number": day.date.day,
            "long": self.words.day(day.date),
            "title": clean(day.title),
            "gap": self._why(day.gap) if day.gap else "",
            "cells": [self._cell(f"p{n}-{d}-{s}", cell, day.date) for s, cell in enumerate(day.cells)],
        }

    def _cell(self, anchor: str, cell: QueueItem | Gap | None, day: date) -> dict[str, Any]:
        if isinstance(cell, QueueItem):
            return self._post(anchor, cell, day)
        if isinstance(cell, Gap):
            return {"kind": "gap", "tone": "", "why": self._why(cell)}
        return {"kind": "vacant", "tone": ""}

    def _why(self, gap: Gap) -> str:
        return clean(render(gap.sentence, "zh" if self.words is ZH else "en"))

    def _post(self, anchor: str, post: QueueItem, day: date) -> dict[str, Any]:
        post_mark = mark(post.state, self.words)
        has_file = post.poster is not None and post.poster.path is not None
        return {
            "kind": "post",
            "anchor": anchor,
            "slot": self._slot(post.slot),
            "time": f"{post.local:%H:%M}",
            "mark": post_mark,
            "tone": post_mark.tone,
            "extra": " over" * (post.state is PostState.SENT) + " over off" * (post.state in OFF),
            "picture": self.classes.get(post.poster.key, "") if post.poster else "",
            "missing": self.words.broken_poster if has_file else self.words.no_poster,
            "label": clean(
                f"{self.words.day(day)} {self.words.slots[post.slot]} · {post.story_title} · {post_mark.word}"
            ),
            "text": clean(post.text),
            "credit": clean(f"@{post.nickname}") if post.nickname else _edition(post),
        }

    def _large(self, n: int, board: GroupWeek) -> list[dict[str, Any]]:
        entries = [
            self._post(f"p{n}-{d}-{s}", cell, day.date) | self._about(cell, board, day.date)
            for d, day in enumerate(board.days)
            for s, cell in enumerate(day.cells)
            if isinstance(cell, QueueItem)
        ]
        anchors = ["", *(entry["anchor"] for entry in entries), ""]
        return [
            entry | {"before": before, "after": after}
            for entry, before, after in zip(entries, anchors, anchors[2:], strict=False)
        ]

    def _about(self, post: QueueItem, board: GroupWeek, day: date) -> dict[str, Any]:
        return {
            "title": clean(post.story_title),
            "group": clean(board.name),
            "day": self.words.day(day),
            "product": clean(post.product_name),
            "nickname": clean(post.nickname or ""),
            "reasons": [clean(reason) for reason in post.reasons],
        }


def _edition(post: QueueItem) -> str:
    return f"v{post.version}" if post.version > 1 else ""


def _week_numbers(words: Words, first: date, last: date) -> str:
    weeks = [first.isocalendar().week, last.isocalendar().week]
    return words.week.format("–".join(str(week) for week in dict.fromkeys(weeks)))
