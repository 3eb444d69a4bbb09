"""Completion for the shell."""

from typing import Literal

from cli.app import build
from cli.common import put


def completion(shell: Literal["bash", "zsh", "fish"] = "bash") -> None:
    """Print what makes the shell complete commands and options; nothing is installed.

    Example: `sishi completion bash > ~/.local/share/bash-completion/completions/sishi`
    """
    put(build().generate_completion(prog_name="sishi", shell=shell))
