"""Kate 26.08 without a screen: it starts the server of `editors/kate`, and shows what it says."""

from __future__ import annotations

import os
import shutil
import subprocess

from editors.pages import ROOT, page
from editors.shop import Shop, Unpacked
from editors.wire import ClientRecord


def test_it_asks_and_is_told(unpacked: Unpacked, shop: Shop, client_record: ClientRecord) -> None:
    root = unpacked("sid", "kate")
    configuration = shop.home / ".config"
    (configuration / "kate" / "lspclient").mkdir(parents=True)
    shutil.copy(ROOT / "editors" / "kate" / "settings.json", configuration / "kate" / "lspclient")
    # The question whether the command may be started is answered before.
    (configuration / "katerc").write_text(
        "[General]\nShow welcome view for new window=false\n"
        "[Kate Plugins]\nlspclientplugin=true\n"
        "[lspclient]\nInlayHints=true\n"
        f"AllowedServerCommandLines={shop.programs}/statuslens serve\n"
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
        shop.wire.wait_answered("textDocument/inlayHint")
        shop.wire.wait(lambda wire: bool(wire.said("server", "textDocument/publishDiagnostics")))
    finally:
        kate.kill()
        kate.wait()
    client_record("kate-26.08", shop.wire)
    (told, *_) = shop.wire.said("server", "textDocument/publishDiagnostics")
    assert len(told["params"]["diagnostics"]) == 2
    hints = [hint["label"] for hint in shop.wire.answers("textDocument/inlayHint")[-1]]
    assert hints == ["OK", "Not Found"]


def test_what_it_says_without_the_command(unpacked: Unpacked) -> None:
    """No screen shows it here, but it is one of the plugin's texts."""
    (plugin,) = unpacked("sid", "kate").rglob("lspclientplugin.so")
    said = "Failed to find server binary"
    assert said.encode() in plugin.read_bytes()
    assert said in page("kate")
