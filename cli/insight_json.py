"""Insight as JSON: what scripts read. Keys are added, never renamed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.common import print_json
from content.messages import in_each
from content.model import Cohort, Estimate, Figure, FormEstimate, GroupHealth, Slot, UgcFunnel

if TYPE_CHECKING:
    from services.insight import Insight


def print_insight(insight: "Insight") -> None:
    print_json(_as_json(insight))


def _as_json(insight: "Insight") -> dict[str, Any]:
    figures = insight.figures
    return {
        "first": insight.first,
        "last": insight.last,
        "weeks": insight.weeks,
        "groups": insight.groups,
        "participation": [{"group": row.group} | _form(row) for row in insight.participation],
        "forms": [_form(row) for row in insight.forms],
        "left_out": {reason.value: count for reason, count in sorted(insight.left_out.items())},
        "habit": _figure(figures["habit"])
        | {
            "by_group": {group: _figure(known) for group, known in insight.habit_by_group.items()},
            "days": {group: list(days) for group, days in sorted(insight.days_a_member.items())},
        },
        "return": {slot.value: _figure(figures[f"return_{slot.value}"]) for slot in Slot},
        "retention": [_cohort(cohort) for cohort in insight.retention],
        "funnel": _funnel(insight.funnel)
        | {"by_group": {group: _funnel(known) for group, known in insight.funnel_by_group.items()}},
        "on_time": _on_time(insight),
        "health": [_health(row) for row in insight.health],
        "figures": {name: _figure(known) for name, known in figures.items()},
        "leaves": _fields(insight.leaves),
        "business": _business(insight),
        "lapsing": [_fields(row) for row in insight.lapsing],
        "throughput": _throughput(insight),
    }


def _form(row: FormEstimate) -> dict[str, Any]:
    return {
        "slot": row.slot.value,
        "form": row.form,
        "posts": row.posts,
        "observed": row.observed,
        "expected": _round(row.expected),
        "rate": row.rate and _round(row.rate.value),
        "low": row.rate and _round(row.rate.low),
        "high": row.rate and _round(row.rate.high),
        "verdict": row.verdict.word,
        "weeks_needed": row.weeks_needed,
        "claim": row.verdict.value,
        "ratio": row.ratio and _round(row.ratio.value),
        "ratio_low": row.ratio and _round(row.ratio.low),
        "ratio_high": row.ratio and _round(row.ratio.high),
        "best": _round(row.best),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return _estimate(figure.estimate) | {
        "part": figure.part,
        "whole": figure.whole,
        "least": figure.least,
        "first": figure.first,
        "last": figure.last,
        "groups": figure.groups,
        "before": [known and _round(known.value) for known in figure.before],
        "change": figure.change and _estimate(figure.change),
        "missing": figure.missing and in_each(figure.missing),
    }


def _estimate(known: Estimate | None) -> dict[str, Any]:
    """Always with all three, so that scripts need not ask."""
    if known is None:
        return dict.fromkeys(("value", "low", "high"))
    return {"value": _round(known.value), "low": _round(known.low), "high": _round(known.high)}


def _on_time(insight: "Insight") -> dict[str, Any]:
    figures = insight.figures
    return _figure(figures["on_time"]) | {
        "median_minutes": _estimate(figures["delay"].estimate),
        "scatter_minutes": {
            slot.value: _estimate(figures[f"scatter_{slot.value}"].estimate) for slot in Slot
        },
        "owners": [
            _fields(owner) | {"share": _estimate(owner.share), "posts_a_day": _round(owner.posts_a_day)}
            for owner in insight.owners
        ],
    }


def _cohort(cohort: Cohort) -> dict[str, Any]:
    return {
        "first": cohort.first,
        "last": cohort.last,
        "joined": cohort.joined,
        "cells": [
            {"after": cell.after, "active": cell.active, "full_on": cell.full_on} | _estimate(cell.share)
            for cell in cohort.cells
        ],
    }


def _funnel(funnel: UgcFunnel) -> dict[str, Any]:
    return _fields(funnel)


def _health(row: GroupHealth) -> dict[str, Any]:
    return _fields(row) | {
        "health": row.health.value,
        "measured": row.measured.value,
        "speakers": _estimate(row.speakers),
        "mesh": _estimate(row.mesh),
        "ads": _round(row.ads),
        "ads_a_day": _round(row.ads_a_day),
    }


def _business(insight: "Insight") -> dict[str, Any] | None:
    known = insight.business
    if known is None:
        return None
    return {
        "now": _numbers(known.now),
        "before": _numbers(known.before),
        "arpu": _estimate(known.arpu),
        "arpu_change": _estimate(known.arpu_change),
        "split": known.split and _fields(known.split),
    }


def _numbers(known: Any) -> dict[str, Any]:
    derived = ("conversion", "frequency", "basket", "arpu")
    return _fields(known) | {name: _round(getattr(known, name)) for name in derived}


def _throughput(insight: "Insight") -> dict[str, Any]:
    known = insight.throughput
    return {
        "photo_to_post_hours": _estimate(known.photo_to_post),
        "approved_before_hours": _estimate(known.approved_before),
        "approvals": known.approvals,
        "late_approvals": known.late_approvals,
        "by_hand": dict(known.by_hand),
    }


def _fields(row: Any) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in row.__dataclass_fields__}


def _plain(value: Any) -> Any:
    return _round(value) if isinstance(value, float) else dict(value) if isinstance(value, Mapping) else value


def _round(value: float) -> float:
    return round(value, 4)
