"""Every knob, typed and described. They stand in the workspace's sishi.toml; all have a default."""

import tomllib
from datetime import timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from content.backup.retention import KeepRules
from content.errors import BadSettings
from content.feedback.health import HealthRules
from content.files import cause_of, read_text
from content.formats import parse_toml
from content.model import Message
from content.publish.rules import PublishRules
from content.validation import BadValue, field_of, in_field

known_zones = cache(available_timezones)  # 20 ms of CPU: it looks into every file of the time zones


def _known_zone(value: str) -> str:
    if value not in known_zones():
        raise BadValue(Message("settings.unknown_zone", value=value))
    return str(ZoneInfo(value))


def _an_address(value: str) -> str:
    try:
        return str(ip_network(value, strict=False) if "/" in value else ip_address(value))
    except ValueError:
        raise BadValue(Message("settings.no_address", value=value)) from None


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class InboxSettings(_Section):
    """Where UGC comes from."""

    folders: list[Path] = Field(
        default=[Path("ugc_inbox")],
        min_length=1,
        description="Drop folders, relative to the workspace or absolute.",
    )
    columns: dict[str, str] = Field(
        default={}, description="Field -> column of index.csv and index.xlsx, where it has a name of its own."
    )
    groups: dict[str, str] = Field(
        default={}, description="Chat -> group, for exports that hold several chats: the source's own id."
    )
    dates: str = Field(
        default="",
        pattern="^(|dmy|mdy|ymd)$",
        description="How chat exports write dates, where a file leaves it open: dmy, mdy or ymd.",
    )
    words_within: int = Field(
        default=90,
        ge=0,
        le=3600,
        description="Seconds before or after a picture in which its author's words join it; 0: never.",
    )


class UploadSettings(_Section):
    """What people may upload at the desk."""

    max_mb: int = Field(default=20, ge=1, le=38, description="Most bytes of one photo, in millions.")
    files: int = Field(default=500, ge=1, le=2000, description="Most photos at once.")
    staged_mb: int = Field(
        default=20_000,
        ge=100,
        description="Most bytes of all uploads that are not cleared away yet, in millions.",
    )
    keep_hours: int = Field(
        default=72,
        ge=1,
        le=720,
        description="Hours after which a night clears away an upload that nobody touched.",
    )


class ShortlistSettings(_Section):
    """How many and how varied the kept submissions are."""

    size: int = Field(
        default=120, ge=1, description="Submissions kept at a time, besides those that a person keeps."
    )
    keep_days: int = Field(
        default=28, ge=0, description="A person's keep holds a place for so many days; 0: for ever."
    )
    per_member: int = Field(default=4, ge=1, description="Most of one member.")
    per_product: int = Field(default=16, ge=1, description="Most of one product.")
    per_group: int = Field(default=0, ge=0, description="Most from one group; 0 for no limit.")
    per_day: int = Field(default=0, ge=0, description="Most of those posted on one day; 0 for no limit.")
    window_days: int = Field(
        default=60, ge=1, description="Older submissions are dropped; days before the first day."
    )
    explore: int = Field(
        default=12, ge=0, description="One place in so many goes to a newcomer by lot; 0 for none."
    )
    chain: int = Field(
        default=0,
        ge=0,
        description="Words that so many members said wait for a person, as a chain message; 0: none do.",
    )
    min_side: int = Field(
        default=320, ge=0, description="Least short side of a photo, px; `sishi calibrate` proposes the rest."
    )
    min_focus: float = Field(default=0.235, ge=0, le=1, description="Least focus of a photo.")
    min_light: float = Field(default=60.0, ge=0, le=255, description="Least light of a photo, grey levels.")
    max_graphic: float = Field(
        default=0.58, ge=0, le=1, description="Most that a photo may look like a poster or a screenshot."
    )


class CurationSettings(_Section):
    """What submissions are held against."""

    shop_pictures: str = Field(
        default="",
        description="A folder of the shop's own pictures: what copies one of them waits for a person.",
    )


class PlanSettings(_Section):
    """The hard rules of a group's days."""

    days: int = Field(default=7, ge=1, le=62, description="Days a night lays out.")
    repeat_days: int = Field(
        default=14, ge=1, le=366, description="A story comes back to a group after so many days."
    )
    photo_groups: int = Field(default=8, ge=1, description="Most groups that see one photo.")
    author_rest_days: int = Field(
        default=7, ge=1, description="A group sees a member's photos this many days apart."
    )
    clean_stories: bool = Field(
        default=True,
        description="Plan only stories in which `sishi story lint` finds nothing; false plans all of them.",
    )
    learning: str = Field(
        default="on",
        pattern="^(on|off)$",
        description="Whether forms that bring more responses come more often, once two full weeks of posts "
        "are counted; off: the hand's numbers alone.",
    )
    learning_bound: float = Field(
        default=0.5,
        ge=0.05,
        le=0.9,
        description="Responses move what a form is worth by no more than this share of the usual.",
    )


class PosterSettings(_Section):
    """How posters are painted; what they look like is in brand.toml."""

    size: str = Field(default="3:4", pattern="^(3:4|1:1|9:16)$", description="The canvas: 3:4, 1:1 or 9:16.")
    engine: str = Field(
        default="takumi",
        pattern="^(takumi|chromium)$",
        description="What paints: takumi, or chromium (an extra, four times the work).",
    )
    max_bytes: int = Field(
        default=2_000_000, ge=50_000, description="Most bytes of a file; webhook robots take 2,000,000."
    )
    tone: bool = Field(
        default=False, description="Mend photos that are a little dark, pale or flat, on posters only."
    )
    true_colours: list[str] = Field(
        default=[], description="Products whose photos keep their colours whatever `tone` says."
    )
    faces: bool = Field(
        default=True,
        description="Find faces, so that no crop cuts and no word covers one, and photos of people wait for "
        "a person; false: nobody looks.",
    )
    face_model: str = Field(
        default="",
        description="A YuNet model (ONNX) that finds faces instead of ours; needs the extra `faces`.",
    )
    photo_colours: bool = Field(
        default=False, description="Take a poster's palette from its photo instead of the story's theme."
    )


class RightsSettings(_Section):
    """What members are asked for."""

    uses: list[str] = Field(
        default=["poster"], min_length=1, description="Uses members are asked for: poster, feed, ads."
    )
    groups: str = Field(
        default="own",
        pattern="^(own|all)$",
        description="Where members are asked to be shown: in their own group, or in all.",
    )
    days: int = Field(
        default=365, ge=1, description="Days a consent holds that is asked for or given without a last day."
    )
    unknown_needs_person: bool = Field(
        default=False,
        description="A photo waits for a person where nothing can tell whether it shows people.",
    )


class LedgerSettings(_Section):
    """What is kept of the groups' messages; never their words."""

    keep_days: int = Field(
        default=180, ge=35, description="Days a message is kept one by one; sums of days stay for good."
    )


_KEEP = KeepRules()  # its defaults stand there alone


class BackupSettings(_Section):
    """Where a backup is made each night, and how long backups are kept."""

    to: str = Field(
        default="",
        max_length=500,
        description="A folder, or an address such as s3://bucket/prefix; empty: no backup is made by itself.",
    )
    keep_days: int = Field(default=_KEEP.days, ge=1, description="Days that keep their newest backup.")
    keep_weeks: int = Field(default=_KEEP.weeks, ge=0, description="Weeks that keep theirs.")
    keep_months: int = Field(default=_KEEP.months, ge=0, description="Months that keep theirs.")


_HEALTH = HealthRules()  # its defaults stand there alone


class HealthSettings(_Section):
    """From where on a group is called what; shares are 0 to 1, of four weeks."""

    speakers: float = Field(
        default=_HEALTH.speakers, gt=0, le=1, description="Weekly speakers of a value group, of its members."
    )
    mesh: float = Field(
        default=_HEALTH.mesh,
        ge=0,
        lt=1,
        description="Replies among members of a value group, of all replies.",
    )
    value_ads: float = Field(
        default=_HEALTH.value_ads,
        ge=0,
        le=1,
        description="A value group has fewer ads, of members' messages.",
    )
    junk_ads: float = Field(
        default=_HEALTH.junk_ads,
        gt=0,
        le=1,
        description="A junk group has so many ads, of members' messages.",
    )
    junk_ads_a_day: float = Field(
        default=_HEALTH.junk_ads_a_day, ge=0, description="And so many a day, at least."
    )
    dead_days: int = Field(
        default=_HEALTH.dead_days, ge=7, le=28, description="A group is dead after so many days of silence."
    )
    dead_share: float = Field(
        default=_HEALTH.dead_share, ge=0, le=1, description="Or where fewer members than this speak a week."
    )
    dead_speakers: int = Field(default=_HEALTH.dead_speakers, ge=1, description="Or fewer members than this.")


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


_PUBLISH = PublishRules()  # its defaults stand there alone


class PublishSettings(_Section):
    """When posts go out."""

    grace_minutes: int = Field(
        default=_minutes(_PUBLISH.grace),
        ge=10,
        le=1440,
        description="How long after its time a post may still go out, minutes.",
    )
    on_time_minutes: int = Field(
        default=_minutes(_PUBLISH.on_time),
        ge=1,
        le=120,
        description="What counts as on time, minutes after a post's time.",
    )
    spread_seconds: int = Field(
        default=int(_PUBLISH.spread.total_seconds()),
        ge=0,
        le=1800,
        description="Posts of one minute go out over so many seconds, each group at its own moment.",
    )
    canary_at: str = Field(
        default="07:30",
        pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="When channels added with --canary send a few words each morning, in the team's zone.",
    )
    winners: int = Field(
        default=0,
        ge=0,
        le=20,
        description="Most members that an evening post names who answered rightly at noon; 0: none, and "
        "posts have no place for them.",
    )


class WorkerSettings(_Section):
    """The processes that decode, measure and draw."""

    count: int = Field(default=2, ge=1, le=64, description="Processes that decode, measure and draw.")
    seconds: float = Field(default=20.0, gt=0, description="Longest a single photo or poster may take.")


class DeskSettings(_Section):
    """The review desk."""

    port: int = Field(default=4400, ge=1, le=65535, description="Where `sishi up` opens the desk.")
    address: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+)?$",
        description="The desk's address as phones reach it, as https://desk.example.com: links to an owner's "
        "day begin with it. Empty: this machine's.",
    )
    second_approver: bool = Field(default=False, description="A post needs two people's approval.")
    editor_may_approve: bool = Field(
        default=True,
        description="Whoever edited a post, or has words in it, may approve it; false asks for four eyes.",
    )
    trusted_proxies: list[Annotated[str, AfterValidator(_an_address)]] = Field(
        default=[],
        description="Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count; "
        "others' are ignored.",
    )
    keep_plans: bool = Field(
        default=True,
        description="PostgreSQL keeps its plans of what pages ask; false behind a pooler without prepared "
        "statements.",
    )


class IntakeSettings(_Section):
    """The members' submission page."""

    address: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+)?$",
        description="The page's address as members reach it, as https://photos.example.com: links begin with "
        "it. Empty: there is no page, and `sishi up` starts none.",
    )
    port: int = Field(default=4500, ge=1, le=65535, description="Where `sishi up` opens the page.")
    folder: Path = Field(
        default=Path("var/intake"),
        description="The one folder that the page may enter, relative to the workspace or absolute; outside "
        "of it where the page runs as a user of its own.",
    )
    user: str = Field(
        default="",
        pattern="^([a-z_][a-z0-9_-]{0,31})?$",
        description="The system's user that the page becomes where root starts it; the folder must lie where "
        "this user may come.",
    )
    trusted_proxies: list[Annotated[str, AfterValidator(_an_address)]] = Field(
        default=[],
        description="Addresses and networks of proxies whose X-Forwarded-For counts; others' is ignored.",
    )
    daily: int = Field(
        default=20, ge=1, le=500, description="Most submissions a day of one nickname by one link."
    )
    megabytes: int = Field(
        default=2000,
        ge=200,
        le=1_000_000,
        description="Most that may wait in the folder until a night takes it, megabytes.",
    )


class PrefectSettings(_Section):
    """When the night runs."""

    cron: str = Field(default="0 2 * * *", description="The nightly schedule, read in the workspace's zone.")
    port: int = Field(
        default=4200, ge=1, le=65535, description="Where `sishi up` puts Prefect's server, on loopback."
    )


class Settings(_Section):
    """All of sishi.toml."""

    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="Asia/Shanghai",
        description="The team's time zone: when a night is, and which day comes next.",
    )
    language: str = Field(
        default="zh",
        pattern="^(zh|en)$",
        description="What the command line speaks and reports are written in: zh or en.",
    )
    database: str = Field(
        default="sqlite:///var/sishi.db",
        description="Where the store is: SQLite relative to the workspace, or postgresql://user@host/name.",
    )
    inbox: InboxSettings = InboxSettings()
    uploads: UploadSettings = UploadSettings()
    shortlist: ShortlistSettings = ShortlistSettings()
    curation: CurationSettings = CurationSettings()
    plan: PlanSettings = PlanSettings()
    posters: PosterSettings = PosterSettings()
    rights: RightsSettings = RightsSettings()
    ledger: LedgerSettings = LedgerSettings()
    backup: BackupSettings = BackupSettings()
    health: HealthSettings = HealthSettings()
    publish: PublishSettings = PublishSettings()
    workers: WorkerSettings = WorkerSettings()
    desk: DeskSettings = DeskSettings()
    intake: IntakeSettings = IntakeSettings()
    prefect: PrefectSettings = PrefectSettings()


def read_settings(file: Path) -> Settings:
    """The settings that a sishi.toml holds. BadSettings names the file with the line or the field."""
    try:
        return Settings.model_validate(parse_toml(read_text(file)))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(Message("file.not_toml", file=str(file), cause=cause_of(error))) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(Message("file.unreadable", file=str(file), cause=cause_of(error))) from error
    except ValidationError as error:
        problems = tuple(map(_problem, error.errors(include_url=False)))
        raise BadSettings(Message("settings.unusable", file=str(file), problems=problems)) from error


def _problem(problem: ErrorDetails) -> Message:
    field = field_of(problem["loc"])
    if field == "brand":
        return Message("settings.brand_moved")
    if problem["type"] == "extra_forbidden":
        return Message("settings.none_such", field=field)
    return in_field(problem)
