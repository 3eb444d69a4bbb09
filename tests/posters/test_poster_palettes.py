"""The built-in colours can be read."""

from collections.abc import Mapping

from content.posters import Template
from content.posters.colour import contrast
from content.posters.manifest import Palette


def test_type_reads_on_its_ground_in_every_palette(templates: Mapping[str, Template]) -> None:
    palettes: Mapping[str, Palette] = templates["hook-full"].palettes
    assert len(palettes) == 12
    for name, palette in palettes.items():
        assert contrast(palette.deep, palette.paper) >= 7, name
        assert contrast(palette.deep, palette.acc) >= 4.5, name
        assert contrast(palette.acc2, palette.paper) >= 3, name  # large numerals only
