"""The brand kit: brand.toml of a workspace says who speaks and what its posters look like.

Every field may be left out. Files are named relative to the workspace.
"""

import tomllib
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from content.compose.copy_templates import Voice
from content.errors import WrongInput
from content.files import cause_of, read_limited, read_text, write_whole
from content.formats import parse_toml
from content.media import DECODERS_RAISE, MediaFolder
from content.model import Message, Slot
from content.posters.colour import LARGE, contrast
from content.posters.fonts import FAMILIES, ROLES, own_families
from content.posters.manifest import Colour, Name, Palette, PaletteEntry
from content.posters.spec import Seal, Style
from content.validation import BadValue, field_of, in_field

BRAND = "brand.toml"
LOGO_SIDE = 720  # px: a logo's longest side on disk; posters show it at a third of that
LOGO_BYTES = 5_000_000

Family = Annotated[str, StringConstraints(pattern=r"^[\w .-]{1,60}$")]


def _carries_white(colour: str | None) -> str | None:
    """The sign on a seal is white and large."""
    if colour and contrast(colour, "#FFFFFF") < LARGE:
        raise BadValue(Message("brand.seal_too_light", colour=colour))
    return colour


class SealEntry(BaseModel):
    """A seal as brand.toml has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    sign: str = Field(default="", max_length=1)
    word: str = Field(default="", max_length=4)
    colour: Annotated[Colour | None, AfterValidator(_carries_white)] = None

    def seal(self) -> Seal:
        return Seal(self.sign, self.word, self.colour or "")


class Brand(BaseModel):
    """All of brand.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(
        default="我们的小店", max_length=20, description="The brand's name, as it stands on posters."
    )
    persona: str = Field(default="店长", description="Who speaks in the groups.")
    personas: dict[Name, str] = Field(
        default={}, description="Others who speak: the word that stories use, and the name that members read."
    )
    sign_off: str = Field(
        default="长按收藏这张", max_length=20, description="The line at the foot of the evening's poster."
    )
    seals: dict[Slot, SealEntry] = Field(
        default={}, description="What stands on the seal of a slot: its sign, the word beside it, its colour."
    )
    link_on: list[Slot] = Field(
        default=[Slot.EVENING], description="The slots whose posters show the QR code of the link."
    )
    link: str = Field(
        default="",
        pattern=r"^(https?://[!-~]{1,190})?$",
        description="An address; posters show its QR code where the template has room.",
    )
    logo: Path | None = Field(
        default=None, description="A PNG or WebP, best with a transparent ground; it replaces the name."
    )
    logo_on_dark: Path | None = Field(
        default=None, description="The logo for dark grounds; without one it gets a plate where it needs one."
    )
    colours: list[Colour] = Field(
        default=[],
        max_length=12,
        description="The brand's colours; each becomes a palette of four. None: ours.",
    )
    palettes: dict[Name, PaletteEntry] = Field(
        default={}, description="Palettes of your own, by the name that stories use as their theme."
    )
    fonts: dict[str, Family] = Field(
        default={}, description="Families for the roles title, text and hand; files go to the folder fonts/."
    )

    @property
    def voice(self) -> Voice:
        return Voice(self.name, self.persona, self.sign_off, self.personas)

    def style(self, root: Path, media: MediaFolder) -> Style:
        """What its posters have in common; takes the logo in. WrongInput if it is broken."""
        return Style(
            brand=self.name,
            sign_off=self.sign_off,
            link=self.link,
            palettes=self._palettes(),
            logo=_shelved(root / self.logo, media) if self.logo else "",
            logo_on_dark=_shelved(root / self.logo_on_dark, media) if self.logo_on_dark else "",
            fonts=self._known_fonts(root / "fonts"),
            seals={slot: entry.seal() for slot, entry in self.seals.items()},
            link_slots=frozenset(self.link_on),
        )

    def _known_fonts(self, folder: Path) -> dict[str, str]:
        """The families by role. WrongInput names one that is neither ours nor in the brand's folder."""
        if not self.fonts:
            return {}
        own = own_families(folder)
        for role, family in self.fonts.items():
            if family not in own and family not in FAMILIES:
                known = tuple(sorted({*own, *FAMILIES}))
                raise WrongInput(
                    Message("brand.no_such_font", role=role, family=family, folder=str(folder), known=known)
                )
        return self.fonts

    def _palettes(self) -> dict[str, Palette]:
        derived: dict[str, Palette] = {}
        if self.colours:
            from content.posters.colour import palette_of  # here: only who has colours needs it

            derived = {f"brand{number}": palette_of(seed) for number, seed in enumerate(self.colours, 1)}
        return derived | {name: Palette(**entry.model_dump()) for name, entry in self.palettes.items()}


def read_brand(root: Path) -> Brand:
    """The brand of the workspace `root`; all defaults without a file. WrongInput names file and field."""
    file = root / BRAND
    if not file.is_file():
        return Brand()
    try:
        brand = Brand.model_validate(parse_toml(read_text(file)))
    except OSError as error:
        raise WrongInput(Message("file.unreadable", file=str(file), cause=cause_of(error))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongInput(Message("file.not_toml", file=str(file), cause=cause_of(error))) from error
    except ValidationError as error:
        problems = tuple(map(problem_of, error.errors(include_url=False)))
        raise WrongInput(
            Message("settings.unusable_see", file=str(file), problems=problems, doc="docs/brand.md")
        ) from error
    if unknown := sorted(brand.fonts.keys() - ROLES.keys()):
        raise WrongInput(
            Message("brand.unknown_font_role", file=str(file), role=unknown[0], known=tuple(ROLES))
        )
    return brand


def problem_of(details: ErrorDetails) -> Message:
    """What is wrong with a field of the file."""
    if details["type"] == "extra_forbidden":
        no_such = Message("settings.no_such_field")
        return Message("value.in_field", field=field_of(details["loc"]), problem=no_such)
    return in_field(details)


def _shelved(file: Path, media: MediaFolder) -> str:
    """The sha256 of the logo, which then lies in the media folder as a PNG without metadata."""
    from PIL import Image  # here: who only tells needs no pixels

    try:
        data = read_limited(file, LOGO_BYTES)
        sha = sha256(data).hexdigest()
        if media.logo(sha).exists():
            return sha
        with Image.open(BytesIO(data), formats=["PNG", "WEBP", "JPEG"]) as picture:
            small = picture.convert("RGBA")
    except DECODERS_RAISE as error:
        raise WrongInput(Message("brand.logo_unreadable", file=str(file), cause=cause_of(error))) from error
    small.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG")
    write_whole(media.logo(sha), out.getvalue())
    return sha
