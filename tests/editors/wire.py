"""Every message between an editor and the server, written down on its way.

    python wire.py LOG -- statuslens serve

is put in the place of the server; `Wire(LOG)` reads what was said. Each line of LOG is one message:
`{"from": "client", "message": {...}}`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TextIO

Message = dict[str, Any]


class Wire:
    """What has been said so far, over all the times that the server was started."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def said(self, who: str, method: str | None = None) -> list[Message]:
        """The messages of the `client` or the `server`, all or those of one method."""
        text = self.log.read_text("utf-8") if self.log.exists() else ""
        lines = [json.loads(line) for line in text.splitlines(keepends=True) if line[-1] == "\n"]
        messages = [line["message"] for line in lines if line["from"] == who]
        return [one for one in messages if method is None or one.get("method") == method]

    def answers(self, method: str) -> list[Any]:
        """The results of the client's requests of a method that have been answered."""
        asked = {one["id"] for one in self.said("client", method) if "id" in one}
        replies = (one for one in self.said("server") if "method" not in one)
        return [one.get("result") for one in replies if one.get("id") in asked]

    def process_ids(self) -> list[int]:
        """The servers that were started, the last one last."""
        file = self.log.with_suffix(".pids")
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def kill_server(self) -> None:
        """Kill the server that was started last."""
        os.kill(self.process_ids()[-1], signal.SIGKILL)

    def wait_started(self, times: int) -> None:
        """Wait until a server has been started so many times."""
        self.wait(lambda wire: len(wire.process_ids()) == times)

    def wait_told(self, method: str, times: int = 1) -> None:
        """Wait until the client has sent so many of such notifications."""
        self.wait(lambda wire: len(wire.said("client", method)) >= times)

    def wait_all_answered(self, method: str) -> None:
        """Wait until no request of that method is open."""
        self.wait(lambda wire: len(wire.said("client", method)) == len(wire.answers(method)))

    def wait_answered(self, method: str) -> None:
        """Wait until the server has answered a request."""
        self.wait(lambda wire: bool(wire.answers(method)))

    def wait(self, condition: Callable[[Wire], bool], seconds: float = 30.0) -> None:
        """Wait until something has been said."""
        end = time.monotonic() + seconds
        while not condition(self):
            if time.monotonic() > end:
                methods = [one.get("method") for one in self.said("client")]
                raise AssertionError(f"not said within {seconds:g} s; the client said {methods}")
            time.sleep(0.05)


ClientRecord = Callable[[str, Wire], None]  # what `conftest.client_record` is


def main(log: Path, command: list[str]) -> None:
    """Run the server, and pass on what is said."""
    with (
        log.open("a", encoding="utf-8", buffering=1) as file,
        log.with_suffix(".stderr").open("ab") as errors,
        log.with_suffix(".pids").open("a", buffering=1) as pids,
    ):
        server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        pids.write(f"{server.pid}\n")
        assert server.stdin is not None
        assert server.stdout is not None
        to_server = (sys.stdin.buffer, server.stdin, "client", file)
        threading.Thread(target=_pass_on, args=to_server, daemon=True).start()
        _pass_on(server.stdout, sys.stdout.buffer, "server", file)
        code = server.wait()
    if code < 0:
        os.kill(os.getpid(), -code)  # the editor is to see how the server ended
    os._exit(code)  # the other thread may hold standard input's lock


def _pass_on(source: IO[bytes], to: IO[bytes], who: str, log: TextIO) -> None:
    try:
        while (body := read_message(source)) is not None:
            line = json.dumps({"from": who, "message": json.loads(body)}, ensure_ascii=False)
            log.write(line + "\n")
            to.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            to.flush()
    except (OSError, ValueError):
        pass  # one of the two has gone
    finally:
        if who == "client":
            to.close()


def read_message(source: IO[bytes]) -> bytes | None:
    """The body of the next message, None at the end."""
    length = 0
    while line := source.readline():
        if line.strip() == b"":
            body = source.read(length)
            return body if len(body) == length else None
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[sys.argv.index("--") + 1 :])
