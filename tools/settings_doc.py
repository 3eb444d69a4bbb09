"""Writes docs/settings.md from the settings themselves: `python tools/settings_doc.py > docs/settings.md`."""

from typing import Any

from pydantic import BaseModel

from content.settings import Settings


def main() -> None:
    print("# 设置 / Settings\n")
    print("工作区的 `sishi.toml` 里每一项都可省略；下表是全部。每项的名字是 `[节].名`。\n")
    print("Everything in a workspace's `sishi.toml` may be left out. These are all there is.\n")
    print("| setting | default | what it says |\n|---|---|---|")
    for name, field in knobs(Settings):
        print(f"| `{name}` | `{shown(field.default)}` | {field.description} |")


def knobs(section: type[BaseModel], path: str = "") -> list[tuple[str, Any]]:
    listed = []
    for name, field in section.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            listed += knobs(inner, f"{path}{name}.")
        else:
            listed.append((f"{path}{name}", field))
    return listed


def shown(value: object) -> str:
    return str([str(item) for item in value]) if isinstance(value, list) else repr(value)


if __name__ == "__main__":
    main()
