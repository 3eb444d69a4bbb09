"""The shop's own pictures, imported and measured once, so that copies of them are recognised."""

from datetime import datetime
from pathlib import Path

from content.media import MediaFolder, ToShelve, shelve
from content.model import Media
from content.score.features import VERSION
from content.score.stage import measure_all
from content.store import OpenStore
from content.store.shop import ShopPicture
from content.workers import Completed, Workers


def take_shop_pictures(
    open_store: OpenStore,
    folder: Path | None,
    media: MediaFolder,
    workers: Workers,
    *,
    zone: str,
    now: datetime,
) -> int:
    """Know the pictures in the folder and below it, and no others; how many were looked at.

    A file is looked at again only where its size or time changed. What is no picture is remembered as such;
    hidden files and links are left alone. Without a folder there are none.
    """
    stamps = _stamps(folder) if folder else {}
    with open_store(reading=True) as store:
        known, measured = store.shop.shop_pictures(), {"", *store.shop.measured_at(VERSION)}
    kept = {n: p for n, p in known.items() if stamps.get(n) == p.stamp and p.sha256 in measured}
    new = sorted(stamps.keys() - kept.keys())
    if not new and kept.keys() == known.keys():
        return 0
    jobs = [ToShelve((folder or Path()) / name, media.root, zone) for name in new]
    shelved = dict(zip(new, workers.map(shelve, jobs), strict=True))
    taken = {
        n: d.value for n, d in shelved.items() if isinstance(d, Completed) and isinstance(d.value, Media)
    }
    pictures = {picture.sha256: picture for picture in taken.values()}
    results = measure_all(list(pictures.values()), media, workers)
    features = {sha: done.value for sha, done in results.items() if isinstance(done, Completed)}
    shas = {name: m.sha256 for name, m in taken.items() if m.sha256 in features}
    with open_store() as store:
        store.intake.add_media(pictures[sha] for sha in features)
        store.curation.add_features(features, at=now)
        store.shop.set_shop_pictures(
            kept | {name: ShopPicture(stamps[name], shas.get(name, "")) for name in new}
        )
    return len(new)


def _stamps(folder: Path) -> dict[str, str]:
    """name relative to the folder -> size and time of each file."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    stats = {path.relative_to(folder): path.stat() for path in files}
    return {
        name.as_posix(): f"{stat.st_size} {stat.st_mtime_ns}"
        for name, stat in sorted(stats.items())
        if not any(part.startswith(".") for part in name.parts)
    }
