"""`sishi` in this process."""

import shlex
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

from cli.app import main


@dataclass(frozen=True)
class Outcome:
    """What a command answered: its exit code, stdout and stderr."""

    command: str
    code: int
    out: str
    err: str

    def as_text(self) -> str:
        """All of it, as it stands on a terminal."""
        errors = f"[stderr]\n{self.err}" if self.err else ""
        return f"$ sishi {self.command}\n{self.out}{errors}[exit code {self.code}]\n"


def sishi(command: str) -> Outcome:
    """Run a command, quoted as in a shell."""
    out, err, code = StringIO(), StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(shlex.split(command))
        except SystemExit as left:
            code = int(left.code or 0)
    return Outcome(command, code, out.getvalue(), err.getvalue())
