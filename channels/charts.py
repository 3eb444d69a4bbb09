"""Where things stand on the axes of charts, and numbers as charts and tables write them.

The macros of channels/templates/_charts.html.j2 draw with these. Across, positions are per cent of a chart's
width, so that it fits any column without a script and its dots stay round; down, they are pixels.
"""

from collections.abc import Callable, Mapping, Sequence
from math import cos, log, pi, sin
from typing import Any

from content.model import Estimate

RIGHT = 97.0  # per cent: the last point of a line has room for its dot
PADDING = 3.0  # px above and below a line
MINUS, TO = "\N{MINUS SIGN}", "\N{EN DASH}"
Point = Estimate | None


def pc(value: float, low: float, high: float) -> float:
    """Where a value stands on a linear axis, in per cent; what is beyond it stands at its end."""
    span = high - low
    return round(100 * min(1.0, max(0.0, (value - low) / span)), 2) if span else 0.0


def lp(value: float, low: float, high: float) -> float:
    """The same on a logarithmic axis: half and double are equally far from one. `low` is above 0."""
    return pc(log(max(value, low)), log(low), log(high))


def level(value: float, axis: tuple[float, float], height: float) -> float:
    """How far down a value stands in a chart of this height, px."""
    low, high = axis
    share = (value - low) / (high - low) if high > low else 0.5
    return round(height - PADDING - min(1.0, max(0.0, share)) * (height - 2 * PADDING), 2)


def axis_of(points: Sequence[Point], *more: float) -> tuple[float, float]:
    """From the lowest to the highest end of the intervals, and whatever else must be in sight."""
    ends = [*more, *(end for point in points if point for end in (point.low, point.high, point.value))]
    return (min(ends), max(ends)) if ends and max(ends) > min(ends) else (0.0, max([1.0, *ends]))


def line_path(points: Sequence[Point], axis: tuple[float, float], height: float) -> str:
    """The line through the values; it breaks where there is none."""
    steps, pen = [], "M"
    for across, point in zip(_across(len(points)), points, strict=True):
        if point is None:
            pen = "M"
            continue
        steps.append(f"{pen}{across} {level(point.value, axis, height)}")
        pen = "L"
    return " ".join(steps)


def trend_path(values: Sequence[float | None], axis: tuple[float, float], height: float) -> str:
    """The line through plain numbers."""
    points = [None if value is None else Estimate(value, value, value) for value in values]
    return line_path(points, axis, height)


def band_path(points: Sequence[Point], axis: tuple[float, float], height: float) -> str:
    """What lies within the intervals: one closed shape for each run of points."""
    runs: list[list[tuple[float, Estimate]]] = [[]]
    for across, point in zip(_across(len(points)), points, strict=True):
        if point is None:
            runs.append([])
        else:
            runs[-1].append((across, point))
    return " ".join(_band(run, axis, height) for run in runs if len(run) > 1)


def _across(count: int) -> list[float]:
    return [round(RIGHT * place / max(1, count - 1), 2) for place in range(count)]


def _band(run: Sequence[tuple[float, Estimate]], axis: tuple[float, float], height: float) -> str:
    there = [f"{across} {level(point.low, axis, height)}" for across, point in run]
    back = [f"{across} {level(point.high, axis, height)}" for across, point in reversed(run)]
    return f"M{' L'.join(there + back)}Z"


def on_ring(place: int, count: int, radius: float) -> tuple[float, float]:
    """The place of one of many on a circle about 0 0, the first at the top."""
    angle = 2 * pi * place / max(1, count) - pi / 2
    return round(radius * cos(angle), 1), round(radius * sin(angle), 1)


# -- numbers -------------------------------------------------------------------------------------------
def percent(share: float) -> str:
    """6.8%, 36%: one decimal below a tenth."""
    decimals = 1 if abs(share) < 0.0995 else 0
    return signed(f"{100 * share:.{decimals}f}") + "%"


def change(ratio: float) -> str:
    """A ratio to what is usual as a difference: +25%, −13%, 0%."""
    points = round(100 * (ratio - 1))
    return signed(f"{points:+d}" if points else "0") + "%"


def points(difference: float) -> str:
    """A difference of two shares in percentage points: +0.3, −1.2."""
    return signed(f"{100 * difference:+.1f}")


def number(value: float, decimals: int = 0) -> str:
    """3,001; 8.7 with a decimal."""
    return signed(f"{value:,.{decimals}f}")


def span(estimate: Estimate, write: Callable[[float], str] = percent) -> str:
    """Its interval: 2.7%–5.6%; with signs −21% … −3%, where a dash before a minus would read as two."""
    low, high = write(estimate.low), write(estimate.high)
    return f"{low} … {high}" if {low[0], high[0]} & {"+", MINUS} else f"{low}{TO}{high}"


def signed(text: str) -> str:
    """With a minus sign that is as wide as a plus; nothing is less than nothing by nothing."""
    if text.startswith("-") and not text.strip("-0.,%"):
        text = text[1:]
    return text.replace("-", MINUS)


IN_TEMPLATES: Mapping[str, Any] = {
    "pc": pc,
    "lp": lp,
    "level": level,
    "axis_of": axis_of,
    "line_path": line_path,
    "band_path": band_path,
    "trend_path": trend_path,
    "on_ring": on_ring,
    "percent": percent,
    "change": change,
    "points": points,
    "number": number,
    "span": span,
}
