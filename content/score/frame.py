"""Finds what lies inside a uniform frame: a photo within a screenshot, a picture with black bars."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNIFORM = 6.0  # grey levels: a line of pixels that varies less than this may belong to the frame
JUMP = 8.0  # grey levels: where a frame ends, its pixels jump by more than this ...
JUMPING = 0.5  # ... in this share of the line; a soft wall ends where an object begins, bit by bit
DEAD_FLAT = 2.0  # grey levels: a bar that varies less than this is drawn, even if no jump ends it
REACH = 4  # lines on either side of the end: further than JPEG's ringing goes
SMALLEST = 0.25  # of each side: a smaller inside is not believed
NARROWEST = 0.01  # of a side: a thinner frame is left alone
_FRAMES = 3  # one within the other: a bar around a margin

Levels = NDArray[np.float32]


class Inside(NamedTuple):
    """Fractions of the upright picture, 0 to 1."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def area(self) -> float:
        """Share of the picture, 0..1."""
        return (self.bottom - self.top) * (self.right - self.left)


WHOLE = Inside(0.0, 1.0, 0.0, 1.0)


def inside_frame(grey: NDArray[np.uint8]) -> Inside:
    """The box inside the frame; WHOLE where there is none."""
    level = grey[::2, ::2].astype(np.float32)
    height, width = level.shape
    top, bottom, left, right = 0, height, 0, width
    for _ in range(_FRAMES):
        before = top, bottom, left, right
        first, last = _within(level[top:bottom, left:right])
        top, bottom = top + first, top + last
        first, last = _within(level[top:bottom, left:right].T)
        left, right = left + first, left + last
        if before == (top, bottom, left, right):
            break
    inside = Inside(top / height, bottom / height, left / width, right / width)
    if inside.bottom - inside.top < SMALLEST or inside.right - inside.left < SMALLEST:
        return WHOLE
    thin = max(inside.top, 1 - inside.bottom, inside.left, 1 - inside.right) < NARROWEST
    return WHOLE if thin else inside


def _within(lines: Levels) -> tuple[int, int]:
    """First and last line, exclusive, between the bars at the start and at the end.

    A frame's bars come in pairs; one alone is the edge of a table or a strip of sky.
    """
    first, last = _longest_run(_variances(lines) > UNIFORM**2)
    before, after = _bar(lines, first), _bar(lines[::-1], len(lines) - last)
    return (before, len(lines) - after) if before and after else (0, len(lines))


def _variances(lines: Levels) -> Levels:
    """Of each line; by sums, which takes a third of the time of std()."""
    squares = np.einsum("ij,ij->i", lines, lines) / lines.shape[1]
    variances: Levels = squares - lines.mean(axis=1) ** 2
    return variances


def _bar(lines: Levels, width: int) -> int:
    """The width of the bar at the start, or 0 if it is no bar but a soft background."""
    before, after = lines[max(width - REACH, 0)], lines[min(width + REACH, len(lines) - 1)]
    jumps = (np.abs(after - before) > JUMP).mean() >= JUMPING
    flat = width > 2 * REACH and lines[: width - REACH].std() < DEAD_FLAT
    return width if jumps or flat else 0


def _longest_run(busy: NDArray[np.bool_]) -> tuple[int, int]:
    """Start and end of the longest stretch of busy lines; a gap of a fiftieth does not break it."""
    lines = np.flatnonzero(busy)
    if not lines.size:
        return 0, busy.size
    breaks = np.flatnonzero(np.diff(lines) > max(2, busy.size // 50))
    starts = lines[np.concatenate([[0], breaks + 1])]
    ends = lines[np.concatenate([breaks, [-1]])] + 1
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest])
