"""The shop's own pictures: which file of its folder is which medium."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from content.store.base import StorePart
from content.store.curation_tables import ShopPictureRow
from content.store.tables import FeaturesRow


@dataclass(frozen=True, slots=True)
class ShopPicture:
    """`stamp` is the file's size and time; `sha256` its medium's, empty where it could not be read."""

    stamp: str
    sha256: str


class Shop(StorePart):
    def shop_pictures(self) -> dict[str, ShopPicture]:
        """name -> picture."""
        rows = self._session.scalars(select(ShopPictureRow).order_by(ShopPictureRow.name))
        return {row.name: ShopPicture(row.stamp, row.sha256) for row in rows}

    def set_shop_pictures(self, pictures: Mapping[str, ShopPicture]) -> None:
        """These are all there are: what is not among them is forgotten."""
        self._change(delete(ShopPictureRow))
        rows = [{"name": name, "stamp": p.stamp, "sha256": p.sha256} for name, p in pictures.items()]
        self._put(ShopPictureRow, rows)

    def measured_at(self, version: int) -> set[str]:
        """sha256 of the shop's pictures that are measured at this version."""
        rows = select(ShopPictureRow.sha256).join(FeaturesRow, FeaturesRow.sha256 == ShopPictureRow.sha256)
        return set(self._session.scalars(rows.where(FeaturesRow.version == version)))
