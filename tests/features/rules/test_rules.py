"""Every rule's manual page: its bad example is reported, and its good one is the fix."""

from __future__ import annotations

import re
import textwrap

import pytest
from packaging.version import Version

from projects import project_of
from statuslens.edits.text_edits import applied
from statuslens.facts.vocabularies import vocabularies
from statuslens.features import rules
from statuslens.project.environment import Environment, Library
from statuslens.project.settings import RULES, Settings
from statuslens.syntax.source import Source


@pytest.mark.parametrize("rule", rules.RULES.values(), ids=lambda rule: rule.name)
def test_the_manual_of_a_rule_holds(rule: rules.Rule) -> None:
    """The bad example is reported, its fix is the good one, and that one is clean."""
    settings, environment = Settings(select=RULES), _environment(rule.manual)
    bad, good = (Source(_example(rule.manual, word)) for word in ("Bad", "Good"))
    found = rules.check(bad, project_of(bad, settings=settings, path="", environment=environment))
    assert {f.rule for f in found} == {rule.name}
    if any(f.replacement is not None for f in found):
        assert applied(bad, rules.fix(bad, found, project_of(bad))).text == good.text
    else:
        assert "There is no fix" in " ".join(rule.manual.split())
    assert (
        rules.check(good, project_of(good, settings=settings, path="", environment=environment))
        == ()
    )


def _environment(manual: str) -> Environment:
    """The project that a manual's examples are for: `The examples are for Starlette 0.48.`"""
    told = re.search(r"^The examples are for ([\w ]+) ([\d.]+)\.$", manual, re.MULTILINE)
    if told is None:
        return Environment()
    keys = {vocabulary.title: key for key, vocabulary in vocabularies().items()}
    return Environment({keys[told[1]]: Library(Version(told[2]))})


def _example(manual: str, word: str) -> str:
    lines = manual.partition(f"\n{word}:\n\n")[2].splitlines()
    end = next((n for n, line in enumerate(lines) if line and not line.startswith(" ")), len(lines))
    return textwrap.dedent("\n".join(lines[:end])).rstrip("\n") + "\n"
