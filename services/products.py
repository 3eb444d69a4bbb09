"""Products that submissions name in their words: found again when products or their names change."""

from datetime import datetime
from hashlib import sha256

from content.files import write_whole
from content.review import recognise_all
from content.workspace import Workspace

DONE_FOR = "recognised"  # the file in var that names the products it was done for


def recognise_again(workspace: Workspace, *, at: datetime) -> int:
    """Look for products in words again, unless it was done for the same products and names before; how many
    submissions have another product now."""
    with workspace.open_store(reading=True) as store:
        names = [(product.id, product.name, product.aliases) for product in store.library.products()]
    fingerprint = sha256(repr(names).encode()).hexdigest().encode()
    file = workspace.var / DONE_FOR
    if file.is_file() and file.read_bytes() == fingerprint:
        return 0
    changed = recognise_all(workspace.open_store, at=at)
    write_whole(file, fingerprint)
    return changed
