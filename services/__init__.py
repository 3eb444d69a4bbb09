"""Use cases, each written once: what the command line, the desk and the night do alike is one function here,
with the workspace, the moment and the person handed in."""
