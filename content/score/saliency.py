"""Saliency: the focal point about which a photo is cropped, and what a crop would lose."""

import numpy as np
from numpy.typing import NDArray

SIDE = 48  # px of the map, both ways
TOP_SHARE = 0.1  # of the map: the most salient tenth decides
TRUST = 0.7  # how far the focal point leaves the middle; the map is a hint, not a detector
EDGE = 2  # cells: the outermost lines stand out for no reason of the picture's

Map = NDArray[np.float32]


def saliency(grey: NDArray[np.float32]) -> Map:
    """Spectral residual (Hou and Zhang, 2007) of a 48 x 48 grey picture: (48, 48), 0..1."""
    spectrum = np.fft.rfft2(grey)
    log_size = np.log1p(np.abs(spectrum))
    usual = _MEAN_OF_3 @ log_size @ _MEAN_OF_3_ACROSS.T
    residual = np.exp(log_size - usual + 1j * np.angle(spectrum))
    energy = _BLUR @ np.abs(np.fft.irfft2(residual, s=grey.shape)) ** 2 @ _BLUR.T
    peak = float(energy.max())
    flat: Map = np.zeros_like(grey)
    return (energy / peak).astype(np.float32) if peak > 0 else flat


def focal_point(grey: NDArray[np.float32]) -> tuple[float, float]:
    """(x, y) as fractions 0..1 of a 48 x 48 grey picture: the middle of the salient mass."""
    return focal_point_of(salient_mass(saliency(grey)))


def salient_mass(salient: Map) -> Map:
    """The most salient tenth of a map without its edges, all else 0."""
    inner = salient[EDGE:-EDGE, EDGE:-EDGE]
    floor = np.partition(inner, -int(inner.size * TOP_SHARE), axis=None)[-int(inner.size * TOP_SHARE)]
    mass: Map = np.where(inner >= floor, inner, 0)
    return mass


def focal_point_of(mass: Map) -> tuple[float, float]:
    """The middle of the salient mass, drawn towards the middle of the picture."""
    if not mass.any():
        return 0.5, 0.5
    return _pull(_weighted_median(mass.sum(axis=0))), _pull(_weighted_median(mass.sum(axis=1)))


def crop_loss(mass: Map, focus: tuple[float, float], picture: float, wanted: float) -> float:
    """Share (0..1) of the salient mass outside the largest crop of aspect `wanted` about the focal point.

    Aspects are width over height; `picture` is the photo's own.
    """
    wide = picture > wanted
    along = mass.sum(axis=0 if wide else 1)
    kept = wanted / picture if wide else picture / wanted
    start = min(max(focus[0 if wide else 1] - kept / 2, 0.0), 1.0 - kept)
    middles = (np.arange(along.size) + EDGE + 0.5) / SIDE
    outside = (middles < start) | (middles > start + kept)
    total = float(along.sum())
    return float(along[outside].sum()) / total if total > 0 else 1.0 - kept


def _weighted_median(mass: Map) -> float:
    """Where half the mass lies on either side, as a fraction of the whole map's side."""
    upto = mass.cumsum()
    cell = int(np.searchsorted(upto, upto[-1] / 2))
    return (cell + EDGE + 0.5) / SIDE


def _pull(fraction: float) -> float:
    return round(0.5 + TRUST * (fraction - 0.5), 4)


def _smoothing(kernel: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """(size, size): what smooths a column with the kernel; beyond the edge the edge goes on."""
    matrix = np.zeros((size, size))
    reach = len(kernel) // 2
    for row in range(size):
        for step, weight in enumerate(kernel / kernel.sum()):
            matrix[row, min(max(row + step - reach, 0), size - 1)] += weight
    return matrix


_MEAN_OF_3 = _smoothing(np.ones(3), SIDE)
_MEAN_OF_3_ACROSS = _smoothing(np.ones(3), SIDE // 2 + 1)
_BLUR = _smoothing(np.exp(-(np.linspace(-2, 2, 9) ** 2)), SIDE)  # Gaussian, sigma about 1.4 cells
