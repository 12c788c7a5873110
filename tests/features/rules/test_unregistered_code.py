"""Codes that no registry knows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from drawing import check
from features.rules.reports import reports_without_fix
from projects import ALONE, project_of
from statuslens.features import rules
from statuslens.project.settings import Settings
from statuslens.syntax.source import Source

UNREGISTERED = Settings(select=("unregistered-code",))


def test_codes_that_no_registry_knows() -> None:
    check(
        reports_without_fix(UNREGISTERED),
        """
        from fastapi import HTTPException
        from rest_framework import status

        raise HTTPException(499)
                            ▔▔▔ 499 is not registered with IANA. Used by: nginx: client closed the request (log only)
        raise HTTPException(477)
                            ▔▔▔ 477 is not registered with IANA: clients that do not know it treat it as 400
        assert response.status_code in (404, 418, 104, 520)
                                                       ▔▔▔ 520 is not registered with IANA. Used by: Cloudflare unknown error from web server
        x = Response(status=status.HTTP_509_BANDWIDTH_LIMIT_EXCEEDED)
        websocket.close(1016)
                        ▔▔▔▔ 1016 is not registered with IANA: it is reserved for the WebSocket protocol and its extensions
        websocket.close(3500)
        websocket.close(4001)
        response.status_code >= 599
        f(499)
        """,  # noqa: E501
    )


def test_a_constant_may_be_of_no_registry_too() -> None:
    name = "status.HTTP_509_BANDWIDTH_LIMIT_EXCEEDED"
    text = f"from rest_framework import status\nr.status_code == {name}"
    (finding,) = rules.check(Source(text), project_of(settings=UNREGISTERED))
    assert finding.message.startswith("509 is not registered with IANA. Used by: DRF")


def test_it_runs_only_where_it_is_selected() -> None:
    source = Source("f(status_code=499)")
    assert rules.check(source, project_of(source)) == ()
    assert [f.rule for f in rules.check(source, project_of(source, settings=UNREGISTERED))] == [
        "unregistered-code"
    ]
    ignored = Settings(select=UNREGISTERED.select, ignore_codes=frozenset({499}))
    assert rules.check(source, project_of(source, settings=ignored)) == ()


def test_a_comment_about_it_is_in_use_where_it_does_not_run() -> None:
    text = "f(status_code=499)  # statuslens: ignore[unregistered-code]\n"
    assert rules.check(Source(text), ALONE) == ()
    assert rules.check(Source(text), project_of(settings=UNREGISTERED)) == ()


@pytest.mark.end_to_end
def test_it_is_selected_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("f(status_code=499)\n")
    command = [sys.executable, "-m", "statuslens", "check", "--output-format", "json"]

    def found(*options: str) -> list[str]:
        done = subprocess.run(
            [*command, *options], cwd=tmp_path, capture_output=True, check=False, text=True
        )
        return [finding["rule"] for finding in json.loads(done.stdout)]

    assert found() == []
    assert found("--select", "unregistered-code") == ["unregistered-code"]
