"""The team's own people: a list, and whom sources take for them."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.common import AsJson, Place, print_json, print_table, say
from cli.language import language
from content.errors import WrongInput
from content.model import Message

HERE = Place()
Template = Annotated[Path | None, Parameter(name="--template")]


def import_staff(file: Path | None = None, *, place: Place = HERE, template: Template = None) -> None:
    """Add or replace the team's own people, who never count as members.

    With --template, write a table to fill in instead; whom sources take for staff stands in it.

    Examples: `sishi staff import --template staff.csv` and `sishi staff import staff.csv`
    """
    from channels.staff_table import read_staff, write_staff_template

    workspace = place.open()
    if template is not None:
        with workspace.open_store(reading=True) as store:
            guesses = [member for member in store.roster.staff() if not member.is_confirmed]
        write_staff_template(template, guesses, language())
        say(Message("staff.template", n=len(guesses), file=str(template)))
        return
    if file is None:
        raise WrongInput(Message("staff.no_table"))
    staff = read_staff(file)
    with workspace.open_store() as store:
        store.roster.put_staff(staff)
    say(Message("cli.taken", n=len(staff), file=str(file)))


def list_staff(*, place: Place = HERE, json: AsJson = False) -> None:
    """List the team's own people, then the guesses of sources, which do not count before they are confirmed.

    Example: `sishi staff list`
    """
    with place.open().open_store(reading=True) as store:
        staff = store.roster.staff()
    if json:
        print_json([{"id": s.id, "name": s.name, "confirmed": s.is_confirmed} for s in staff])
        return
    states = {True: Message("staff.confirmed"), False: Message("staff.guess")}
    print_table(("id", "name", "state"), [(s.id, s.name, states[s.is_confirmed]) for s in staff])
    if guesses := sum(not member.is_confirmed for member in staff):
        say(Message("staff.guesses", n=guesses))
