"""Where the files lie that come with the program: templates, the sample brand, its inbox."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def shipped(path: str) -> Path:
    """A file or folder that comes with the program: in the checkout, or as installed."""
    checkout = HERE / path
    return checkout if checkout.exists() else Path(sys.prefix) / "share" / "sishi" / path
