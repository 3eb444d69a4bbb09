"""Secrets are read at sending, from a file for its owner alone or from the environment, and shown nowhere."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import WrongInput
from content.messages import render
from content.model import Channel, ChannelKind
from content.publish.secrets import (
    FILE,
    MAIN_FIELD,
    fields_in,
    forget_secrets,
    keep_secrets,
    secrets_of,
)
from tests.properties import examples

ROBOT = Channel("robot", kind=ChannelKind.WECOM_ROBOT, secret_env="ROBOT_KEY")
KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"


def test_the_file_is_for_its_owner_alone_whoever_writes_it(tmp_path: Path) -> None:
    keep_secrets(tmp_path, "robot", {"key": KEY})
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    keep_secrets(tmp_path, "another", {"token": "t"})
    forget_secrets(tmp_path, "another")
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert secrets_of(tmp_path, ROBOT, {}) == {"key": KEY}


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o666, 0o602])
def test_a_file_open_to_others_is_not_read(tmp_path: Path, mode: int) -> None:
    keep_secrets(tmp_path, "robot", {"key": KEY})
    (tmp_path / FILE).chmod(mode)
    with pytest.raises(WrongInput) as error:
        secrets_of(tmp_path, ROBOT, {})
    assert error.value.message.code == "channel.secrets_open_to_others"
    assert KEY not in render(error.value.message, "en")


HOSTILE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"channels": []}',
    b'{"channels": {"robot": []}}',
    b'{"channels": {"robot": "key"}}',
    b'{"channels": null}',
    b'{"other": {}}',
    b"\xff\xfe\x00",
    b'{"channels": ' * 5_000,
    b'{"channels": {"robot": {"key": ' + b"9" * 6_000 + b"}}}",
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_broken_file_is_a_sentence_about_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(WrongInput) as error:
        secrets_of(tmp_path, ROBOT, {})
    assert FILE in render(error.value.message, "en")


TREES = st.recursive(
    st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
CHANNELS = st.dictionaries(st.sampled_from(["robot", "x"]), TREES).map(lambda tree: {"channels": tree})


@examples(60)
@given(st.binary(max_size=200) | (TREES | CHANNELS).map(lambda tree: json.dumps(tree).encode()))
def test_whatever_the_file_holds_it_is_secrets_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    (tmp_path / FILE).chmod(0o600)
    with suppress(WrongInput):
        assert all(isinstance(value, str) for value in secrets_of(tmp_path, ROBOT, {}).values())


def test_a_folder_in_its_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(WrongInput):
        secrets_of(tmp_path, ROBOT, {})


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    keep_secrets(tmp_path, "robot", {"key": "old", "more": "m"})
    assert secrets_of(tmp_path, ROBOT, {"ROBOT_KEY": f" {KEY}\n"}) == {"key": KEY, "more": "m"}
    assert secrets_of(tmp_path, ROBOT, {"ROBOT_KEY": " "}) == {"key": "old", "more": "m"}
    assert secrets_of(tmp_path, ROBOT, {"OTHER": KEY}) == {"key": "old", "more": "m"}


@pytest.mark.parametrize("kind", MAIN_FIELD)
def test_a_bare_value_is_the_kinds_main_secret(kind: ChannelKind) -> None:
    assert fields_in("s3cr3t", kind) == {MAIN_FIELD[kind]: "s3cr3t"}
    assert fields_in('{"a": "b", "c": 1}', kind) == {"a": "b", "c": "1"}


def test_a_robots_address_is_its_key_and_none_without() -> None:
    url = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&debug=1"
    assert fields_in(url, ChannelKind.WECOM_ROBOT) == {"key": KEY}
    with pytest.raises(WrongInput):
        fields_in("https://qyapi.weixin.qq.com/cgi-bin/webhook/send", ChannelKind.WECOM_ROBOT)


@pytest.mark.parametrize("value", ["{", '{"a"', "{" * 20_000, '{"a": [' + "[" * 50_000])
def test_broken_json_in_a_variable_says_so_without_quoting_it(value: str) -> None:
    with pytest.raises(WrongInput) as error:
        fields_in(value, ChannelKind.SLACK)
    assert value[:20] not in render(error.value.message, "en") or value == "{"


def test_an_address_that_is_none_is_a_sentence() -> None:
    with pytest.raises(WrongInput):
        fields_in("http://[::1?key=", ChannelKind.WECOM_ROBOT)
