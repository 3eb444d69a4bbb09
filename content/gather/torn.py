"""Pictures that a power cut or a bad disk damaged, found and made whole again."""

from content.media import MediaFolder, ToRestore, restore, torn
from content.store import OpenStore
from content.workers import Completed, Workers


def heal(open_store: OpenStore, media: MediaFolder, workers: Workers, *, deep: bool = False) -> int:
    """Make torn working copies again from their originals; how many pictures were torn.

    Where the original is torn, its items are looked at again: what still lies in the inbox replaces it.
    Sizes and ends tell what is torn; `deep` reads every byte, as `torn` says.
    """
    with open_store(reading=True) as store:
        pictures = store.intake.media_in_use()
    states = {picture.sha256: torn(media, picture, deep=deep) for picture in pictures}
    broken = [picture for picture in pictures if any(states[picture.sha256])]
    if not broken:
        return 0
    jobs = [ToRestore(media.root, picture) for picture in broken]
    outcomes = zip(broken, workers.map(restore, jobs), strict=True)
    lost = [picture.sha256 for picture, outcome in outcomes if outcome != Completed(True)]
    with open_store() as store:
        store.inbox_index.look_again(lost)
    return len(broken)
