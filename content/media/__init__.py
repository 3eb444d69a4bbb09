"""Pictures on disk: the untouched original and the working copy that everything else reads.

A working copy is upright, sRGB, eight bits, free of metadata (no GPS), JPEG, its long side about 2,160 px:
enough for a poster of 1080 x 1440 filled by a landscape photo.

shelving      a picture is taken in
folder        where both lie, and whether they are as they were written
working_copy  from the decoder to the JPEG
colour        HDR and wide gamuts, to what a screen shows
camera        what the camera wrote: when, with what
decoders      what opens pictures, its limits, and what it may raise
"""

from content.media.decoders import DECODERS_RAISE, MAX_JPEG_PIXELS, MAX_PIXELS, OPENED, SUFFIXES, quiet
from content.media.folder import MediaFolder, torn
from content.media.shelving import MAX_BYTES, ToRestore, ToShelve, restore, shelve
from content.media.working_copy import LONG_SIDE, UPRIGHT

__all__ = [
    "DECODERS_RAISE",
    "LONG_SIDE",
    "MAX_BYTES",
    "MAX_JPEG_PIXELS",
    "MAX_PIXELS",
    "OPENED",
    "SUFFIXES",
    "UPRIGHT",
    "MediaFolder",
    "ToRestore",
    "ToShelve",
    "quiet",
    "restore",
    "shelve",
    "torn",
]
