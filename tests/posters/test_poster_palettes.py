"""The built-in colours can be read."""

from collections.abc import Mapping

from content.posters import Template
from content.posters.manifest import Palette


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_type_reads_on_its_ground_in_every_palette(templates: Mapping[str, Template]) -> None:
    palettes: Mapping[str, Palette] = templates["hook"].palettes
    assert len(palettes) == 12
    for name, palette in palettes.items():
        assert _contrast(palette.deep, palette.paper) >= 7, name
        assert _contrast(palette.deep, palette.acc) >= 4.5, name
        assert _contrast(palette.acc2, palette.paper) >= 3, name  # large numerals only
