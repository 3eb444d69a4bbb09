"""What each reason of a refusal means and how to fix it.

A refusal's `why` says what is wrong with this one item; these messages say it of the kind.
"""

from content.model import Message

MAY_BE_UNFINISHED = frozenset(
    {
        "bad_archive",
        "bad_export",
        "bad_index",
        "bad_message",
        "bad_row",
        "bad_sidecar",
        "media_missing",
        "unknown_shape",
        "unreadable",
    }
)  # refusals that a file still being written may meet
LOOKED_AT_EACH_TIME = frozenset(
    {"unknown_group", "no_access", "disk_full", "which_group", "which_member"}
)  # mended without touching a file

REASONS = frozenset(
    {
        "bad_archive",
        "bad_export",
        "bad_index",
        "bad_message",
        "bad_row",
        "bad_sidecar",
        "dates_open",
        "disk_full",
        "encrypted",
        "erased",
        "gone",
        "hidden_rows",
        "id_taken",
        "link",
        "media_missing",
        "name_cleaned",
        "no_access",
        "no_group",
        "not_a_file",
        "perhaps_withdrawn",
        "saved_by_spreadsheet",
        "several_chats",
        "sheet_skipped",
        "text_cut",
        "too_hard",
        "too_large",
        "too_many_pixels",
        "unknown_field",
        "unknown_group",
        "unknown_shape",
        "unreadable",
        "which_group",
        "which_member",
    }
)


def message_of(reason: str) -> Message:
    """What the reason means, and how to fix it. One of another program stands for itself."""
    return Message(f"gather.{reason}") if reason in REASONS else Message("gather.other", reason=reason)
