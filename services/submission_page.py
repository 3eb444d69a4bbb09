"""What the members' submission page shows: published into its folder, which is all that it sees.

Open links, groups, products, the brand's look, a few posters, and how each submission stands. Files are
written where they changed, and not else.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from pydantic import BaseModel

from content.brand import Brand
from content.errors import NotReady
from content.files import cause_of, write_whole
from content.model import Activity, Consent, Group, Message, Post, PostState, Slot, SubmissionLink
from content.posters import poster_file
from content.posters.colour import contrast, mix, palette_of, readable
from content.sanitize import clean
from content.store import Store
from content.submission_page.folder import PUBLISHED_FILE
from content.submission_page.shapes import (
    PageColours,
    PageLimits,
    PageSite,
    PublishedLink,
    PublishedProduct,
)
from services.context import Context

DEEP, ACCENT = "#1D4644", "#A83A26"  # where the brand names no colours
PAPER, WHITE, INK, NIGHT = "#FAF6EF", "#FFFFFF", "#211C17", "#24201B"
LOGO = (240, 64)  # px
POSTER_WIDTH, POSTER_QUALITY = 200, 62  # px; some 8 kB each
SHOWN, LOOK_BACK = 3, timedelta(days=60)
MOST_PRODUCTS = 200


@dataclass
class _Pictures:
    """Pictures that the page shows: what each is made of, by the name under which it is published."""

    files: dict[str, tuple[Path, tuple[int, int], str]] = field(default_factory=dict)

    def add(self, name: str, file: Path, size: tuple[int, int], kind: str) -> str | None:
        """Its name; None where there is no such file."""
        if not file.is_file():
            return None
        self.files[name] = (file, size, kind)
        return name


def publish_page(context: Context) -> bool:
    """Tell the page what it may show; whether anything of it changed. Nothing where there is no page.

    NotReady names a file that cannot be written.
    """
    workspace = context.workspace
    if not workspace.settings.intake.address:
        return False
    folder, pictures = workspace.page_folder, _Pictures()
    try:
        folder.prepare()
    except OSError as error:
        path = str(error.filename or folder.root)
        raise NotReady(Message("submission_link.no_folder", path=path, cause=cause_of(error))) from error
    site = _site(context, pictures)
    for name, source in pictures.files.items():
        _publish_picture(folder.published / name, *source)
    changed = write_changed(folder.site, site, ignored={"made_at"})
    for file in folder.published.glob("*.*"):
        if file.suffix in (".jpg", ".png") and file.name not in pictures.files:
            file.unlink(missing_ok=True)
    return changed


def write_changed(file: Path, shape: BaseModel, *, ignored: set[str] | None = None) -> bool:
    """Write a file of the page's if it says anything else than it does; whether it did."""
    with suppress(OSError, ValueError):
        known = type(shape).model_validate_json(file.read_bytes())
        if known.model_dump(exclude=ignored) == shape.model_dump(exclude=ignored):
            return False
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, shape.model_dump_json().encode(), PUBLISHED_FILE)
    return True


def _site(context: Context, pictures: _Pictures) -> PageSite:
    workspace, settings = context.workspace, context.workspace.settings.intake
    brand = workspace.brand
    with context.open_store(reading=True) as store:
        links = tuple(_links(context, store, pictures))
        products = store.library.products()[:MOST_PRODUCTS]
    sha = workspace.style.logo
    logo = workspace.media.logo(sha) if sha else None
    return PageSite(
        made_at=context.clock(),
        brand=clean(brand.name),
        persona=clean(brand.persona),
        colours=_colours(brand),
        logo=pictures.add(f"logo-{sha[:12]}.png", logo, LOGO, "PNG") if logo else None,
        links=links,
        products=tuple(PublishedProduct(id=product.id, name=clean(product.name)) for product in products),
        limits=PageLimits(daily=settings.daily, megabytes=settings.megabytes),
    )


def _colours(brand: Brand) -> PageColours:
    """The brand's first colour as buttons, and what can be read on and beside it; ours where it has none."""
    palette = palette_of(brand.colours[0]) if brand.colours else None
    deep = readable(palette.deep if palette else DEEP, PAPER, INK)
    accent = palette.acc2 if palette else ACCENT
    return PageColours(
        deep=deep,
        on_deep=WHITE if contrast(deep, WHITE) >= contrast(deep, INK) else INK,
        soft=mix(deep, WHITE, 0.1),
        lit=readable(deep, NIGHT, WHITE, 7.0),
        accent=readable(accent, PAPER, INK),
        accent_lit=readable(accent, NIGHT, WHITE),
    )


def _links(context: Context, store: Store, pictures: _Pictures) -> Iterator[PublishedLink]:
    """Those that nobody revoked, the ended ones too: the page says that they ended."""
    groups = {group.id: group for group in store.library.groups()}
    activities = {activity.code: activity for activity in store.koc.activities()}
    shows: dict[str, tuple[str, ...]] = {}
    for link in store.submission_links.links():
        group = groups.get(link.group)
        if link.revoked_at is not None or group is None:
            continue
        if group.id not in shows:
            shows[group.id] = tuple(_posters(context, store, group, pictures))
        senders, posters = store.submission_links.reach(group.id)
        yield _published(link, group, activities.get(link.activity)).model_copy(
            update={
                "paused": _is_paused(context, group),
                "others": len(groups) - 1,
                "senders": senders,
                "posters": posters,
                "shows": shows[group.id],
            }
        )


def _published(link: SubmissionLink, group: Group, activity: Activity | None) -> PublishedLink:
    at = group.slots.get(Slot.AFTERNOON)
    return PublishedLink(
        id=link.id,
        sha256=link.sha256,
        group=clean(group.name),
        zone=group.zone,
        title=link.title,
        activity=clean(activity.name) if activity else "",
        last_day=activity.ends_on if activity else None,
        until=link.until,
        shares_at=f"{at:%H:%M}" if at else "",
    )


def _is_paused(context: Context, group: Group) -> bool:
    day = context.clock().astimezone(ZoneInfo(group.zone)).date()
    return day in group.blackouts or (group.ends_on is not None and group.ends_on < day)


def _posters(context: Context, store: Store, group: Group, pictures: _Pictures) -> Iterator[str]:
    """Posters of the group that anybody may see: the brand's own, and members' whose consent is for its feed
    and all groups. Members of one group did not agree to be shown to whoever has a link."""
    today = context.clock().astimezone(ZoneInfo(group.zone)).date()
    posts = store.queue.posts(today - LOOK_BACK, today, groups=[group.id], states=[PostState.SENT])
    consents = _consents(store, posts)
    names: list[str] = []
    for post in reversed(posts):
        if len(names) < SHOWN and _is_open_to_all(post, consents, group, today):
            key, file = post.poster, poster_file(context.workspace.posters, post.poster)
            name = pictures.add(f"poster-{key[:24]}.jpg", file, (POSTER_WIDTH, 10 * POSTER_WIDTH), "JPEG")
            if name and name not in names:
                names.append(name)
    yield from names


def _consents(store: Store, posts: Sequence[Post]) -> dict[str, Consent]:
    ids = sorted({key for post in posts for key in (post.submission, post.photo) if key})
    return {submission.id: submission.consent for submission in store.intake.submissions(ids)}


def _is_open_to_all(post: Post, consents: dict[str, Consent], group: Group, day: date) -> bool:
    keys = {key for key in (post.submission, post.photo) if key}
    return all(
        consents[key].allows("feed", home="", group=group.id, day=day)  # home "": all groups, or none
        for key in keys
    )


def _publish_picture(file: Path, source: Path, size: tuple[int, int], kind: str) -> None:
    if file.exists():  # its name is that of its content
        return
    with Image.open(source) as picture:
        small = picture.convert("RGBA" if kind == "PNG" else "RGB")
    small.thumbnail(size, Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, kind, quality=POSTER_QUALITY, optimize=True)
    write_whole(file, out.getvalue(), PUBLISHED_FILE)
