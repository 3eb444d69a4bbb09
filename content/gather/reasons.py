"""What each reason of a refusal means and how to mend it, in both languages.

A refusal's `why` says in English what is wrong with this one item; these sentences say it of the kind.
"""

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
    {"unknown_group", "no_access", "disk_full", "which_member"}
)  # mended without touching a file

SENTENCES = {
    "bad_archive": (
        "压缩包或里面的这一项不能用。重新打包成普通的 zip（不加密、不套压缩包），再放进来。",
        "The archive, or this entry, cannot be used. Pack it again as a plain zip without password.",
    ),
    "bad_export": (
        "这份导出读不出来，多半没有导完整。重新导出一次，替换它。",
        "This export cannot be read; most likely it is cut off. Export it again and replace it.",
    ),
    "bad_index": (
        "表格读不出来。用 UTF-8 的 CSV 或 xlsx 重新保存。",
        "The table cannot be read. Save it again as CSV in UTF-8 or as xlsx.",
    ),
    "bad_message": (
        "导出里有一条消息坏了，其余的照收。一般不用管；要补就重新导出。",
        "One message of the export is broken; the others were taken. Export again if it matters.",
    ),
    "bad_row": (
        "表格里这一行有问题，其余的照收。按说明改好那一格，保存即可。",
        "This row of the table is wrong; the others were taken. Mend the cell that is named and save.",
    ),
    "bad_sidecar": (
        "照片旁边的说明文件有问题。按说明改好那一项，保存即可。",
        "The file of words beside the photo is wrong. Mend the field that is named and save.",
    ),
    "dates_open": (
        "日期分不清日和月，不敢猜。用 `sishi gather 文件 --dates dmy|mdy|ymd`，或在设置 inbox.dates 里写明。",
        "Day and month cannot be told apart. Say which with `sishi gather FILE --dates`, or in inbox.dates.",
    ),
    "disk_full": (
        "磁盘不够了，什么都没写坏。清出空间，再跑一次。",
        "The disk is too full; nothing was spoilt. Free some space and run again.",
    ),
    "erased": (
        "作者要求删除过，不再收。请把这份文件删掉。",
        "Its author asked to be erased, so it is not taken again. Delete the file.",
    ),
    "gone": ("刚才还在，现在没有了。再收一次。", "It was there and is no longer. Gather again."),
    "id_taken": (
        "这个编号已经是另一份来稿的了。给它一个自己的编号。",
        "Another submission has this id. Give this one an id of its own.",
    ),
    "link": (
        "这是一个链接，不跟。把文件本身放进来。",
        "It is a link, and links are not followed. Put the file itself here.",
    ),
    "media_missing": (
        "说到的图片不在旁边。把图补上，或连同媒体重新导出；补上后会自动再收。",
        "The picture it speaks of is not beside it. Add it, or export again with media.",
    ),
    "no_access": (
        "没有读它的权限。改好文件的权限，下次会自动再看。",
        "It may not be read. Mend the rights of the file; the next run looks again.",
    ),
    "no_group": (
        "不知道属于哪个群。放进群的文件夹，或用 --group 写明。",
        "Nothing says which group it is of. Move it into a group's folder, or say --group.",
    ),
    "not_a_file": (
        "这不是文件，是管道、套接字或设备，不碰。把文件本身放进来。",
        "It is no file but a named pipe, a socket or a device. Put the file itself here.",
    ),
    "several_chats": (
        "一份导出里有几个聊天。在设置 inbox.groups 里，或用 `--group 聊天编号=群`，逐个写明。",
        "The export holds several chats. Say each one's group in inbox.groups or with --group CHAT=ID.",
    ),
    "text_cut": (
        "照片收了，话太长，只收了前面的 10,000 个字；原文件没动。要换成短的，改好那一份再放进来。",
        "The photo was taken with the first 10,000 characters of its words; the file is as it was.",
    ),
    "too_hard": (
        "解码时崩溃或超时了两次，多半是坏文件。重新导出或另存为 JPEG。",
        "Decoding it crashed or took too long, twice. Export it again or save it as JPEG.",
    ),
    "too_large": (
        "文件超过 40 MB。缩小或另存为 JPEG 再放进来。",
        "The file has more than 40 MB. Make it smaller, or save it as JPEG.",
    ),
    "too_many_pixels": (
        "超过 8000 万像素。缩小后再放进来。",
        "It has more than 80 million pixels. Make it smaller.",
    ),
    "unknown_group": (
        "没有这个群。先导入群，或挪到已有的群的文件夹；导入后会自动收。",
        "There is no such group. Import it, or move the item to the folder of a known group.",
    ),
    "which_member": (
        "这个昵称在群里不止一个人有，不猜是谁。在旁边写上成员编号，保存即可；改了成员表也会自动再收。",
        "Several members of the group are called so. Write the member's id beside the name and save.",
    ),
    "unknown_shape": (
        "认不出这是什么。支持的来源见 docs/sources.md；知道是什么就用 `sishi gather 文件 --as 名称`。",
        "Nothing knows what this is. docs/sources.md lists what is supported; `--as NAME` says it.",
    ),
    "unreadable": (
        "图片坏了，读不出来。重新导出或重新保存，替换它。",
        "The picture is broken and cannot be read. Export or save it again and replace it.",
    ),
}


def said(reason: str, language: str) -> str:
    """In `language`: zh or en."""
    return zh(reason) if language == "zh" else en(reason)


def zh(reason: str) -> str:
    return SENTENCES[reason][0] if reason in SENTENCES else reason


def en(reason: str) -> str:
    return SENTENCES[reason][1] if reason in SENTENCES else reason
