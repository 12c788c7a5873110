"""An editor that cannot be had is named; where CI is set, it fails for those that have to run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from editors.conftest import CACHE
from editors.shop import Unpacked

NOWHERE = "no-such-suite"


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    yield
    for folder in CACHE.glob(f"{NOWHERE}-*"):
        shutil.rmtree(folder)


def outcome(unpacked: Unpacked, editor: str) -> type[BaseException]:
    """What a test ends with whose editor cannot be had."""
    with pytest.raises((pytest.skip.Exception, pytest.fail.Exception)) as ended:
        unpacked(NOWHERE, editor)
    assert f"{editor} of Debian {NOWHERE} cannot be had" in str(ended.value)
    return ended.type


@pytest.mark.parametrize("editor", ["neovim", "hx", "emacs-nox", "vim", "kate"])
def test_it_is_skipped_by_name(
    unpacked: Unpacked, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert outcome(unpacked, editor) is pytest.skip.Exception


@pytest.mark.parametrize("editor", ["neovim", "hx", "emacs-nox"])
def test_where_ci_is_set_it_fails(
    unpacked: Unpacked, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    monkeypatch.setenv("CI", "1")
    assert outcome(unpacked, editor) is pytest.fail.Exception
