"""One door to all exports: what kind is asked for decides who writes.

Every writer is whole or not at all, and the same queue is the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from channels.exports.agenda import write_ics
from channels.exports.contact_sheet import write_html
from channels.exports.item import QueueItem
from channels.exports.listing import write_json
from channels.exports.parcel import TEAM_ZONE, write_zip
from channels.exports.rights import as_may_leave
from channels.exports.sheet import SheetOptions, write_sheet
from channels.exports.spreadsheet import write_csv, write_xlsx
from content.errors import WrongInput
from content.model import Gap, Message

KINDS = ("csv", "xlsx", "json", "ics", "html", "zip", "jpg", "png")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`brand` and `language` are those of what people look at, `zone` the team's own; `drafts`: a zip holds
    what nobody approved yet, too."""

    brand: str = ""
    language: str = "zh"
    zone: str = TEAM_ZONE
    drafts: bool = False


def export(
    items: Sequence[QueueItem],
    gaps: Sequence[Gap],
    kind: str,
    out: Path,
    options: ExportOptions = ExportOptions(),
) -> int:
    """Write the queue as `kind`, one of KINDS, to `out`; how many posts are in it.

    What has no rights at this moment leaves without its words and picture. A zip, which is sent from, holds
    approved posts whose rights stand and nothing else, with `options.drafts` also what nobody approved yet,
    in a folder that says so; NothingToSend where there are none.

    WrongInput for another kind or a place that cannot be written. "ics" takes a folder, a .zip
    or, for a single group, an .ics file; "jpg" and "png" show a single group.
    """
    if kind == "zip":
        return write_zip(items, out, zone=options.zone, drafts=options.drafts)
    items = as_may_leave(items)
    match kind:
        case "csv":
            write_csv(items, out)
        case "xlsx":
            write_xlsx(items, gaps, out)
        case "json":
            write_json(items, out)
        case "ics":
            write_ics(items, out)
        case "html":
            write_html(items, gaps, out, brand=options.brand, language=options.language)
        case "jpg" | "png":
            write_sheet(
                items, gaps, out, SheetOptions(_only_group(items, gaps), options.brand, options.language)
            )
        case _:
            raise WrongInput(Message("export.unknown", kind=kind, known=tuple(KINDS)))
    return len(items)


def _only_group(items: Sequence[QueueItem], gaps: Sequence[Gap]) -> str:
    groups = sorted({*(item.group for item in items), *(gap.group for gap in gaps)})
    if len(groups) != 1:
        raise WrongInput(Message("export.one_group_a_picture", n=len(groups)))
    return groups[0]
