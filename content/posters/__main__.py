"""`python -m content.posters NAME [--out FILE | --expected]`: a template drawn from its sample.json."""

import argparse
import sys
import tempfile
from pathlib import Path

from content.errors import SishiError
from content.posters.canvas import SIZES, USUAL
from content.posters.engine import Takumi
from content.posters.preview import preview, stand_in, thumbnail
from content.posters.template import load_templates

BUILT_IN = Path(__file__).resolve().parents[2] / "templates/posters"
INSTALLED = Path(sys.prefix) / "share/sishi/templates/posters"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 2 with a sentence on stderr."""
    options = _options(arguments)
    try:
        templates = load_templates(*options.templates)
        if options.name not in templates:
            print(
                f"No template {options.name!r}. There are: {', '.join(sorted(templates))}.", file=sys.stderr
            )
            return 2
        with tempfile.TemporaryDirectory() as folder:
            photo = options.photo or Path(folder) / "photo.jpg"
            if options.photo is None:
                stand_in().save(photo, quality=95)
            sizes = templates[options.name].sizes
            size = options.size if options.size in sizes else sizes[0]
            poster = preview(options.name, templates, Takumi(), photo, size)
    except SishiError as error:
        print(error, file=sys.stderr)
        return 2
    print(_written(poster, options, templates[options.name].folder))
    return 0


def _written(poster: bytes, options: argparse.Namespace, folder: Path) -> Path:
    if options.expected:
        thumbnail(poster).save(folder / "expected.png", optimize=True)
        return folder / "expected.png"
    out: Path = options.out or Path(f"{options.name}.png")
    out.write_bytes(poster)
    return out


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m content.posters", description="Draw a template's sample."
    )
    parser.add_argument("name", help="a folder of templates/posters")
    parser.add_argument("--out", type=Path, help="the PNG to write (default: NAME.png)")
    parser.add_argument("--expected", action="store_true", help="write the template's expected.png instead")
    parser.add_argument(
        "--size", default=USUAL, choices=SIZES, help="the canvas; of a template without it its first"
    )
    parser.add_argument("--photo", type=Path, help="an upright JPEG to show (default: a drawn stand-in)")
    parser.add_argument(
        "--templates",
        type=Path,
        nargs="*",
        default=[BUILT_IN if BUILT_IN.is_dir() else INSTALLED],
        help="folders of templates; later ones win",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
