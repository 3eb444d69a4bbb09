"""The team's own people: a list, and whom sources take for them."""

from pathlib import Path

from cli.common import AsJson, WorkDir, print_json, print_table, say
from cli.language import language
from cli.table_import import REFUSED, TAKEN, ImportRequest, TableOptions, read_reporting, report
from content.model import Message, StaffMember
from content.store import Store
from services.table_shelf import Shelf, shelve

HERE = WorkDir()
AS_IS = TableOptions()


def import_staff(
    file: Path | None = None, *, options: TableOptions = AS_IS, place: WorkDir = HERE, json: AsJson = False
) -> int:
    """Add or replace the team's own people, who never count as members.

    With --template, write a table to fill in instead; whom sources take for staff stands in it.

    Examples: `sishi staff import --template staff.csv` and `sishi staff import staff.csv`
    """
    from channels.staff_table import STAFF

    if options.template is not None:
        _write_template(options.template, place)
        return TAKEN
    request = ImportRequest(file, options, json)
    workspace = place.open()
    reading = read_reporting(STAFF, request)
    if reading is None:
        return REFUSED
    shelf = Shelf(_confirmed, lambda store, staff: store.roster.put_staff(staff), lambda member: member.id)
    with workspace.open_store() as store:
        outcomes = shelve(store, reading, shelf)
    report(request, reading, outcomes)
    return TAKEN


def _write_template(file: Path, place: WorkDir) -> None:
    """A table with the guesses that wait to be confirmed."""
    from channels.exports.table_template import write_template
    from channels.staff_table import STAFF

    with place.open().open_store(reading=True) as store:
        guesses = [member for member in store.roster.staff() if not member.is_confirmed]
    write_template(file, STAFF, language(), [{"id": member.id, "name": member.name} for member in guesses])
    say(Message("staff.template", n=len(guesses), file=str(file)))


def _confirmed(store: Store) -> dict[str, StaffMember]:
    return {member.id: member for member in store.roster.staff() if member.is_confirmed}


def list_staff(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the team's own people, then the guesses of sources, which do not count before they are confirmed.

    Example: `sishi staff list`
    """
    with place.open().open_store(reading=True) as store:
        staff = store.roster.staff()
    if json:
        print_json([{"id": s.id, "name": s.name, "role": s.role, "confirmed": s.is_confirmed} for s in staff])
        return
    states = {True: Message("staff.confirmed"), False: Message("staff.guess")}
    rows = [(s.id, s.name, states[s.is_confirmed], s.role or "-") for s in staff]
    print_table(("id", "name", "state", "role"), rows)
    if guesses := sum(not member.is_confirmed for member in staff):
        say(Message("staff.guesses", n=guesses))
