"""Small posters of stories and brands that nobody saved yet: drawn when looked at, kept in memory alone, so
that nothing of a member's stays on disk."""

from collections import OrderedDict
from threading import Lock

from content.model import PosterSpec
from services.context import Context
from services.drawing import sketch

KEPT = 400  # pictures of some 15 kB


class SketchShelf:
    """Sketches by spec and width; the one that was not looked at longest gives way."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, spec: PosterSpec, width: int) -> bytes:
        """A JPEG `width` px wide. PosterError, TextDoesNotFit; PictureTakenBack where an author took back
        what it shows, though it was drawn before."""
        key = (spec.key, width)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
        if kept is not None and not self._taken_back(spec):
            return kept
        picture = sketch(self._context, spec, width)
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return picture

    def _taken_back(self, spec: PosterSpec) -> bool:
        with self._context.open_store(reading=True) as store:
            return bool(store.withdrawn_pictures.taken_back_pictures(list(spec.photos.values())))
