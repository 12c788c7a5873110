"""A freshly stocked shed for every test, and the people who come to it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient


@pytest.fixture
def app() -> FastAPI:
    from toolshed.app import create_app

    return create_app()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def librarian() -> dict[str, str]:
    return {"X-Member": "1"}


@pytest.fixture
def ben() -> dict[str, str]:
    return {"X-Member": "2"}


@pytest.fixture
def suspended() -> dict[str, str]:
    return {"X-Member": "3"}
