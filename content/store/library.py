"""Groups, members, products and stories: what a team sets up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import Text, bindparam, delete, select, update

from content.errors import UnknownId, WrongInput
from content.model import (
    Group,
    GroupKind,
    Member,
    Message,
    Product,
    ProductNames,
    Slot,
    Story,
    grave,
)
from content.store.base import StorePart, UnitOfWork, batched
from content.store.people import People
from content.store.planning_tables import PinRow
from content.store.rights_tables import TombstoneRow
from content.store.story_rows import story_of, story_row
from content.store.tables import (
    GroupRow,
    MemberRow,
    PostRow,
    ProductRow,
    StoryRow,
    SubmissionRow,
    TellingRow,
)

_GROUPS, _MEMBERS, _PRODUCTS, _STORIES = (
    row.__table__.c for row in (GroupRow, MemberRow, ProductRow, StoryRow)
)
_KEY = bindparam("id", type_=Text())
_GROUP = select(*_GROUPS).where(_GROUPS.id == _KEY)
_MEMBER = select(*_MEMBERS).where(_MEMBERS.id == _KEY)
_PRODUCT = select(_PRODUCTS.name).where(_PRODUCTS.id == _KEY)
_STORY = select(*_STORIES).where(_STORIES.id == _KEY)
_FIRST_STORY = select(*_STORIES).order_by(_STORIES.product_id != bindparam("product"), _STORIES.id).limit(1)


class Library(StorePart):
    def __init__(self, unit: UnitOfWork, people: People) -> None:
        super().__init__(unit)
        self._people = people

    def groups(self) -> list[Group]:
        """Every group, by id."""
        return [as_group(row) for row in self._session.scalars(select(GroupRow).order_by(GroupRow.id))]

    def group(self, group_id: str) -> Group:
        row = self._read(_GROUP, id=group_id).one_or_none()
        if row is None:
            raise UnknownId(Message("group.unknown", group=group_id))
        return as_group(row)

    def members(self) -> list[Member]:
        rows = self._session.scalars(select(MemberRow).order_by(MemberRow.id))
        return [_member(row) for row in rows]

    def members_in(self, group: str) -> list[Member]:
        """The members of a group, by nickname."""
        rows = select(MemberRow).where(MemberRow.group_id == group)
        return [
            _member(row) for row in self._session.scalars(rows.order_by(MemberRow.nickname, MemberRow.id))
        ]

    def products(self) -> list[Product]:
        rows = self._session.scalars(select(ProductRow).order_by(ProductRow.id))
        return [Product(row.id, row.name, tuple(row.aliases)) for row in rows]

    def stories(self) -> list[Story]:
        return [story_of(row) for row in self._session.scalars(select(StoryRow).order_by(StoryRow.id))]

    def story(self, story_id: str) -> Story | None:
        row = self._read(_STORY, id=story_id).one_or_none()
        return story_of(row) if row else None

    def first_story(self, product: str | None) -> Story | None:
        """The story with the lowest id, one of the product if there is any."""
        row = self._read(_FIRST_STORY, product=product).first()
        return story_of(row) if row else None

    def member(self, member_id: str) -> Member | None:
        row = self._read(_MEMBER, id=member_id).one_or_none()
        return _member(row) if row else None

    def product_name(self, product_id: str) -> str:
        """What people call a product; empty if nobody knows it."""
        return self._read(_PRODUCT, id=product_id).scalar() or ""

    def put_groups(self, groups: Sequence[Group]) -> None:
        self._put(GroupRow, [_group_row(group) for group in groups])

    def put_members(self, members: Sequence[Member]) -> None:
        """Replace or add members. WrongInput names the groups that are not known, or an alias of a member."""
        homes = {member.group for member in members if member.group}
        _must_know_groups(homes, {group.id for group in self.groups()})
        if erased := sorted(self._erased(members)):
            raise WrongInput(Message("member.erased", member=erased[0]))
        ids = {member.id for member in members}
        if merged := [alias for alias in self._people.aliases() if alias.id in ids]:
            raise WrongInput(Message("member.merged", member=merged[0].id, into=merged[0].member))
        self._put(MemberRow, [_member_row(member) for member in members])

    def add_members(self, members: Sequence[Member]) -> None:
        """Add those not yet known, as a source of UGC names them; an imported nickname stays.

        An id that was merged into another stays that member's.
        """
        not_new = self._erased(members) | {alias.id for alias in self._people.aliases()}
        self._add(MemberRow, [_member_row(member) for member in members if member.id not in not_new])

    def _erased(self, members: Sequence[Member]) -> set[str]:
        """The ids of those who asked to be erased, and may not come back."""
        graves = {grave("member", member.id): member.id for member in members}
        erased: set[str] = set()
        for batch in batched(sorted(graves)):
            rows = self._session.scalars(select(TombstoneRow.sha256).where(TombstoneRow.sha256.in_(batch)))
            erased |= {graves[row] for row in rows}
        return erased

    def put_products(self, products: Sequence[Product]) -> None:
        """Replace or add products. Submissions that named one before it was known have it now."""
        self._put(ProductRow, [_product_row(product) for product in products])
        self._session.flush()
        written = self._session.scalars(
            select(SubmissionRow.product_id).where(SubmissionRow.product_id.is_not(None)).distinct()
        )
        names = self.product_names()
        for text in sorted(filter(None, written)):
            if (key := names.id_of(text)) and key != text:
                self._change(
                    update(SubmissionRow).where(SubmissionRow.product_id == text).values(product_id=key)
                )

    def product_names(self) -> ProductNames:
        """What finds a product by its id or its name."""
        return ProductNames(self.products())

    def put_stories(self, stories: Sequence[Story]) -> None:
        """Replace or add stories; a product may be written as its id or its name. WrongInput names the
        products that are not known."""
        ids = self.products_meant(story.product for story in stories)
        meant = [replace(story, product=ids[story.product]) for story in stories]
        known = self._versions([story.id for story in meant])
        rows = []
        for story in meant:
            version, was = known.get(story.id, (0, None))
            rows.append(story_row(story) | {"version": version if was == story else version + 1})
        self._put(StoryRow, rows)

    def _versions(self, ids: Sequence[str]) -> dict[str, tuple[int, Story]]:
        """story -> the number of its version in use, and what that says."""
        return {
            row.id: (row.version, story_of(row))
            for batch in batched(ids)
            for row in self._session.scalars(select(StoryRow).where(StoryRow.id.in_(batch)))
        }

    def story_versions(self) -> dict[str, int]:
        """story -> the number of its version in use: one more with every change, whoever made it."""
        return dict(self._read(select(_STORIES.id, _STORIES.version)).all())

    def drop_story(self, story_id: str) -> bool:
        """Take out a story that was never planned nor told; whether it was so."""
        planned = [
            select(row.__table__.c.story_id).where(row.__table__.c.story_id == story_id).limit(1)
            for row in (TellingRow, PostRow, PinRow)
        ]
        if any(self._read(rows).first() for rows in planned):
            return False
        return bool(self._change(delete(StoryRow).where(StoryRow.id == story_id)))

    def products_meant(self, written: Iterable[str]) -> dict[str, str]:
        """The id of the product that each text means. WrongInput names those that mean none."""
        names = self.product_names()
        ids = {text: names.id_of(text) for text in written}
        if unknown := sorted(text for text, key in ids.items() if key is None):
            listed = tuple(f"«{text}»" for text in unknown[:5])
            raise WrongInput(Message("product.unknown", unknown=listed, known=names.known()))
        return {text: key for text, key in ids.items() if key}


def _must_know_groups(groups: set[str], known: set[str]) -> None:
    if unknown := sorted(groups - known):
        raise WrongInput(Message("group.import_first", unknown=tuple(map(repr, unknown[:5]))))


def as_group(row: Any) -> Group:
    return Group(
        id=row.id,
        name=row.name,
        kind=GroupKind(row.kind),
        size=row.size,
        zone=row.zone,
        slots=_times(row.slots),
        promo_cap=row.promo_cap,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        blackouts=frozenset(date.fromisoformat(day) for day in row.blackouts),
        shares_members_with=frozenset(row.shares_members_with),
        tags=frozenset(row.tags),
        holiday_slots=_times(row.holiday_slots),
    )


def _times(written: Mapping[str, str]) -> dict[Slot, time]:
    return {slot: time.fromisoformat(written[slot]) for slot in Slot if slot in written}


def _group_row(group: Group) -> dict[str, object]:
    return {
        "id": group.id,
        "name": group.name,
        "kind": group.kind.value,
        "size": group.size,
        "zone": group.zone,
        "slots": _written(group.slots),
        "promo_cap": group.promo_cap,
        "starts_on": group.starts_on,
        "ends_on": group.ends_on,
        "blackouts": sorted(day.isoformat() for day in group.blackouts),
        "shares_members_with": sorted(group.shares_members_with),
        "tags": sorted(group.tags),
        "holiday_slots": _written(group.holiday_slots),
    }


def _written(times: Mapping[Slot, time]) -> dict[str, str]:
    return {slot.value: at.strftime("%H:%M") for slot, at in times.items()}


def _product_row(product: Product) -> dict[str, object]:
    return {"id": product.id, "name": product.name, "aliases": list(product.aliases)}


def _member(row: Any) -> Member:
    return Member(row.id, row.nickname, row.group_id, row.left_on)


def _member_row(member: Member) -> dict[str, object]:
    return {
        "id": member.id,
        "nickname": member.nickname,
        "group_id": member.group,
        "left_on": member.left_on,
    }
