"""An unused `# statuslens: ignore` comment.

## Why is this bad?

The comment was left behind when the code changed, and would hide the next finding on its line.

## Example

Bad:

    def first(numbers):
        return numbers[404]  # statuslens: ignore[magic-status] it is an index

Good:

    def first(numbers):
        return numbers[404]

## What is reported

A comment is used if it suppresses a finding, even of a rule that is disabled, by `style` or
`ignore` for example, because the rule could be enabled again.

## Fix safety

The fix removes the comment together with the reason after it, and leaves other comments on the line
alone.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ...edits.text_edits import Replacement
from ...semantic.enclosing import ancestors
from ...syntax.source import Edit, Source, Span, per_source
from .finding import Finding, Rule

NAME = "unused-ignore"

_IGNORE = re.compile(rb"#\s*statuslens:\s*ignore(?:\[([\w\s,-]*)\])?")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that silences `rules` (None: all); `directive` is its part from `# statuslens`."""

    line: int
    rules: tuple[str, ...] | None
    span: Span
    directive: Span

    def silences(self, rule: str) -> bool:
        """Whether it silences the rule; without names, every rule except the one about comments."""
        return rule in self.rules if self.rules is not None else rule != NAME


@per_source
def comments(source: Source) -> tuple[Comment, ...]:
    """Every such comment of the file."""
    found = []
    for match in _IGNORE.finditer(source.data):
        node = source.node_at(Span(*match.span()))
        if node.type == "comment":
            names = match[1].decode().split(",") if match[1] is not None else None
            rules = tuple(map(str.strip, names)) if names is not None else None
            line = source.line_at(match.start())
            line_end = source.line_span(line).end  # the node of a comment has the \r of \r\n, too
            whole = Span(node.start_byte, line_end)
            following = source.data.find(b"#", match.end(), line_end)
            directive = Span(match.start(), following if following != -1 else line_end)
            found.append(Comment(line, rules, whole, directive))
    return tuple(found)


def is_silenced(source: Source, finding: Finding, comments: Iterable[Comment]) -> bool:
    """Whether one of the comments silences the finding."""
    line = source.line_at(finding.span.start)
    return any(c.line == line and c.silences(finding.rule) for c in comments)


def ignore(source: Source, finding: Finding) -> tuple[Edit, ...]:
    """The edit that silences a finding by a comment on its line; none if that is impossible."""
    line = source.line_at(finding.span.start)
    end = source.line_span(line).end
    for comment in comments(source):
        if comment.line == line and comment.rules is not None:
            bracket = source.data.index(b"]", comment.directive.start)
            return (Edit(Span(bracket, bracket), f", {finding.rule}"),)
    if source.data[:end].endswith(b"\\") or _is_in_string(source, end):
        return ()
    return (Edit(Span(end, end), f"  # statuslens: ignore[{finding.rule}]"),)


def unused(source: Source, found: Collection[tuple[int, str]]) -> Iterator[Finding]:
    """Findings for the comments that silence none of `found`: line and rule of every finding."""
    for comment in comments(source):
        silenced = {rule for line, rule in found if line == comment.line} | {NAME}
        if any(map(comment.silences, silenced)):
            continue
        replacement = Replacement(_removed(source, comment), "")
        message = "Unused `statuslens: ignore` comment"
        yield Finding(NAME, 0, comment.directive, message, "Remove unused comment", replacement)


def _removed(source: Source, comment: Comment) -> Span:
    """The comment with the space before it, and with its line if nothing else is on it."""
    start, end = comment.directive.start, comment.directive.end
    if end < comment.span.end:
        return Span(start, end)  # another comment follows
    line = source.line_span(comment.line)
    while start > line.start and source.data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    if start == line.start and comment.line > 0:
        # From the line break above it: an import may be inserted at the one below.
        start = source.line_span(comment.line - 1).end
    return Span(start, end)


def _is_in_string(source: Source, offset: int) -> bool:
    nodes = ancestors(source.node_at(Span(offset, offset)))
    strings = (node for node in nodes if node.type == "string" and node.start_byte < offset)
    string = next(strings, None)
    return string is not None and offset < string.end_byte


RULE = Rule(NAME, "warning", __doc__ or "", None, tag="unnecessary")  # the package reports it
