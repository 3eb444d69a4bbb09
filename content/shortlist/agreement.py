"""Image verification: whether two small pictures, once fitted over each other, are the same photo.

Texture decides, part by part: different products on white have the same outline but not the same colours, and
two shots of one scene agree in the large but not everywhere. Where much of a picture is one even ground there
is little to compare, so what there is must agree the more. docs/measures/curation.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.shortlist.align import CELLS, Overlay, Patches

SAME_LEVELS = 0.8  # correlation
SAME_TEXTURE = 0.92  # the same with the soft shading taken out: two shirts on a floor have the same shading
SAME_DETAIL, MOST_DETAIL = 0.8, 0.85  # correlation of small parts, and how many of them must reach it
HAS_TEXTURE = 2.0  # grey levels of standard deviation that a part must have to be compared
EVEN_GROUND = 0.4  # share of the cells that have the commonest level
ON_EVEN_GROUND = 0.975  # texture there
SAME_COLOURS, SAME_COLOURS_ON_GROUND = 0.5, 0.15  # what no filter explains, as share of the colours
SAME_PART, MOST_PARTS, FEWEST_PARTS = 0.9, 0.45, 12  # where text or stickers cover the others
HALF_SAME, MOST_HALF_SAME = 0.6, 0.3  # parts that neither agree nor are covered: another shot of the scene
LEAST_LEVELS = 0.6
_LARGE, _SMALL = (8, 4), (4, 2)  # cells a side of a part, and from one to the next
_LEVELS = 4  # grey levels in a bin of the commonest
_GREYEST = 2.0  # of 127: below it a picture is black and white, and colours say nothing
_PALE = 12.0  # colours are compared as if they were at least so strong
_MOST_GAIN, _MOST_CAST = 2.0, 14.0  # of a filter: how much stronger colours get, and what is added to all

Shares = NDArray[np.float32]
Flags = NDArray[np.bool_]
Tints = NDArray[np.float32]  # (n, cells, 2): Cb and Cr about 0


@dataclass(frozen=True, slots=True)
class _Parts:
    """(n, parts): which have texture in one of the two pictures, and how it correlates."""

    textured: Flags
    alike: Shares

    def share(self, least: float, below: float = 2.0) -> Shares:
        """Of the textured parts, those whose correlation lies between."""
        among = self.textured & (self.alike >= least) & (self.alike < below)
        shares: Shares = among.sum(axis=1) / np.maximum(self.textured.sum(axis=1), 1)
        return shares


def same_photo(patches: Patches, overlay: Overlay, colours: tuple[Tints, Tints]) -> Flags:
    """Of each pair, from the patches, what was fitted under them, and the colours of both."""
    own, under = texture(patches) * overlay.inside, texture(overlay.levels) * overlay.inside
    levels = correlation(patches * overlay.inside, overlay.levels * overlay.inside)
    even, discord = _even_ground(patches), _discord(*colours)
    same_texture = correlation(own, under) >= np.where(even, ON_EVEN_GROUND, SAME_TEXTURE)
    same_colours = discord < np.where(even, SAME_COLOURS_ON_GROUND, SAME_COLOURS)
    in_detail = _parts(own, under, _SMALL).share(SAME_DETAIL) >= MOST_DETAIL
    whole = same_texture & in_detail & (levels >= SAME_LEVELS)
    covered = ~even & (levels >= LEAST_LEVELS) & _agree_in_parts(_parts(own, under, _LARGE))
    same: Flags = overlay.is_sound & same_colours & (whole | covered)
    return same


def texture(patches: Patches) -> Patches:
    """What is left when the mean of the 5 x 5 cells around is taken away."""
    padded = np.pad(patches, ((0, 0), (2, 2), (2, 2)), mode="edge")
    rows = np.add.reduce([padded[:, n : n + CELLS] for n in range(5)])
    around = np.add.reduce([rows[:, :, n : n + CELLS] for n in range(5)]) / 25
    left: Patches = patches - around
    return left


def correlation(first: Patches, second: Patches) -> Shares:
    """Of each pair of patches, -1..1; an even patch agrees with nothing."""
    first, second = (patch - patch.mean(axis=(1, 2), keepdims=True) for patch in (first, second))
    shared = np.einsum("nij,nij->n", first, second)
    lengths = np.linalg.norm(first, axis=(1, 2)) * np.linalg.norm(second, axis=(1, 2))
    alike: Shares = shared / np.maximum(lengths, 1e-3)
    return alike


def _agree_in_parts(parts: _Parts) -> Flags:
    agreeing = (parts.textured & (parts.alike >= SAME_PART)).sum(axis=1)
    many = (agreeing >= FEWEST_PARTS) & (parts.share(SAME_PART) >= MOST_PARTS)
    agreed: Flags = many & (parts.share(HALF_SAME, below=SAME_PART) <= MOST_HALF_SAME)
    return agreed


def _parts(own: Patches, under: Patches, grid: tuple[int, int]) -> _Parts:
    side, step = grid
    first, second = _windows(own, side, step), _windows(under, side, step)
    spreads = np.linalg.norm(first, axis=2), np.linalg.norm(second, axis=2)
    least = HAS_TEXTURE * side
    alike = (first * second).sum(axis=2) / np.maximum(spreads[0] * spreads[1], least**2 / 4)
    return _Parts(np.maximum(*spreads) >= least, alike)


def _windows(cells: Patches, side: int, step: int) -> Patches:
    """(n, windows, side * side), each about its own mean."""
    views = np.lib.stride_tricks.sliding_window_view(cells, (side, side), axis=(1, 2))[:, ::step, ::step]
    flat = views.reshape(len(cells), -1, side * side)
    centred: Patches = flat - flat.mean(axis=2, keepdims=True)
    return centred


def _even_ground(patches: Patches) -> Flags:
    """Whether so many cells have one level, give or take a bin."""
    bins = 256 // _LEVELS + 2
    levels = np.clip(patches / _LEVELS, 0, bins - 3).astype(np.intp).reshape(len(patches), -1)
    flat = (levels + bins * np.arange(len(levels))[:, None]).ravel()
    counts = np.bincount(flat, minlength=bins * len(levels)).reshape(-1, bins)
    commonest = (counts[:, :-2] + counts[:, 1:-1] + counts[:, 2:]).max(axis=1)
    even: Flags = commonest >= EVEN_GROUND * CELLS**2
    return even


def _discord(first: Tints, second: Tints) -> Shares:
    """How much of the colours of two pictures no filter explains, 0 and more; 0 for black and white."""
    strength = _strength(first), _strength(second)
    left = np.maximum(_left(first, second), _left(second, first))
    shares = left / np.maximum(np.maximum(*strength), _PALE)
    discord: Shares = np.where(np.minimum(*strength) < _GREYEST, 0.0, shares)
    return discord


def _left(first: Tints, second: Tints) -> Shares:
    """What is left of the first once the second, made stronger or weaker and cast over, is taken away."""
    own, other = (tints - tints.mean(axis=1, keepdims=True) for tints in (first, second))
    gain = (own * other).sum(axis=(1, 2)) / np.maximum((other**2).sum(axis=(1, 2)), 1)
    explained = second * np.clip(gain, 0, _MOST_GAIN)[:, None, None]
    cast = np.clip((first - explained).mean(axis=1, keepdims=True), -_MOST_CAST, _MOST_CAST)
    return _strength(first - explained - cast)


def _strength(tints: Tints) -> Shares:
    strength: Shares = np.sqrt((tints**2).sum(axis=2).mean(axis=1))
    return strength
