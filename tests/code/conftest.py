"""The source, read once: the group `code` is one process's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from content.gc_pause import uncollected
from tools.measure_code import PACKAGES, Module, measure, read_modules

PROJECT = Path(__file__).resolve().parents[2]


# Of the package: the garbage collector would look at its million nodes again and again.
@pytest.fixture(scope="package")
def modules() -> Sequence[Module]:
    """Read without the garbage collector: where it finds what another test left broken, Python prints that,
    parses to do so, and fails to parse here (CPython issue 106905)."""
    with uncollected():
        return read_modules([PROJECT / name for name in PACKAGES if (PROJECT / name).is_dir()])


@pytest.fixture(scope="package")
def figures(modules: Sequence[Module]) -> Mapping[str, object]:
    return measure(modules)
