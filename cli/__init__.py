"""`sishi`: the one place where all houses meet and are wired.

app        the commands by name; each is imported when it is called
language   which language a command speaks: --lang, else the workspace's, else the machine's
spoken     commands whose help is in the catalogues; page and misuse draw help and wrong use
common     what commands share: the workspace, results on stdout, progress on stderr, exit codes
setup      init, db, doctor
night      run, up, status
library    group, member, product, story: list, import, export
curation   shortlist, explain, quarantine
posts      queue: list, show, export
poster     poster: render
completion completion for the shell

Exit codes: 0 all well, 1 some items failed and are listed, 2 wrong use or wrong input, said in one sentence.
"""

from cli.app import main

__all__ = ["main"]
