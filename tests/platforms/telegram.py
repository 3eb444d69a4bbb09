"""A fake of Telegram's Bot API with one bot and one group."""

from typing import Any

from tests.platforms.server import Platform, ReceivedCall, Reply

CREDENTIAL = "1000000001:this-is-no-token-of-any-bot-at-all"
CHAT = "-1001234567890"


def refused(code: int, description: str, **parameters: object) -> Reply:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return Reply(code, {**body, "parameters": parameters} if parameters else body)


class FakeTelegram(Platform):
    """`accepted` has (method, fields) of each message that members see."""

    def answer(self, call: ReceivedCall) -> Reply:
        *_, bot, method = call.path.split("/")
        if bot != f"bot{CREDENTIAL}":
            return refused(401, "Unauthorized")
        is_form = call.headers["content-type"].startswith("multipart/")
        fields: dict[str, Any] = call.form | dict(call.files) if is_form else call.json
        problem = self._problem(method, fields)
        if problem:
            return refused(400, f"Bad Request: {problem}")
        self.accepted.append((method, fields))
        return Reply(200, {"ok": True, "result": {"message_id": len(self.accepted), "date": 1}})

    def _problem(self, method: str, fields: dict[str, Any]) -> str:
        if fields.get("chat_id") != CHAT:
            return "chat not found"
        match method:
            case "sendMessage":
                return "" if 1 <= _units(fields["text"]) <= 4_096 else "message is too long"
            case "sendPhoto":
                if not fields["photo"].content.startswith((b"\x89PNG", b"\xff\xd8")):
                    return "IMAGE_PROCESS_FAILED"
                return "" if _units(fields.get("caption", "")) <= 1_024 else "message caption is too long"
            case "sendPoll":
                return _problem_of_poll(fields)
        return "method not found"


def _problem_of_poll(fields: dict[str, Any]) -> str:
    options = [option["text"] for option in fields["options"]]
    if not 1 <= _units(fields["question"]) <= 300:
        return "poll question length must not exceed 300"
    if not 2 <= len(options) <= 12 or max(map(_units, options)) > 100:
        return "poll options length must not exceed 100"
    if fields["type"] != "quiz" or fields["correct_option_ids"][0] not in range(len(options)):
        return "invalid correct option ID specified"
    explanation = fields.get("explanation", "")
    return "explanation too long" if _units(explanation) > 200 or explanation.count("\n") > 2 else ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
