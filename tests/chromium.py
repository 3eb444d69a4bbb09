"""Where the browser of tests is."""

from pathlib import Path

import pytest

# the shell without windows opens a page in two thirds of the time; where it is missing, all of Chromium does
CHROMIUMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next(filter(Path.exists, CHROMIUMS), CHROMIUMS[-1])
NEEDS_CHROMIUM = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")
