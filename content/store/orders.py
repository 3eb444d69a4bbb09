"""Orders of members, one by one as the shop lists them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from content.model import ShopOrder
from content.store.base import StorePart, batched
from content.store.ledger_tables import ShopOrderRow


class Orders(StorePart):
    def put_orders(self, orders: Sequence[ShopOrder]) -> int:
        """Add them, or replace those of the same id; how many are new."""
        known = self.by_id([order.id for order in orders])
        rows = [
            {
                "id": order.id,
                "member_id": order.member,
                "at": order.at,
                "day": order.day,
                "cents": int(order.amount * 100),
                "product": order.product,
                "coupon": order.coupon,
            }
            for order in orders
        ]
        self._put(ShopOrderRow, rows)
        return len({order.id for order in orders} - known.keys())

    def orders(self, first: date | None = None, last: date | None = None) -> list[ShopOrder]:
        """By time; both days included, None: no bound."""
        rows = select(ShopOrderRow).order_by(ShopOrderRow.at, ShopOrderRow.id)
        rows = rows.where(ShopOrderRow.day >= first) if first else rows
        rows = rows.where(ShopOrderRow.day <= last) if last else rows
        return [_order(row) for row in self._session.scalars(rows)]

    def by_id(self, ids: Sequence[str]) -> dict[str, ShopOrder]:
        """Those of these orders that are known."""
        batches = (select(ShopOrderRow).where(ShopOrderRow.id.in_(b)) for b in batched(sorted(set(ids))))
        return {row.id: _order(row) for batch in batches for row in self._session.scalars(batch)}

    def by_member_and_day(self, first: date) -> dict[tuple[str, date], int] | None:
        """(member, day) -> orders from that day on; None where none were ever told."""
        if self._session.scalar(select(ShopOrderRow.id).limit(1)) is None:
            return None
        counts = select(ShopOrderRow.member_id, ShopOrderRow.day, func.count())
        counts = counts.where(ShopOrderRow.day >= first).group_by(ShopOrderRow.member_id, ShopOrderRow.day)
        return Counter({(member, day): n for member, day, n in self._read(counts)})


def _order(row: ShopOrderRow) -> ShopOrder:
    amount = Decimal(row.cents).scaleb(-2)
    return ShopOrder(row.id, row.member_id, row.at, row.day, amount, row.product, row.coupon)
