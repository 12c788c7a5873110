"""The types of the protocol, imported faster."""

from __future__ import annotations

import subprocess
import sys


def test_types_that_are_imported_faster_show_themselves_as_before() -> None:
    def shown(before: str) -> str:
        code = (
            f"{before}\nfrom lsprotocol import types\n"
            "edit = types.TextEdit(types.Range(types.Position(1, 2), types.Position(1, 3)), 'é')\n"
            "print(edit, types.CompletionItem('OK', preselect=True), edit == edit)"
        )
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    faster = "from statuslens.lsp.fast_types import import_types\nimport_types()"
    assert shown(faster) == shown("")
