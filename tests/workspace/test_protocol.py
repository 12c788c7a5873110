"""Jobs and rows are the same after their way from one process to another."""

from __future__ import annotations

import pytest

from statuslens.workspace.protocol import (
    FileRow,
    Finished,
    Job,
    Progress,
    ReadPaths,
    ReadText,
    Row,
    ScanFolders,
    decode_job,
    decode_row,
    encode,
)
from workspace.scanning import use


@pytest.mark.parametrize(
    "message",
    [
        ScanFolders(1, ["/a"], ["b"]),
        ReadPaths(2, ["/a/ä.py"], ["/a"], []),
        ReadText(3, "/a/b.py", "x = 'ä'\n", ["/a"], []),
        FileRow(4, "/a/b.py", (use(404), use(409, 7)), more=True),
        FileRow(4, "/a/b.py", None),
        Progress(5, 1, 10),
        Finished(6, ["no"]),
    ],
)
def test_a_message_is_the_same_after_its_way(message: Job | Row) -> None:
    line = encode(message)
    assert line.index(b"\n") == len(line) - 1
    if isinstance(message, (ScanFolders, ReadPaths, ReadText)):
        assert decode_job(line) == message
        with pytest.raises(TypeError, match="is not a row"):
            decode_row(line)
    else:
        assert decode_row(line) == message
        with pytest.raises(TypeError, match="is not a job"):
            decode_job(line)
