"""A database from before warnings were kept: its posters are as they were, without any."""

from collections.abc import Callable

from content.model import Rendered
from content.store import Database
from content.store.schema import HEAD

KEY = "a" * 32
DRAWN = (
    "INSERT INTO posters (key, spec, path, sha256, width, height, bytes) VALUES "  # noqa: S608 - a test's own
    f"('{KEY}', '{{}}', 'var/posters/aa/a.jpg', '{'b' * 64}', 1080, 1440, 1000)"
)


def test_posters_drawn_before_have_no_warnings(older: Callable[[str, str], Database]) -> None:
    database = older("0019", DRAWN)
    assert database.upgrade() == HEAD
    with database.ready()(reading=True) as store:
        drawn = Rendered(KEY, "var/posters/aa/a.jpg", "b" * 64, 1080, 1440, 1000)
        assert store.queue.rendered([KEY]) == {KEY: drawn}
