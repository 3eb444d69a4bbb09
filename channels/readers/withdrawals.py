"""What apps put in the place of a message that its sender took back, in their users' languages.

WhatsApp writes it into the export; the app's language decides the words, the version the full stop.
"""

import re
import unicodedata

WORDINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "This message was deleted",
        "You deleted this message",
        "This message has been deleted",
        "Message deleted",
        "Deleted message",
        "This message was unsent",
    ),
    "zh-Hans": (
        "此消息已删除",
        "此消息已被删除",
        "该消息已删除",
        "该消息已被删除",
        "这条消息已删除",
        "这条消息已被删除",
        "消息已删除",
        "消息已被删除",
        "你已删除此消息",
        "您已删除此消息",
        "你删除了此消息",
        "您删除了此消息",
        "你删除了这条消息",
        "您删除了这条消息",
        "你已删除这条消息",
        "您已删除这条消息",
        "此消息已撤回",
        "此消息已被撤回",
        "消息已撤回",
        "你撤回了一条消息",
        "您撤回了一条消息",
    ),
    "zh-Hant": (
        "此訊息已刪除",
        "此訊息已被刪除",
        "此訊息已遭刪除",
        "這則訊息已刪除",
        "這則訊息已被刪除",
        "這個訊息已被刪除",
        "訊息已刪除",
        "你已刪除此訊息",
        "您已刪除此訊息",
        "你刪除了此訊息",
        "您刪除了此訊息",
        "你已刪除這則訊息",
        "您已刪除這則訊息",
        "你刪除了這則訊息",
        "您刪除了這則訊息",
        "此訊息已收回",
        "訊息已收回",
        "已收回訊息",
    ),
    "ja": ("このメッセージは削除されました", "このメッセージを削除しました", "メッセージは削除されました"),
    "ko": (
        "삭제된 메시지입니다",
        "이 메시지는 삭제되었습니다",
        "메시지가 삭제되었습니다",
        "이 메시지를 삭제했습니다",
        "메시지를 삭제했습니다",
    ),
    "de": ("Diese Nachricht wurde gelöscht", "Du hast diese Nachricht gelöscht", "Nachricht gelöscht"),
    "es": (
        "Se eliminó este mensaje",
        "Este mensaje fue eliminado",
        "Este mensaje se eliminó",
        "Eliminaste este mensaje",
        "Este mensaje ha sido eliminado",
        "Has eliminado este mensaje",
    ),
    "fr": ("Ce message a été supprimé", "Vous avez supprimé ce message", "Tu as supprimé ce message"),
    "it": ("Questo messaggio è stato eliminato", "Hai eliminato questo messaggio"),
    "pt": (
        "Esta mensagem foi apagada",
        "Mensagem apagada",
        "Você apagou esta mensagem",
        "Apagou esta mensagem",
        "Esta mensagem foi eliminada",
        "Eliminou esta mensagem",
    ),
    "nl": (
        "Dit bericht is verwijderd",
        "Dit bericht werd verwijderd",
        "Je hebt dit bericht verwijderd",
        "U hebt dit bericht verwijderd",
    ),
    "ru": (
        "Данное сообщение удалено",
        "Это сообщение удалено",
        "Сообщение удалено",
        "Вы удалили данное сообщение",
        "Вы удалили это сообщение",
    ),
    "uk": ("Це повідомлення видалено", "Це повідомлення було видалено", "Ви видалили це повідомлення"),
    "tr": ("Bu mesaj silindi", "Bu mesajı sildiniz"),
    "ar": ("تم حذف هذه الرسالة", "لقد حذفت هذه الرسالة", "حذفت هذه الرسالة"),
    "he": ("הודעה זו נמחקה", "מחקת הודעה זו"),
    "hi": ("यह संदेश हटा दिया गया", "यह मैसेज डिलीट कर दिया गया", "आपने यह मैसेज डिलीट कर दिया"),
    "id": (
        "Pesan ini telah dihapus",
        "Pesan ini dihapus",
        "Anda telah menghapus pesan ini",
        "Anda menghapus pesan ini",
    ),
    "ms": ("Mesej ini telah dipadam", "Mesej ini telah dipadamkan", "Anda telah memadam mesej ini"),
    "vi": (
        "Tin nhắn này đã bị xóa",
        "Tin nhắn này đã bị xoá",
        "Bạn đã xóa tin nhắn này",
        "Bạn đã xoá tin nhắn này",
    ),
    "th": ("ข้อความนี้ถูกลบแล้ว", "ข้อความนี้ถูกลบ", "คุณลบข้อความนี้แล้ว", "คุณลบข้อความนี้"),
    "pl": ("Ta wiadomość została usunięta", "Ta wiadomość została skasowana", "Usunięto tę wiadomość"),
    "cs": ("Tato zpráva byla smazána", "Tato zpráva byla odstraněna", "Smazali jste tuto zprávu"),
    "hu": ("Ezt az üzenetet törölték", "Ez az üzenet törölve lett", "Törölted ezt az üzenetet"),
    "ro": ("Acest mesaj a fost șters", "Ai șters acest mesaj"),
    "el": ("Αυτό το μήνυμα διαγράφηκε", "Διαγράψατε αυτό το μήνυμα"),
    "sv": ("Det här meddelandet raderades", "Detta meddelande raderades", "Du raderade det här meddelandet"),
    "da": ("Denne besked blev slettet", "Du slettede denne besked"),
    "nb": ("Denne meldingen ble slettet", "Du slettet denne meldingen"),
    "fi": ("Tämä viesti poistettiin", "Viesti poistettiin", "Poistit tämän viestin"),
    "ca": ("S'ha eliminat aquest missatge", "Has eliminat aquest missatge"),
}
BY_ADMIN = re.compile(  # of a group, who takes back the message of a member
    r"this message was deleted by (?:an? )?admin\b.{0,80}|you deleted this message as admin"
    r"|(?:此|该|這則|这条)?(?:消息|訊息|讯息)已?(?:被|由|遭)?(?:群组|群組)?管理[员員].{0,80}(?:删除|刪除)"
    r"|(?:群组|群組)?管理[员員].{0,80}(?:删除|刪除)了?(?:此|该|這則|这条)(?:消息|訊息|讯息)"
)
RECALLED = re.compile(  # WeChat's and QQ's notices, which stand where the message was
    r"[“”\"「『']?(?P<name>.{1,60}?)[“”\"」』']?\s*"
    r"(?:撤回了?(?:.{1,60}的)?(?:一条|1条)?消息|(?:撤回|收回)了?一[條则則]?訊息|(?:has )?recalled a message)",
    re.IGNORECASE,
)
_ENDS = " \t\r\n.。．｡!！…।۔\u00a0\u202f"
_MARKS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufe0f🚫⊘🛇]")


def is_withdrawal(text: str) -> bool:
    """Whether the text is the note that stands where a message was taken back, and nothing else."""
    if len(text) > LONGEST or (text[:1] not in _BEGINNINGS and text[:1].isprintable()):
        return False
    folded = _folded(text)
    return folded in _WORDINGS or bool(BY_ADMIN.fullmatch(folded))


def recalled_by(text: str) -> str | None:
    """Who a notice says recalled a message, by name (你, You: the exporter); None for any other text."""
    match = RECALLED.fullmatch(_MARKS.sub("", text).strip(_ENDS))
    return match["name"] if match else None


def _folded(text: str) -> str:
    composed = unicodedata.normalize("NFC", _MARKS.sub("", text)).replace("\u2019", "'")
    return composed.strip(_ENDS).casefold()


LONGEST = 200  # characters of such a note, with the name of an admin
_WORDINGS = frozenset(_folded(wording) for wordings in WORDINGS.values() for wording in wordings)
_BEGINNINGS = frozenset(
    {sign for words in _WORDINGS for sign in (words[0], words[0].upper())} | set("此该這这群管讯🚫⊘🛇\ufe0f ")
)
