"""The command that starts the process which reads."""

from __future__ import annotations

import sys
from pathlib import Path

from workspace.scanning import CODE, Process, scan, write


def test_nothing_of_the_folder_where_it_starts_is_imported(tmp_path: Path) -> None:
    names = "json statuslens multiprocessing concurrent threading tree_sitter sitecustomize"
    write(
        tmp_path, dict.fromkeys((f"{name}.py" for name in names.split()), "import no_such_module")
    )
    write(tmp_path, {f"m{n}.py": CODE.format(code=404) for n in range(700)})  # for two processes
    assert str(tmp_path) not in sys.path
    process = Process(tmp_path)
    with process.process:
        assert len(process.ask(scan(tmp_path))) == 700
        assert not process.problems
        assert process.process.stdin is not None
        process.process.stdin.close()
        assert process.process.wait(10) == 0
