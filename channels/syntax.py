"""Errors of YAML in our words, as content.syntax has those of JSON and TOML."""

import yaml

from content.model import Message
from content.syntax import SyntaxFault, right_by

_YAML = {
    "mapping values are not allowed": "yaml_colon",
    "could not find expected ':'": "yaml_name",
    "did not find expected key": "yaml_indent",
    "did not find expected '-'": "yaml_indent",
    "did not find expected <": "yaml_indent",
    "block sequence entries": "yaml_indent",
    "did not find expected ','": "unclosed_bracket",
    "did not find expected node": "unclosed_bracket",
    "found unexpected end": "unclosed_quote",
    "found character that cannot start": "yaml_start",
    "found a tab": "yaml_start",
    "found undefined alias": "yaml_alias",
    "could not determine a constructor": "yaml_tag",
    "found unknown escape": "yaml_escape",
}


def yaml_fault(error: yaml.YAMLError, text: str) -> SyntaxFault:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return SyntaxFault(mark.line + 1, mark.column + 1, right_by(_YAML, error.problem or "", "yaml_other"))
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position].split("\n")
        return SyntaxFault(len(before), len(before[-1]) + 1, Message("syntax.yaml_character"))
    return SyntaxFault(1, 1, Message("syntax.yaml_other"))
