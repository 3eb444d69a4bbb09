"""A workspace on disk: sishi.toml, brand.toml, inboxes, templates of its own, and var/ for all we write."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from content.access import close_to_others
from content.brand import Brand, read_brand
from content.days import Days, read_days
from content.errors import NotReady, NoWorkspace
from content.media import MediaFolder
from content.model import Message
from content.model.planning import PlanRules
from content.posters.spec import Style
from content.publish.rules import PublishRules
from content.run_lock import only_run
from content.score.face_search import FaceSearch
from content.settings import PosterSettings, Settings, read_settings
from content.shipped import shipped
from content.shortlist.candidate import ShortlistRules
from content.store import Database, OpenStore, database_at
from content.submission_page.folder import PageFolder
from content.text.book import read_words

SETTINGS = "sishi.toml"


@dataclass(frozen=True)
class Workspace:
    """The folder `root` and what lies where in it. Nothing is opened before it is asked for."""

    root: Path
    settings: Settings

    @cached_property
    def database(self) -> Database:
        return database_at(self.settings.database, self.root)

    @cached_property
    def open_store(self) -> OpenStore:
        """Opens the store; a new database gets its tables, an older or newer one is refused."""
        return self.database.ready()

    @cached_property
    def brand(self) -> Brand:
        """Who speaks and what its posters look like: brand.toml, or its defaults."""
        return read_brand(self.root)

    @cached_property
    def days(self) -> Days:
        """What days are called: announced holidays, festivals, sales, and those of days.toml and days/."""
        return read_days(self.root)

    @property
    def choice_rules(self) -> ShortlistRules:
        """What a round of the shortlist takes, and what it asks of a photo."""
        settings = self.settings.shortlist
        return ShortlistRules(
            **settings.model_dump(),
            words=read_words(self.root).person,
            unknown_needs_person=self.settings.rights.unknown_needs_person,
            photo_groups=self.settings.plan.photo_groups,
        )

    @property
    def plan_rules(self) -> PlanRules:
        """What the settings ask of a plan; what the team asks of its weeks is in the store."""
        settings = self.settings.plan
        bound = round(1000 * settings.learning_bound) if settings.learning == "on" else 0
        return PlanRules(
            settings.repeat_days, settings.photo_groups, settings.author_rest_days, form_bound=bound
        )

    @property
    def publish_rules(self) -> PublishRules:
        """When posts may go out."""
        settings = self.settings.publish
        return PublishRules(
            timedelta(minutes=settings.grace_minutes),
            timedelta(minutes=settings.on_time_minutes),
            timedelta(seconds=settings.spread_seconds),
        )

    @property
    def style(self) -> Style:
        """What its posters have in common: the brand's looks, and what the settings say of posters."""
        return style_of(self.brand, self.settings.posters, self.root, self.media)

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def media(self) -> MediaFolder:
        return MediaFolder(self.var / "media")

    @property
    def fonts(self) -> Path:
        """Font files of the brand's own."""
        return self.root / "fonts"

    @property
    def face_search(self) -> FaceSearch:
        """How faces are looked for. NotReady if the settings name a model that is not there."""
        return face_search_of(self.settings.posters, self.root)

    @property
    def shop_pictures(self) -> Path | None:
        """The folder of the shop's own pictures, if the settings name one. NotReady if it is not there."""
        folder_name = self.settings.curation.shop_pictures
        if not folder_name:
            return None
        if not (self.root / folder_name).is_dir():
            raise NotReady(Message("workspace.no_shop_pictures", path=str(self.root / folder_name)))
        return self.root / folder_name

    @property
    def page_folder(self) -> PageFolder:
        """The one folder that the members' submission page may enter."""
        return PageFolder(self.root / self.settings.intake.folder)

    @property
    def posters(self) -> Path:
        return self.var / "posters"

    def templates(self, kind: str) -> tuple[Path, ...]:
        """Folders of templates (`posters` or `copy`): the built-in ones first, the workspace's own after."""
        folders = (shipped(f"templates/{kind}"), self.root / "templates" / kind)
        return tuple(folder for folder in folders if folder.is_dir())

    def inboxes(self, others: Sequence[str] = ()) -> list[tuple[str, Path]]:
        """(name, folder) of each inbox: those asked for, else those of the settings.

        The name is relative where the folder lies in the workspace, so that a moved workspace knows it.
        """
        named = [Path(other).absolute() for other in others]
        folders = named or [self.root / folder for folder in self.settings.inbox.folders]
        for folder in folders:
            if not folder.is_dir():
                raise NotReady(Message("workspace.no_inbox", path=str(folder)))
        return [(self.inbox_name(folder.resolve()), folder.resolve()) for folder in folders]

    def inbox_name(self, folder: Path) -> str:
        """What an inbox is remembered by."""
        inside = folder.is_relative_to(self.root)
        return folder.relative_to(self.root).as_posix() if inside else folder.as_posix()

    @contextmanager
    def only_run(self) -> Iterator[None]:
        """Hold the workspace for one run. Busy names the process that holds it, and since when."""
        with only_run(self.root):
            yield


def style_of(brand: Brand, settings: PosterSettings, root: Path, media: MediaFolder) -> Style:
    """What posters of a brand have in common, with what the settings say of posters."""
    return replace(
        brand.style(root, media),
        size=settings.size,
        tone=settings.tone,
        true_colours=frozenset(settings.true_colours),
        photo_colours=settings.photo_colours,
    )


def face_search_of(settings: PosterSettings, root: Path) -> FaceSearch:
    """How faces are looked for. NotReady if the settings name a model that is not there."""
    if not settings.faces or not settings.face_model:
        return FaceSearch(on=settings.faces)
    model = root / settings.face_model
    if not model.is_file():
        raise NotReady(Message("workspace.no_face_model", path=str(model)))
    return FaceSearch(model=model)


def open_workspace(root: Path) -> Workspace:
    """The workspace in the folder `root`. NoWorkspace, or BadSettings with file and field."""
    root = root.resolve()
    if not (root / SETTINGS).is_file():
        raise NoWorkspace(Message("workspace.none", settings=SETTINGS, root=str(root)))
    close_to_others(root / "var")
    return Workspace(root, read_settings(root / SETTINGS))
