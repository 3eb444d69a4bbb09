"""QR codes that phones read from a chat's small picture."""

from functools import lru_cache
from io import BytesIO

import segno

from content.errors import PosterError
from content.model import Message

QUIET = 4  # modules of white around a code, as ISO/IEC 18004 asks for
# px of the poster a module needs: at 360 px wide that is two, below which readers guess (the tests read them)
SMALLEST_MODULE = 6


@lru_cache(maxsize=64)  # 6 ms each; the posters of a product lead to the same place
def qr_png(link: str, px: int) -> bytes:
    """A PNG of `px` x `px`, black on white with its quiet zone, error correction M.

    PosterError if the link is too long to stay readable at this size.
    """
    code = segno.make(link, error="m", micro=False, boost_error=False)
    modules = int(code.symbol_size(border=QUIET)[0])
    if px // modules < SMALLEST_MODULE:
        room = f"{modules * SMALLEST_MODULE} px"
        raise PosterError(Message("poster.link_too_long", chars=len(link), room=room, given=px))
    return _centred(code, modules, px)


def _centred(code: segno.QRCode, modules: int, px: int) -> bytes:
    """Whole pixels a module, the rest as more white around: scaled modules would blur at their edges."""
    from PIL import Image  # here: who only composes needs no pixels

    drawn = BytesIO()
    code.save(drawn, kind="png", scale=px // modules, border=QUIET)
    picture = Image.new("L", (px, px), 255)
    with Image.open(drawn) as inner:
        picture.paste(inner.convert("L"), ((px - inner.width) // 2, (px - inner.height) // 2))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
