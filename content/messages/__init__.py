"""Every sentence that a person reads, in Chinese and English (i18n).

A Message (content.model) is a code and parameters; it is what errors carry and tables store. `render` puts it
into the reader's language at the edge: in the command line, the desk, an export.

catalog    the texts of one language: gettext files locale/{zh,en}/AREA.po, whose msgid is the code
render     a Message in a language: {names} filled in, plurals, Messages within Messages, lists; or in both,
           as files and JSON have it

To add a message: write `Message("area.what_happened", name=value)` where it happens, and an entry with that
msgid in AREA.po of both languages. The English entry bears an example of its parameters as a comment in JSON:

    #. {"group": "g9"}
    msgid "group.unknown"
    msgstr "There is no group {group!r}; `sishi group list` shows those there are."

tests/messages walks all codes: each is in both languages, names the same parameters there as where it is
used, renders its example, and is used somewhere.
"""

from content.messages.catalog import LANGUAGES
from content.messages.render import in_both, in_each, render

__all__ = ["LANGUAGES", "in_both", "in_each", "render"]
