"""Places in calls: keywords, arguments, rows of parametrized tests."""

from dataclasses import replace

from tree_sitter import Node

from ...facts import apis
from ...facts.apis import Call, Confidence, says_status
from ...facts.contexts import Context
from ...project.view import Project
from ...syntax.source import Source, field, named_child
from ..enclosing import (
    FUNCTIONS,
    call_around,
    called_method,
    called_word,
    enclosing,
    enclosing_test,
    handled_method,
    last_client_call,
    string_of,
)
from ..signatures import has_status_codes, is_about_http, packages, signature
from .place import Place, holder_of, place_beside, place_by_name

_OUTSIDE_ROWS = ("block", "module", "dictionary")
LONGEST_ROW = 50  # values in a row of a table; longer rows are data


def of_keyword(source: Source, keyword: Node, child: Node, project: Project) -> Place | None:
    name, call = keyword.child_by_field_name("name"), call_around(keyword)
    if name is None or call is None or keyword.child_by_field_name("value") != child:
        return None
    word = source.text_of(name)
    found = signature(source, call, project)
    row = found.call
    if row is not None and word == row.keyword:
        sure = "certain" if says_status(word) == "certain" else found.confidence
        return _call_place(source, call, row, sure)
    if row is not None and row.kind == "websocket":
        return None
    if word == "code":
        return _code_of_error(source, call)
    named = place_by_name(source, word, "call_other", call)
    if named is None or (named.kind == "http" and named.confidence == "certain"):
        return _call_place(source, call, None, "certain") if named is not None else None
    return replace(_call_place(source, call, None, "likely"), kind=named.kind)


def of_argument(source: Source, arguments: Node, child: Node, project: Project) -> Place | None:
    call = arguments.parent
    if call is None or call.type != "call":
        return None
    index = _index_of(arguments, child)
    if index is None:
        return None
    found = signature(source, call, project)
    if found.call is not None:
        is_taken = found.call.index == index
        return _call_place(source, call, found.call, found.confidence) if is_taken else None
    return _special_call(source, call, arguments, index, child)


def place_in_column(source: Source, row: Node, index: int | None) -> Place | None:
    """The place of a value in the rows of `@pytest.mark.parametrize("path, status", [("/", 404)])`.
    Without an index, the value is a row of its own, as with a single name.
    """
    call = enclosing(row, "call", stop=_OUTSIDE_ROWS)
    while call is not None and called_word(source, call) != "parametrize":
        call = enclosing(call.parent, "call", stop=_OUTSIDE_ROWS) if call.parent else None
    first = named_child(field(call, "arguments"), 0)
    if first is None:
        return None
    if first.type in ("tuple", "list"):
        names = [string_of(source, n) or "" for n in first.named_children]
    else:
        names = [name.strip() for name in (string_of(source, first) or "").split(",")]
    if len(names) == 1:
        index = 0
    name = names[index] if index is not None and index < len(names) else ""
    confidence = says_status(name) or ("likely" if name == "code" else None)
    return Place("parametrize", "http", None, confidence) if confidence else None


def _special_call(
    source: Source, call: Node, arguments: Node, index: int, child: Node
) -> Place | None:
    """Calls that take a status depending on their other arguments."""
    word = called_word(source, call)
    others = [n for n in arguments.named_children if n.type != "comment" and n != child]
    if word in apis.EQUALITY_ASSERTIONS and others:
        return place_beside(source, call, others[0]) if index < 2 else None
    if word in apis.FLUENT_ASSERTIONS and index == 0:
        return place_beside(source, call, _subject(call))
    if word in apis.LOOKUPS and index == len(others) and others:
        receiver = holder_of(source, field(call, "function", "object"))
        key = string_of(source, others[-1]) or receiver or ""
        if key == "code" and not packages(source).isdisjoint(apis.CODE_IS_STATUS):
            return Place("define", "http", handled_method(source, call), "likely")
        return place_by_name(source, key, "define", call)
    answers = apis.ANSWERS.search(word) is not None and index < 4 and is_about_http(source)
    if answers or apis.STATUS_ASSERTION.match(word) or says_status(word) == "certain":
        return _call_place(source, call, None, "likely")
    if word == "param":  # pytest.param is a tuple of its arguments
        return place_in_column(source, call, index)
    return None


def _subject(call: Node) -> Node | None:
    """`response.code` in the fluent assertion `expect(response.code).to_equal(200)`."""
    value = field(call, "function", "object")
    is_call = value is not None and value.type == "call"
    return named_child(field(value, "arguments"), 0) if is_call else None


def _code_of_error(source: Source, call: Node) -> Place | None:
    """The place of `code=` of an exception, unless its library has codes of its own."""
    word = called_word(source, call)
    if apis.OTHER_PROTOCOL.search(word):
        return None
    is_error = word.endswith(("Error", "Exception")) and has_status_codes(source)
    if not is_error and not (word == "Status" and is_about_http(source)):
        return None
    return _call_place(source, call, None, "likely")


def _index_of(arguments: Node, child: Node) -> int | None:
    """The positional index of an argument; None after a splat or a keyword, or in a long list."""
    if arguments.named_child_count > LONGEST_ROW:
        return None
    before = [n for n in arguments.named_children if n.end_byte <= child.start_byte]
    if any(n.type in ("list_splat", "dictionary_splat", "keyword_argument") for n in before):
        return None
    return sum(n.type != "comment" for n in before)


def _call_place(source: Source, call: Node, row: Call | None, confidence: Confidence) -> Place:
    """The place of the status that `call` takes."""
    if row is not None and row.kind == "websocket":
        return Place(row.context, "websocket", None, confidence)
    context: Context
    if call.parent is not None and call.parent.type == "decorator":
        method = called_method(source, call)
        return Place("deco" if method else "deco_other", "http", method, confidence)
    test = enclosing_test(source, call)
    if test is not None and not (row is not None and row.context == "assert"):
        context = "test_exc" if row is not None and row.context == "raise" else "test_call"
        return Place(context, "http", last_client_call(source, test, call), confidence)
    context = row.context if row is not None else "call_other"
    if enclosing(call, "raise_statement", stop=FUNCTIONS) is not None:
        context = "raise"
    return Place(context, "http", handled_method(source, call), confidence)
