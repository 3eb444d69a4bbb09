"""What the choice of a layout knows of a photo: its shape, its pixels, where it is calm, its colour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import pi

from content.model import Media, PhotoFacts, Submission
from content.posters.heads import about, heads_of
from content.posters.plain import is_plain

SIDES = ("top", "bottom", "left", "right")
CENTRE = (0.5, 0.45)  # the focal point of a photo that was not measured
MIDDLE = (0.2, 0.2, 0.8, 0.8)  # where the subject of a photo that was not measured is taken to be

Box = tuple[float, float, float, float]  # left, top, right, bottom: fractions of the photo


@dataclass(frozen=True, slots=True)
class PhotoTraits:
    """`width` and `height` in px, `focus` and `keep` (the subject's box) as fractions, `calm` by side.

    `hue` (radians) and `chroma` in OKLCH; a photo that was not measured keeps its middle and has no colour.
    """

    width: int
    height: int
    focus: tuple[float, float] = (0.5, 0.45)
    keep: Box = MIDDLE
    calm: Mapping[str, float] = field(default_factory=dict)
    hue: float = 0.0
    chroma: float = 0.0
    faces: int = 0
    measured: bool = False
    people: Box | None = None  # the box about all faces with their hair, where there are any
    plain: bool = False  # a thing before a ground of one colour

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def calmest(self) -> float:
        """The calm share of the side that words may stand on best: above, below or to the left."""
        return max((self.calm.get(side, 0.0) for side in ("top", "bottom", "left")), default=0.0)

    def lost(self, aspect: float) -> float:
        """The share of the subject's box, 0 to 1, that the largest cut of this aspect loses."""
        across, down = min(1.0, aspect / self.aspect), min(1.0, self.aspect / aspect)
        left = min(max(self.focus[0] - across / 2, 0.0), 1 - across)
        top = min(max(self.focus[1] - down / 2, 0.0), 1 - down)
        width = _shared((left, left + across), (self.keep[0], self.keep[2]))
        height = _shared((top, top + down), (self.keep[1], self.keep[3]))
        area = (self.keep[2] - self.keep[0]) * (self.keep[3] - self.keep[1])
        return 1 - width * height / area if area > 0 else 0.0

    def cuts_people(self, aspect: float) -> bool:
        """Whether no cut of this aspect holds all faces."""
        if self.people is None:
            return False
        left, top, right, low = self.people
        return right - left > aspect / self.aspect or low - top > self.aspect / aspect

    def enlarged(self, width: int, aspect: float, *, whole: bool) -> float:
        """px of the poster a px of the photo in a box `width` px wide; `whole`: the box takes its shape."""
        if whole:
            return min(width / self.width, width / aspect / self.height)
        return width / (self.width * min(1.0, aspect / self.aspect))


def traits_of(medium: Media, values: Mapping[str, float], focus: tuple[float, float]) -> PhotoTraits:
    """Of a medium and what was measured on it; `values` may be empty."""
    if "keep_left" not in values:
        return PhotoTraits(medium.width, medium.height, focus)
    return PhotoTraits(
        medium.width,
        medium.height,
        focus,
        (values["keep_left"], values["keep_top"], values["keep_right"], values["keep_bottom"]),
        {side: values[f"calm_{side}"] for side in SIDES},
        values["hue"],
        values["chroma"],
        round(values.get("faces", 0)),
        measured=True,
    )


def with_facts(traits: PhotoTraits, facts: PhotoFacts) -> PhotoTraits:
    """The same of a photo that was looked at."""
    plain = is_plain(facts)
    if not facts.faces:
        return replace(traits, faces=0, plain=plain)
    box = about(heads_of(facts.faces))
    people = (box.left, box.top, box.left + box.width, box.top + box.height)
    return replace(traits, faces=len(facts.faces), people=people, plain=plain)


def known_traits(
    submissions: Iterable[Submission],
    measured: Mapping[str, Mapping[str, float]],
    focus: Mapping[str, tuple[float, float]],
) -> dict[str, PhotoTraits]:
    """The traits of every photo of these submissions, by sha256."""
    media = {medium.sha256: medium for submission in submissions for medium in submission.media}
    return {
        sha: traits_of(medium, measured.get(sha, {}), focus.get(sha, CENTRE)) for sha, medium in media.items()
    }


def hue_apart(first: float, second: float) -> float:
    """0 to pi between two hues."""
    apart = abs(first - second) % (2 * pi)
    return min(apart, 2 * pi - apart)


def _shared(first: tuple[float, float], second: tuple[float, float]) -> float:
    return max(0.0, min(first[1], second[1]) - max(first[0], second[0]))
