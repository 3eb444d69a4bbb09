"""Where the eye goes first: the focal point about which a photo is cropped."""

import numpy as np
from numpy.typing import NDArray

SIDE = 48  # px of the map, both ways
TOP_SHARE = 0.1  # of the map: the most salient tenth decides
TRUST = 0.7  # how far the focal point leaves the middle; the map is a hint, not a detector
EDGE = 2  # cells: the outermost lines stand out for no reason of the picture's


def saliency(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spectral residual (Hou and Zhang, 2007) of a 48 x 48 grey picture: (48, 48), 0..1."""
    spectrum = np.fft.rfft2(grey)
    log_size = np.log1p(np.abs(spectrum))
    padded = np.pad(log_size, 1, mode="edge")
    height, width = log_size.shape
    usual = sum(padded[y : y + height, x : x + width] for y in range(3) for x in range(3)) / 9
    residual = np.exp(log_size - usual + 1j * np.angle(spectrum))
    energy = _blur(np.abs(np.fft.irfft2(residual, s=grey.shape)) ** 2)
    peak = float(energy.max())
    flat: NDArray[np.float32] = np.zeros_like(grey)
    return (energy / peak).astype(np.float32) if peak > 0 else flat


def focal_point(grey: NDArray[np.float32]) -> tuple[float, float]:
    """(x, y) as fractions 0..1 of a 48 x 48 grey picture: the middle of the salient mass."""
    salient = saliency(grey)[EDGE:-EDGE, EDGE:-EDGE]
    floor = np.quantile(salient, 1 - TOP_SHARE)
    mass = np.where(salient >= floor, salient, 0)
    if not mass.any():
        return 0.5, 0.5
    return _pull(_weighted_median(mass.sum(axis=0))), _pull(_weighted_median(mass.sum(axis=1)))


def _weighted_median(mass: NDArray[np.float32]) -> float:
    """Where half the mass lies on either side, as a fraction of the whole map's side."""
    upto = mass.cumsum()
    cell = int(np.searchsorted(upto, upto[-1] / 2))
    return (cell + EDGE + 0.5) / SIDE


def _pull(fraction: float) -> float:
    return round(0.5 + TRUST * (fraction - 0.5), 4)


def _blur(energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gaussian, sigma about 1.4 cells."""
    kernel = np.exp(-(np.linspace(-2, 2, 9) ** 2))
    kernel /= kernel.sum()
    reach = len(kernel) // 2
    padded = np.pad(energy, reach, mode="edge")
    height, width = energy.shape
    down = sum(k * padded[n : n + height] for n, k in enumerate(kernel))
    blurred: NDArray[np.float64] = sum(k * down[:, n : n + width] for n, k in enumerate(kernel))
    return blurred
