"""The garbage collector paused: many small things are made without its search for cycles among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles within: of millions of scores and parts none refers back, and looking through them
    again and again takes as long as making them (docs/measures/curation.md). What is not used any more is
    freed all the same, by its count of references.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
