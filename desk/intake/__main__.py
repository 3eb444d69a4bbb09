"""`python -m desk.intake --folder FOLDER`: what `sishi intake serve` becomes. It reads no settings."""

import argparse
import sys
from pathlib import Path

from desk.intake.server import PageServing, serve_page


def main() -> None:
    """Exit code 2 where the port is taken, or the folder may not be entered."""
    parser = argparse.ArgumentParser(prog="sishi intake serve")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4500)
    parser.add_argument("--public-host", action="append", default=[])
    parser.add_argument("--proxy", action="append", default=[])
    parser.add_argument("--user", default="")
    options = parser.parse_args()
    try:
        serve_page(
            PageServing(
                options.folder, options.host, options.port, options.public_host, options.proxy, options.user
            )
        )
    except (OSError, KeyError) as error:
        print(f"sishi: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
