"""The fonts that posters are set in: which files, where they lie, what to install when one is missing.

All are under the SIL Open Font License and packaged by Debian. A `.ttc` collection holds the Japanese,
Korean, Simplified and Traditional faces, each a family; templates ask for the one named SC.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.errors import MissingFont


@dataclass(frozen=True, slots=True)
class Font:
    """`family` is the name CSS asks for, `file` the file's name, `package` the Debian package that has it.

    Without one that is not `needed` its signs are left out of names.
    """

    family: str
    file: str
    package: str
    needed: bool = True


CORE = "fonts-noto-core"  # the Debian package of all Noto faces but CJK and emoji
# Scripts and signs that nicknames and kaomoji borrow, each a face of CORE: Noto Sans <name>, by this order.
SIGNS = tuple(
    """
    Symbols|Symbols2|Math|Georgian|Javanese|CanadianAboriginal|Devanagari|Kannada|Sinhala|Hebrew|Armenian|Bengali
    Tamil|Telugu|Gujarati|Gurmukhi|Malayalam|Myanmar|Khmer|Lao|Ethiopic|Cherokee|Lisu|Yi|Tifinagh|Balinese|Runic
    Mongolian|NKo|Tagbanwa|Hanunoo|Tagalog|Buhid|Buginese|Sundanese|Batak|OlChiki|Coptic|Glagolitic|Gothic|Deseret
    OldItalic|Vai|Bamum|PhagsPa|TaiTham|NewTaiLue|Cham|Saurashtra|EgyptianHieroglyphs|Cuneiform|LinearA|LinearB|Oriya
    TaiViet|MeeteiMayek|TaiLe|Lepcha|Limbu|Syriac|Thaana|KayahLi|Nushu|PauCinHau|BassaVah|Osmanya|Cypriot|Lydian
    """.replace("\n", "|")
    .replace(" ", "")
    .strip("|")
    .split("|")
)
_SPACED = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _sign_font(name: str) -> Font:
    family = name if name == "PhagsPa" else _SPACED.sub(" ", name)
    return Font(f"Noto Sans {family}", f"NotoSans{name}-Regular.ttf", CORE, needed=False)


FONTS = (
    Font("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
    Font("Noto Sans CJK SC Bold", "NotoSansCJK-Bold.ttc", "fonts-noto-cjk"),
    Font("Noto Serif CJK SC Bold", "NotoSerifCJK-Bold.ttc", "fonts-noto-cjk"),
    Font("LXGW WenKai", "LXGWWenKai-Regular.ttf", "fonts-lxgw-wenkai"),
    Font("Noto Color Emoji", "NotoColorEmoji.ttf", "fonts-noto-color-emoji"),
    Font("Noto Sans", "NotoSans-Regular.ttf", CORE),  # Latin with marks that CJK fonts lack
    Font("Noto Sans Bold", "NotoSans-Bold.ttf", CORE),
    Font("Noto Sans Thai", "NotoSansThai-Regular.ttf", CORE),
    Font("Noto Sans Thai Bold", "NotoSansThai-Bold.ttf", CORE),
    Font("Noto Sans Arabic", "NotoSansArabic-Regular.ttf", CORE),
    Font("Noto Sans Arabic Bold", "NotoSansArabic-Bold.ttf", CORE),
    Font("Noto Serif Tibetan", "NotoSerifTibetan-Regular.ttf", CORE, needed=False),
    Font("Noto Music", "NotoMusic-Regular.ttf", CORE, needed=False),
    *map(_sign_font, SIGNS),
)

FAMILIES = frozenset(font.family.removesuffix(" Bold") for font in FONTS)

# What stands in for a character that the asked-for family lacks, in this order.
FALLBACKS = (
    "Noto Sans CJK SC",
    "Noto Sans",
    "Noto Color Emoji",
    "Noto Sans Thai",
    "Noto Sans Arabic",
    *(_sign_font(name).family for name in SIGNS),
    "Noto Serif Tibetan",
    "Noto Music",
)

MOST_FACES = 24  # of one file; Noto Sans CJK has 10

# What a brand may set in a face of its own: the CSS selector, and the families that stand behind it.
ROLES = {
    "title": (".serif", '"Noto Serif CJK SC"'),
    "text": (".poster", '"Noto Sans CJK SC"'),
    "hand": (".kai", '"LXGW WenKai","Noto Sans CJK SC"'),
}

FONT_FOLDERS = (
    Path(sys.prefix) / "share/fonts",
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
)


def font_files(folders: tuple[Path, ...] = FONT_FOLDERS) -> dict[str, Path]:
    """The file of every font by its family name; earlier folders win.

    MissingFont for the first that is needed and not found; of the others those that are there.
    """
    files = _files_under(folders)
    return {font.family: _found(font, files) for font in FONTS if font.needed or font.file in files}


def own_fonts(folder: Path | None) -> list[Path]:
    """The font files of a brand's own folder, by name."""
    files = folder.glob("*") if folder is not None else ()
    return sorted(file for file in files if file.suffix.lower() in (".ttf", ".otf", ".ttc"))


def own_families(folder: Path | None) -> set[str]:
    """The families that the files of a brand's folder hold, as CSS names them; a broken file holds none."""
    from PIL import ImageFont  # here: only who has fonts of their own reads them

    families: set[str] = set()
    for file in own_fonts(folder):
        for face in range(MOST_FACES):
            try:
                families.add(str(ImageFont.truetype(file, index=face).getname()[0]))
            except OSError:  # no face of this number, or no font at all
                break
    return families


def missing_fonts(folders: tuple[Path, ...] = FONT_FOLDERS) -> list[MissingFont]:
    """What is needed and not installed, one error a font, not raised: for `sishi doctor`."""
    files = _files_under(folders)
    return [
        MissingFont(font.family, font.package) for font in FONTS if font.needed and font.file not in files
    ]


def _found(font: Font, files: dict[str, Path]) -> Path:
    if font.file not in files:
        raise MissingFont(font.family, font.package)
    return files[font.file]


@cache
def _files_under(folders: tuple[Path, ...]) -> dict[str, Path]:
    wanted = {font.file for font in FONTS}
    return {path.name: path for path in _walk(reversed(folders)) if path.name in wanted}


def _walk(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for parent, _, names in os.walk(folder):
            yield from (Path(parent) / name for name in sorted(names))


def role_of(classes: str) -> str:
    """The role of a text in these classes: title, hand or text."""
    names = classes.split()
    return "title" if "serif" in names else "hand" if "kai" in names else "text"
