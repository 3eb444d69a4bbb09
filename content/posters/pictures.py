"""Where a poster's pictures lie."""

from pathlib import Path
from typing import Protocol


class PosterMedia(Protocol):
    """The media folder, as posters see it; both are named by the sha256 of the original."""

    def working(self, sha: str) -> Path:
        """The upright JPEG of a photo."""

    def logo(self, sha: str) -> Path:
        """The PNG of a brand's logo."""
