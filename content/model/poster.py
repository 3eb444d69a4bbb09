"""A poster as a pure function of what makes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any

from content.model.message import Message
from content.model.photo_facts import FactsJson

LATER = frozenset(
    {"logo", "fonts", "tone", "facts", "logo_on_dark", "seal"}
)  # older specs lack these: their keys stay as they are


@dataclass(frozen=True)
class PosterSpec:
    """All that makes a poster. Equal specs draw equal bytes; `key` is the hash of everything here.

    `template` is a folder of templates/posters/, `template_version` the hash of its files, `engine` the
    name and version of what paints. `fields` are plain JSON values. `photos` maps a name the template asks
    for to a medium's sha256; `focus` maps the same name to the focal point (fractions x, y of the upright
    picture) its crop keeps. Sizes are pixels. An empty `palette` is taken from the first photo. `logo` is
    the sha256 of the brand's, `fonts` its families by role, `tone` whether photos get a gentle tone fix.
    `facts` are PhotoFacts as JSON by the name of the photo, faces that a crop keeps and parts that are busy,
    with `calm`, the share that each side leaves calm, for templates that set words there.
    `logo_on_dark` is the sha256 of the logo for dark grounds, `seal` the colour of the slot's seal (#rrggbb).
    """

    template: str
    template_version: str
    engine: str
    fields: Mapping[str, Any]
    palette: Mapping[str, str]
    photos: Mapping[str, str] = field(default_factory=dict)
    focus: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    width: int = 1080
    height: int = 1440
    logo: str = ""
    fonts: Mapping[str, str] = field(default_factory=dict)
    tone: bool = False
    facts: Mapping[str, FactsJson] = field(default_factory=dict)
    logo_on_dark: str = ""
    seal: str = ""

    @classmethod
    def from_json(cls, text: str) -> "PosterSpec":
        """The spec that `as_json` wrote."""
        raw = json.loads(text)
        raw["focus"] = {name: (x, y) for name, (x, y) in raw["focus"].items()}
        return cls(**raw)

    def as_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, Chinese as written; later fields only where used."""
        return self._json

    @cached_property
    def _json(self) -> str:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values = {name: value for name, value in values.items() if value or name not in LATER}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def key(self) -> str:
        """32 hex digits (blake2b, 128 bit) over `as_json`; the poster's file carries this name."""
        return blake2b(self.as_json().encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished poster on disk: `path` relative to the workspace, `sha256` of its bytes.

    `warnings` say what could look better.
    """

    key: str
    path: str
    sha256: str
    width: int
    height: int
    bytes: int
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRendered:
    """A poster that could not be drawn, and why, in a sentence."""

    key: str
    why: Message
