"""What a night passed over is counted as `sishi gather` counts it."""

from datetime import date

from channels.readers.collect import sources_of
from content.model import Group
from content.night import NightOrder
from services.context import Context
from services.nightly import folders, gather


def test_a_night_counts_the_files_that_nobody_takes_or_refuses_once(context: Context) -> None:
    inbox = context.root / "ugc_inbox"
    for name in ("g1/film.mp4", "g2/voice.amr", "g2/Thumbs.db"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(b"\0\0\0\x18ftypmp42")
    with context.open_store() as store:
        store.library.put_groups([Group("g1", "一群"), Group("g2", "二群")])
    sources = sources_of(context.workspace, inbox, "ugc_inbox", context.clock())
    order = NightOrder("run", str(context.root), date(2026, 11, 23), 1)
    every = folders(context, sources)
    assert gather(context, order, sources, every).not_looked_at == 3
