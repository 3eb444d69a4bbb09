"""`python -m desk --workspace DIR`: the desk alone, as a process beside others."""

import argparse
import sys
from pathlib import Path

from content.errors import SishiError
from content.messages import render
from desk.server import HOST, MOST_PROCESSES, PORT, serve_desk


def main() -> int:
    """Serve until stopped; 2 with a sentence on stderr where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m desk", description=__doc__)
    parser.add_argument("--workspace", type=Path, default=Path())
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--processes", type=int, default=1, choices=range(1, MOST_PROCESSES + 1))
    parser.add_argument("--public-host", action="append", default=[])
    options = parser.parse_args()
    try:
        serve_desk(
            options.workspace,
            host=options.host,
            port=options.port,
            processes=options.processes,
            public_hosts=options.public_host,
            told=lambda where: print(render(where, "en"), file=sys.stderr, flush=True),
        )
    except SishiError as error:
        print(f"desk: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
