"""The room of the brand: what it writes, what it refuses, and what it leaves alone."""

import io

import pytest
from PIL import Image
from starlette.testclient import TestClient

from content.brand import read_brand
from content.workspace import Workspace
from services.brand_kit import brand_file
from services.composing import current_telling

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def png(side: int = 60) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (side, side), (20, 90, 80, 255)).save(out, "PNG")
    return out.getvalue()


# -- the page -----------------------------------------------------------------------------------
def form(client: TestClient, workspace: Workspace, **changes: object) -> dict[str, object]:
    office = client.app.state.office  # type: ignore[attr-defined]
    file = brand_file(office)
    same = {"name": file.brand.name, "persona": file.brand.persona, "sign_off": file.brand.sign_off}
    return {"tried": "1", "seen": file.digest, **same} | changes


def test_the_kit_is_written_back_with_its_rights(client: TestClient, workspace: Workspace) -> None:
    file = workspace.root / "brand.toml"
    file.write_text(
        "# 我们的\n" + (file.read_text(encoding="utf-8") if file.exists() else ""), encoding="utf-8"
    )
    file.chmod(0o640)
    data = form(client, workspace, word_evening="答案来了", colour=["#F5D547"])
    answer = client.post("/brand", data=data, headers=SAME_SITE)
    assert answer.status_code == 303
    brand = read_brand(workspace.root)
    assert (brand.seals["evening"].word, brand.colours) == ("答案来了", ["#F5D547"])
    assert file.read_text(encoding="utf-8").startswith("# 我们的\n")
    assert file.stat().st_mode & 0o777 == 0o640
    page = client.get("/brand").text
    assert "#F5D547 直接当字只有" in page


def test_a_file_that_changed_meanwhile_is_not_overwritten(client: TestClient, workspace: Workspace) -> None:
    data = form(client, workspace, name="这里的")
    file = workspace.root / "brand.toml"
    file.write_text('name = "文件的"\n', encoding="utf-8")
    answer = client.post("/brand", data=data, headers=SAME_SITE)
    assert answer.status_code == 409
    assert "文件刚被改过" in answer.text
    assert read_brand(workspace.root).name == "文件的"
    again = client.post("/brand", data=form(client, workspace, name="这里的"), headers=SAME_SITE)
    assert again.status_code == 303
    assert read_brand(workspace.root).name == "这里的"


def test_what_cannot_be_is_said_and_not_written(client: TestClient, workspace: Workspace) -> None:
    before = read_brand(workspace.root)
    answer = client.post("/brand", data=form(client, workspace, link="javascript:1"), headers=SAME_SITE)
    assert answer.status_code == 422
    assert "link" in answer.text
    assert read_brand(workspace.root) == before


def test_the_wall_follows_what_is_typed(client: TestClient) -> None:
    part = client.get("/brand?tried=1&name=a&persona=b&colour=%23B5352A", headers={"X-Part": "1"}).text
    assert part.count("/brand/wall/") >= 1
    assert "字 1" in part
    assert "处没存" in part
    answer = client.get("/brand/wall/1.jpg?tried=1&name=a&persona=b&colour=%23B5352A")
    assert (answer.status_code, answer.content[:2]) == (200, b"\xff\xd8")


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"no picture", b""])
def test_a_logo_is_a_picture_or_nothing(client: TestClient, workspace: Workspace, data: bytes) -> None:
    files = {"file": ("logo.png", data)}
    client.post("/brand/logo", data={"which": "logo"}, files=files, headers=SAME_SITE)
    assert not (workspace.root / "logos").exists()


def test_a_logo_is_drawn_again_before_it_is_kept(client: TestClient, workspace: Workspace) -> None:
    files = {"file": ("../../x.png", png(900))}
    answer = client.post("/brand/logo", data={"which": "logo"}, files=files, headers=SAME_SITE)
    (file,) = (workspace.root / "logos").iterdir()
    with Image.open(file) as picture:
        assert (picture.size, picture.info) == ((720, 720), {})
    assert f"logo=logos%2F{file.name}" in answer.headers["location"]
    assert client.get(f"/brand/logos/{file.stem}.png").status_code == 200


# -- templates ----------------------------------------------------------------------------------
def test_the_last_template_of_a_slot_stays_on(client: TestClient, workspace: Workspace) -> None:
    office = client.app.state.office  # type: ignore[attr-defined]
    names = [name for name, item in current_telling(office).templates.items() if "afternoon" in item.slots]
    for name in names:
        client.post(f"/templates/{name}/switch", data={"slot": "afternoon", "on": "0"}, headers=SAME_SITE)
    with workspace.open_store(reading=True) as store:
        banned = {rule.template for rule in store.layout_rules.rules()}
    assert 0 < len(banned) < len(names)
    name = sorted(banned)[0]
    client.post(f"/templates/{name}/switch", data={"slot": "afternoon", "on": "1"}, headers=SAME_SITE)
    with workspace.open_store(reading=True) as store:
        assert name not in {rule.template for rule in store.layout_rules.rules()}
