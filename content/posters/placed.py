"""A photo as it lies on a poster, and how its faces fare."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from content.model import PhotoFacts
from content.posters.crop import Crop, Cut
from content.posters.heads import grown
from content.posters.keep import Box, Keep, in_photo, lost_faces, placed_faces

LEAST_LOST = 0.02  # of a face, from which it is cut or covered: less is the rounding of boxes

BUSY = 4.5  # of 9: a part so busy shows something
MOST_HIDDEN = 0.05  # of a photo that words may hide of such parts


@dataclass(frozen=True, slots=True)
class Known:
    """A photo by its name in the template, what its cut must respect, and what is known of it."""

    name: str
    keep: Keep
    facts: PhotoFacts


@dataclass(frozen=True, slots=True)
class PlacedPhoto:
    """`corner` is where its box (`size` px) begins, `faces` are left, top, right, bottom in px of the box,
    before anything is clipped; `piece` is what was cut of the photo."""

    name: str
    corner: tuple[int, int]
    size: tuple[float, float]
    crop: Crop
    faces: tuple[Box, ...]
    keep: Keep
    piece: Cut
    facts: PhotoFacts

    @classmethod
    def of(cls, corner: tuple[int, int], crop: Crop, piece: Cut, known: "Known") -> "PlacedPhoto":
        """`piece` was cut for the box of `crop` at `corner` (px of the picture)."""
        faces = placed_faces(piece.size, crop, piece.part, known.facts.faces)
        size = (float(crop.width), float(crop.height))
        return cls(known.name, corner, size, crop, tuple(faces), known.keep, piece, known.facts)

    @property
    def is_known(self) -> bool:
        """Whether anybody looked at the photo."""
        return bool(self.facts.busy)

    @property
    def on_canvas(self) -> list[Box]:
        """The faces in px of the picture, as left, top, right, bottom."""
        x, y = self.corner
        return [(left + x, top + y, right + x, low + y) for left, top, right, low in self.faces]

    def is_near(self, covers: Sequence[Box]) -> bool:
        """Whether one of `covers` (px of the picture), or an edge, comes too near to a face."""
        faces = placed_faces(self.piece.size, self.crop, self.piece.part, grown(self.keep.faces))
        keep = replace(self.keep, covers=self._here(covers))
        return any(share > LEAST_LOST for share in lost_faces(faces, keep, self.size))

    @property
    def cut(self) -> int:
        """How many faces reach out of what is visible of the photo."""
        return self._lost(())

    def covered(self, covers: Sequence[Box]) -> int:
        """How many whole faces lie beneath one of `covers` (px of the picture)."""
        return self._lost(self._here(covers)) - self.cut

    def _here(self, covers: Sequence[Box]) -> tuple[Box, ...]:
        """In px of the box."""
        x, y = self.corner
        return tuple((left - x, top - y, right - x, low - y) for left, top, right, low in covers)

    def hides_subject(self, lines: Sequence[Box]) -> bool:
        """Whether words stand on much of a busy part; where faces are known, these are the subject."""
        if self.faces or not self.facts.busy:
            return False
        visible = self.keep.visible or (0.0, 0.0, *self.size)
        hidden = 0.0
        for left, top, right, low in lines:
            x, y = self.corner
            area = (
                max(left - x, visible[0]),
                max(top - y, visible[1]),
                min(right - x, visible[2]),
                min(low - y, visible[3]),
            )
            if area[0] < area[2] and area[1] < area[3]:
                part = in_photo(area, self.piece.part, self.piece.size, self.size)
                if self.facts.busyness(*part) > BUSY:
                    hidden += (area[2] - area[0]) * (area[3] - area[1])
        return hidden > MOST_HIDDEN * (visible[2] - visible[0]) * (visible[3] - visible[1])

    def _lost(self, covers: tuple[Box, ...]) -> int:
        lost = lost_faces(self.faces, replace(self.keep, covers=covers), self.size)
        return sum(share > LEAST_LOST for share in lost)
