"""The catalogues: code -> text in one language, from gettext .po files, one for each area.

Reading a .po takes some .3 ms an entry, and Babel .15 s to import: like Python's own modules, each file is
compiled once, to a .mo in __pycache__ beside it, which takes no time to read.
"""

import gettext
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")


@cache
def catalog(language: str, area: str) -> gettext.NullTranslations:
    """The texts of an area, the part of a code before its first dot. KeyError where there is none."""
    try:
        return read_catalog(LOCALE / language / f"{area}.po")
    except FileNotFoundError:
        raise KeyError(f"{language}/{area}.po") from None


def read_catalog(source: Path) -> gettext.GNUTranslations:
    """The texts of a .po file, from its .mo once there is one. FileNotFoundError where there is no .po."""
    changed = source.stat().st_mtime_ns
    compiled = source.parent / "__pycache__" / f"{source.stem}.{changed:x}.mo"
    with suppress(OSError), compiled.open("rb") as file:
        return gettext.GNUTranslations(file)
    return _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> gettext.GNUTranslations:
    """Compile a .po and keep the outcome, where the folder may be written to."""
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        entries = read_po(file)
    binary = BytesIO()
    write_mo(binary, entries)
    with suppress(OSError):
        compiled.parent.mkdir(exist_ok=True)
        for stale in compiled.parent.glob(f"{source.stem}.*.mo"):
            stale.unlink(missing_ok=True)
        part = compiled.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(binary.getvalue())
        part.replace(compiled)
    binary.seek(0)
    return gettext.GNUTranslations(binary)
