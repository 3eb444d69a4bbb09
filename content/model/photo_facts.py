"""What is known of a photo for whoever sets words on it or cuts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

GRID = 12  # cells of the maps, both ways
CALM = 3  # of 0 to 9: a cell up to this holds words well; docs/measures/posters.md
SIDES = ("top", "bottom", "left", "right")


class FaceBox(NamedTuple):
    """A face, chin to brow, in fractions (0 to 1) of the upright photo."""

    left: float
    top: float
    width: float
    height: float


class FactsJson(TypedDict, total=False):
    """PhotoFacts as specs and the store have them; `by` is who shall look, where nobody did yet. `calm` is
    the share that each side leaves calm, in specs of templates that ask for it."""

    faces: list[list[float]]
    busy: str
    light: str
    by: str
    calm: dict[str, float]


class TemplateFacts(TypedDict):
    """What templates may ask of a photo; `calm` and `light` by side."""

    faces: list[list[float]]
    calm: dict[str, float]
    light: dict[str, float]


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """Faces, the largest first, and two maps of GRID x GRID digits, row by row from the top.

    `busy` is 0 where nothing happens and 9 where most does, `light` 0 for black and 9 for white. Both are
    empty where nobody looked.
    """

    faces: tuple[FaceBox, ...] = ()
    busy: str = ""
    light: str = ""

    @classmethod
    def from_json(cls, given: FactsJson) -> "PhotoFacts":
        """What `as_json` made."""
        faces = tuple(FaceBox(*box) for box in given.get("faces", ()))
        return cls(faces, given.get("busy", ""), given.get("light", ""))

    def as_json(self) -> FactsJson:
        """Plain JSON values; what is empty is left out."""
        facts = FactsJson()
        if self.faces:
            facts["faces"] = [list(face) for face in self.faces]
        if self.busy:
            facts |= {"busy": self.busy, "light": self.light}
        return facts

    def calm(self, side: str) -> float:
        """How far (0 to 1 of the photo) from this side it stays calm and shows no face; 0 where unknown."""
        reach = 0
        for line in self._lines(side):
            if not self.busy or sum(cell > CALM for cell in line) > GRID // 6:
                break
            reach += 1
        return min([reach / GRID, *(max(0.0, gap) for gap in self._gaps(side))])

    def lightness(self, side: str) -> float:
        """Mean light (0 black, 1 white) of the calm part at this side, of its outermost quarter at least."""
        if not self.light:
            return 0.5
        deep = max(round(self.calm(side) * GRID), GRID // 4)
        digits = [cell for line in self._lines(side, self.light)[:deep] for cell in line]
        return sum(digits) / len(digits) / 9

    def busyness(self, left: float, top: float, right: float, bottom: float) -> float:
        """Mean of `busy` (0 to 9) within fractions of the photo; 9 where unknown."""
        if not self.busy:
            return 9.0
        across = _cells(left, right)
        rows = [self.busy[row * GRID : (row + 1) * GRID] for row in _cells(top, bottom)]
        cells = [int(row[column]) for row in rows for column in across]
        return sum(cells) / len(cells)

    def for_template(self) -> TemplateFacts:
        """`faces` as left, top, width, height."""
        return {
            "faces": [list(face) for face in self.faces],
            "calm": {side: round(self.calm(side), 3) for side in SIDES},
            "light": {side: round(self.lightness(side), 3) for side in SIDES},
        }

    def _lines(self, side: str, digits: str = "") -> list[list[int]]:
        """Rows or columns of a map, from this side inwards."""
        cells = [int(digit) for digit in digits or self.busy]
        rows = [cells[at : at + GRID] for at in range(0, len(cells), GRID)]
        lines = rows if side in ("top", "bottom") else [list(column) for column in zip(*rows, strict=True)]
        return lines if side in ("top", "left") else lines[::-1]

    def _gaps(self, side: str) -> list[float]:
        """From this side to each face, as fractions."""
        first = side in ("top", "left")
        if side in ("top", "bottom"):
            return [face.top if first else 1 - face.top - face.height for face in self.faces]
        return [face.left if first else 1 - face.left - face.width for face in self.faces]


def _cells(begin: float, end: float) -> Sequence[int]:
    first = min(max(int(begin * GRID), 0), GRID - 1)
    return range(first, max(first + 1, min(GRID, -int(-end * GRID // 1))))
