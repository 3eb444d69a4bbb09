"""A workspace after a night, and vaults to back it up into."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from content.backup.vault import Vault, open_vault
from content.workspace import open_workspace
from services.context import Context
from tests.in_this_process import InThisProcess
from tests.rights.conftest import sishi
from tests.store.conftest import postgres

__all__ = ["postgres", "sishi"]


@pytest.fixture
def context(told_village: Path, now: datetime) -> Iterator[Context]:
    workspace = open_workspace(told_village)
    yield Context(workspace, InThisProcess(1), lambda: now)
    workspace.database.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return open_vault(str(tmp_path / "vault"))


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    """The address of an S3 server on loopback."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
