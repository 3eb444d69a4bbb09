"""The review desk, and who may sign in to it."""

import getpass
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.common import AsJson, WorkDir, Yes, label, print_json, print_table, say
from cli.language import text_of
from content.errors import WrongInput
from content.model import Message, Role

HERE = WorkDir()
ACTOR = "sishi user"  # whom the audit names for what is done on the terminal


def desk(
    *,
    place: WorkDir = HERE,
    host: str = "127.0.0.1",
    port: int = 4400,
    processes: int = 1,
    public_host: list[str] | None = None,
) -> None:
    """Open the review desk until Ctrl-C: see the week, cull, approve. Prints the link that opens it.

    Example: `sishi desk --workspace my-brand`
    """
    from desk.server import MOST_PROCESSES, serve_desk

    if not 1 <= processes <= MOST_PROCESSES:
        raise WrongInput(Message("cli_user.processes", most=MOST_PROCESSES, processes=processes))
    if not 0 <= port <= 65535:
        raise WrongInput(Message("cli_user.port", port=port))
    serve_desk(
        place.workspace,
        host=host,
        port=port,
        processes=processes,
        public_hosts=public_host or (),
        told=say,
        rerun=run_again,
    )


def run_again(root: Path, parameters: Mapping[str, Any]) -> str:
    """Start a night as it was asked for, beside the desk; the name of the file that keeps its words.

    A night that is under way already makes the new one end at once with a sentence: nothing is done twice.
    """
    log = root / "var" / "rerun.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as words:
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "cli", *_run_arguments(root, parameters)],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    return str(log)


def _run_arguments(root: Path, parameters: Mapping[str, Any]) -> list[str]:
    arguments = ["run", "--workspace", str(root)]
    for option, value in (("--date", parameters.get("first_day")), ("--days", parameters.get("days"))):
        arguments += [option, str(value)] if value else []
    arguments += ["--seed", str(int(parameters.get("seed") or 0))]
    for group in parameters.get("groups") or ():
        arguments += ["--groups", str(group)]
    for folder in parameters.get("inboxes") or ():
        arguments += ["--inbox", str(root / str(folder))]
    return arguments if parameters.get("posters", True) else [*arguments, "--no-posters"]


def add_user(
    name: str,
    *,
    role: Role = Role.EDITOR,
    shown: str = "",
    password_stdin: Yes = False,
    place: WorkDir = HERE,
) -> None:
    """Let somebody sign in to the desk. The password is asked for on the terminal.

    Example: `sishi user add lin --role approver --shown 林小满`
    """
    from services.accounts import NewUser
    from services.accounts import add_user as add

    with place.context() as context:
        user = add(context, NewUser(name, role, _password(from_stdin=password_stdin), shown), actor=ACTOR)
    say(Message("cli_user.added", name=user.name, role=label(user.role)))


def list_users(*, place: WorkDir = HERE, as_json: AsJson = False) -> None:
    """List who may sign in, and by which role.

    Example: `sishi user list --json`
    """
    with place.open().open_store(reading=True) as store:
        users = store.accounts.users()
    if as_json:
        print_json(
            [{"name": u.name, "shown": u.display_name, "role": u.role, "disabled": u.disabled} for u in users]
        )
        return
    rows = [
        (u.name, u.display_name, u.role, Message("cli_user.disabled") if u.disabled else "") for u in users
    ]
    print_table(("name", "shown", "role", "disabled"), rows)


def disable_user(
    name: str,
    *,
    enable: Yes = False,
    place: WorkDir = HERE,
) -> None:
    """Keep somebody out, and end their sessions; or let them in again.

    Example: `sishi user disable lin`
    """
    from services.accounts import change_user

    with place.context() as context:
        change_user(context, name, actor=ACTOR, disabled=not enable)
    say(Message("cli_user.enabled" if enable else "cli_user.out", name=name))


def set_password(name: str, *, password_stdin: Yes = False, place: WorkDir = HERE) -> None:
    """Give somebody a new password; they are signed out everywhere.

    Example: `sishi user password lin`
    """
    from services.accounts import set_password as put

    with place.context() as context:
        put(context, name, _password(from_stdin=password_stdin), actor=ACTOR)
    say(Message("cli_user.new_password", name=name))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongInput(Message("cli_user.no_terminal"))
    password = getpass.getpass(text_of(Message("cli_user.password")))
    if getpass.getpass(text_of(Message("cli_user.again"))) != password:
        raise WrongInput(Message("cli_user.differ"))
    return password
