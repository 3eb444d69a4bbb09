"""`python -m cli` is `sishi`."""

from cli.app import main

if __name__ == "__main__":
    main()
