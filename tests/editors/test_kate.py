"""Kate 26.08 without a screen: it starts the server of `editors/kate`, and shows what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from editors.pages import ROOT, page
from editors.shop import Shop, Unpacked
from editors.wire import ClientRecord

SETTINGS = ROOT / "editors" / "kate" / "settings.json"


@contextmanager
def opened(unpacked: Unpacked, shop: Shop, settings: str, command: str) -> Iterator[None]:
    """Kate with the shop's file open, and a server that its user has allowed to start."""
    root = unpacked("sid", "kate")
    configuration = shop.home / ".config"
    (configuration / "kate" / "lspclient").mkdir(parents=True)
    (configuration / "kate" / "lspclient" / "settings.json").write_text(settings, "utf-8")
    # The question whether the command may be started is answered before.
    (configuration / "katerc").write_text(
        "[General]\nShow welcome view for new window=false\n"
        "[Kate Plugins]\nlspclientplugin=true\n"
        "[lspclient]\nInlayHints=true\n"
        f"AllowedServerCommandLines={shop.programs}/{command}\n"
    )
    (shop.home / "run").mkdir(mode=0o700)
    environment = {
        "HOME": str(shop.home),
        "PATH": shop.path,
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "QT_PLUGIN_PATH": str(root / "usr/lib" / f"{os.uname().machine}-linux-gnu" / "qt6/plugins"),
        "XDG_DATA_DIRS": str(root / "usr/share"),
        "XDG_CONFIG_HOME": str(configuration),
        "XDG_RUNTIME_DIR": str(shop.home / "run"),
    }
    program = [str(root / "usr/bin/kate"), "--startanon", shop.file.name]
    with (shop.home / "log").open("wb") as log:
        kate = subprocess.Popen(program, cwd=shop.folder, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        kate.kill()
        kate.wait()


def test_it_asks_and_is_told(unpacked: Unpacked, shop: Shop, client_record: ClientRecord) -> None:
    settings = SETTINGS.read_text("utf-8")
    with opened(unpacked, shop, settings, "statuslens serve"):
        shop.wire.wait_answered("textDocument/inlayHint")
        shop.wire.wait(lambda wire: bool(wire.said("server", "textDocument/publishDiagnostics")))
    client_record("kate-26.08", shop.wire)
    (told, *_) = shop.wire.said("server", "textDocument/publishDiagnostics")
    assert len(told["params"]["diagnostics"]) == 2
    hints = [hint["label"] for hint in shop.wire.answers("textDocument/inlayHint")[-1]]
    assert hints == ["OK", "Not Found"]


def test_beside_another_server(unpacked: Unpacked, shop: Shop, tools: Path) -> None:
    (line,) = re.findall(r'`("command": \[.*\])`', page("kate"))
    settings = SETTINGS.read_text("utf-8").replace('"command": ["statuslens", "serve"]', line)
    assert line in settings
    shop.install(tools / "rass")
    other = shop.record(tools / "pylsp")
    command = " ".join(json.loads(f"{{{line}}}")["command"])
    with opened(unpacked, shop, settings, command):
        shop.wire.wait_answered("textDocument/inlayHint")
        other.wait_told("textDocument/didOpen")


def test_what_it_says_without_the_command(unpacked: Unpacked) -> None:
    """No screen shows it here, but it is one of the plugin's texts."""
    (plugin,) = unpacked("sid", "kate").rglob("lspclientplugin.so")
    said = "Failed to find server binary"
    assert said.encode() in plugin.read_bytes()
    assert said in page("kate")
