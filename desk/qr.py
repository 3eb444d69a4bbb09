"""A QR code as one path of an SVG: no picture that a proxy could keep, and no style."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QrPath:
    """`d` draws the dark modules on a field of `side` units, its quiet border included."""

    d: str
    side: int


def qr_path(text: str, border: int = 2) -> QrPath:
    """The code of a text, with correction for a fifteenth of it."""
    matrix = segno.make(text, error="m", micro=False).matrix
    runs = [
        f"M{x + border} {y + border}h1v1h-1z"
        for y, row in enumerate(matrix)
        for x, dark in enumerate(row)
        if dark
    ]
    return QrPath("".join(runs), len(matrix) + 2 * border)
