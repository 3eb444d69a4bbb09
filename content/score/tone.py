"""Light and colour: where the grey levels lie, and how colourful the picture is."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def tone(grey: Grey) -> dict[str, float]:
    """p5, p95, mean and std in grey levels; clip_lo and clip_hi as shares 0..1. From every second pixel."""
    sample = grey[::2, ::2].ravel()
    shares = np.bincount(sample, minlength=256) / sample.size
    upto, levels = shares.cumsum(), np.arange(256)
    mean = float(shares @ levels)
    return {
        "mean": mean,
        "std": float(np.sqrt(shares @ (levels - mean) ** 2)),
        "p5": float(np.searchsorted(upto, 0.05)),
        "p95": float(np.searchsorted(upto, 0.95)),
        "clip_lo": float(upto[4]),
        "clip_hi": float(1 - upto[250]),
    }


def colourfulness(small: NDArray[np.uint8]) -> float:
    """Hasler and Suesstrunk's M (Measuring Colourfulness in Natural Images, 2003) of an (h, w, 3) picture.

    0 is grey, about 33 is "averagely colourful", over 80 is rare.
    """
    red, green, blue = (small[..., channel].astype(np.float32) for channel in range(3))
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    offset = np.hypot(red_green.mean(), yellow_blue.mean())
    return float(spread + 0.3 * offset)
