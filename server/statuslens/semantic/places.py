"""Where a status is expected: the place of any expression, from the code around it.

Read from the inside out. An expression hands its place to its parts (`404 if gone else 200`), a
collection to its elements; what is around them, a call, a comparison, an assignment, decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from ..facts import apis
from ..facts.apis import Call, Confidence, says_status
from ..facts.catalogue import Kind
from ..syntax.source import Source, named_child
from .enclosing import (
    FUNCTIONS,
    call_around,
    called_method,
    called_word,
    enclosing,
    enclosing_test,
    handled_method,
    last_client_call,
    name_of,
    string_of,
)
from .signatures import (
    has_status_codes,
    is_about_http,
    is_about_websocket,
    looks_like_error,
    packages,
    signature,
    status_name,
)

_ROUTE = re.compile(r"\.(?:route|get|post|put|patch|delete|errorhandler|app_errorhandler)\b")
_LONGEST_ROW = 50  # values in a row of a table; longer ones are data
_CONSTANT = re.compile(r"(?:HTTP|WS)_\d{3}")  # it is named after its number: that is its definition
_TELLING = re.compile(r"^(?:\w+\.)*HTTP_\d{3}")
_ORDER = frozenset({"<", "<=", ">", ">="})
_MEMBERSHIP = frozenset({"in", "not in"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a status stands: what takes it (`context`, as in the frequency tables), for which HTTP
    method if that is known, which kind of code belongs there, and how sure we are.

    `order` marks `<` and its like: the number bounds a class and is no magic status. `either` says
    that a code of the other kind may stand there as well.
    """

    context: str
    kind: Kind = "http"
    method: str | None = None
    confidence: Confidence = "certain"
    order: bool = False
    either: bool = False


def place_of(source: Source, node: Node) -> Place | None:
    """The place `node`, any expression, stands in; None where no status is expected."""
    child, parent = _through_wrappers(source, node)
    if parent is None:
        return None
    read = _READERS.get(parent.type)
    return read(source, parent, child) if read is not None else None


def _through_wrappers(source: Source, node: Node) -> tuple[Node, Node | None]:
    """The outermost expression whose value `node` may be, and what it stands in."""
    child, parent = node, node.parent
    while parent is not None:
        if parent.type == "conditional_expression":
            if named_child(parent, 1) == child:
                return child, None  # the condition itself
        elif parent.type == "argument_list":
            call = parent.parent
            if call is None or not _converts(source, call, parent):
                break
            parent = call
        elif parent.type not in ("parenthesized_expression", "boolean_operator"):
            break
        child, parent = parent, parent.parent
    return child, parent


def _converts(source: Source, call: Node, arguments: Node) -> bool:
    """`int(HTTPStatus.OK)` is that status still."""
    return called_word(source, call) in apis.CONVERSIONS and arguments.named_child_count == 1


# Names that hold a status


def _named(source: Source, name: str, context: str, node: Node) -> Place | None:
    """The place of a value that something called `name` holds."""
    if apis.says_close_code(name):
        return Place(context, "websocket", confidence="likely")
    confidence = status_name(source, name)
    if confidence is None:
        return None
    if context == "define" and enclosing_test(source, node) is not None:
        context = "define_test"
    return Place(context, "http", handled_method(source, node), confidence)


# Calls


def _keyword(source: Source, keyword: Node, child: Node) -> Place | None:
    name, call = keyword.child_by_field_name("name"), call_around(keyword)
    if name is None or call is None or keyword.child_by_field_name("value") != child:
        return None
    word = source.text_of(name)
    row, confidence = signature(source, call)
    if row is not None and word == row.keyword:
        sure = "certain" if says_status(word) == "certain" else confidence
        return _call_place(source, call, row, sure)
    if row is not None and row.kind == "websocket":
        return None
    if word == "code":
        return _code_of_error(source, call)
    named = _named(source, word, "call_other", call)
    if named is None or (named.kind == "http" and named.confidence == "certain"):
        return _call_place(source, call, None, "certain") if named is not None else None
    return replace(_call_place(source, call, None, "likely"), kind=named.kind)


def _argument(source: Source, arguments: Node, child: Node) -> Place | None:
    call = arguments.parent
    if call is None or call.type != "call":
        return None
    index = _index_of(arguments, child)
    if index is None:
        return None
    row, confidence = signature(source, call)
    if row is not None:
        return _call_place(source, call, row, confidence) if row.index == index else None
    return _special_call(source, call, arguments, index, child)


def _special_call(
    source: Source, call: Node, arguments: Node, index: int, child: Node
) -> Place | None:
    """Calls that take a status only because of their other arguments."""
    word = called_word(source, call)
    others = [n for n in arguments.named_children if n.type != "comment" and n != child]
    if word in apis.EQUALITY_ASSERTIONS and len(others) >= 1:
        other = others[0]
        return _compared(source, call, other) if index < 2 else None
    if word in apis.FLUENT_ASSERTIONS and index == 0:
        subject = _subject(call)
        return _compared(source, call, subject) if subject is not None else None
    if word in apis.LOOKUPS and index == len(others) and others:
        key = string_of(source, others[-1]) or _receiver(source, call)
        if key == "code" and not packages(source).isdisjoint(apis.CODE_IS_STATUS):
            return Place("define", "http", handled_method(source, call), "likely")
        return _named(source, key, "define", call)
    answers = apis.ANSWERS.search(word) is not None and index < 4 and is_about_http(source)
    if answers or apis.STATUS_ASSERTION.match(word) or says_status(word) == "certain":
        return _call_place(source, call, None, "likely")
    if word == "param":  # pytest.param stands for the tuple of its arguments
        return _column(source, call, index)
    return None


def _subject(call: Node) -> Node | None:
    """`response.code` in `expect(response.code).to_equal(200)`."""
    function = call.child_by_field_name("function")
    value = function.child_by_field_name("object") if function is not None else None
    if value is None or value.type != "call":
        return None
    arguments = value.child_by_field_name("arguments")
    return named_child(arguments, 0) if arguments is not None else None


def _receiver(source: Source, call: Node) -> str:
    """What a method is called on: `STATUS_CODES` for `STATUS_CODES.get(error, 500)`."""
    function = call.child_by_field_name("function")
    value = function.child_by_field_name("object") if function is not None else None
    return (_holder(source, value) if value is not None else None) or ""


def _code_of_error(source: Source, call: Node) -> Place | None:
    """`code=` of an exception may be a status, but not where libraries have codes of their own."""
    word = called_word(source, call)
    if apis.OTHER_PROTOCOL.search(word):
        return None
    is_error = word.endswith(("Error", "Exception")) and has_status_codes(source)
    if not is_error and not (word == "Status" and is_about_http(source)):
        return None
    return _call_place(source, call, None, "likely")


def _index_of(arguments: Node, child: Node) -> int | None:
    """The positional index of an argument; None behind a splat or a keyword, or in a long list."""
    if arguments.named_child_count > _LONGEST_ROW:
        return None
    before = [n for n in arguments.named_children if n.end_byte <= child.start_byte]
    if any(n.type in ("list_splat", "dictionary_splat", "keyword_argument") for n in before):
        return None
    return sum(n.type != "comment" for n in before)


def _call_place(source: Source, call: Node, row: Call | None, confidence: Confidence) -> Place:
    """The place of a status that `call` takes."""
    if row is not None and row.kind == "websocket":
        return Place(row.context, "websocket", None, confidence)
    decorator = call.parent
    if decorator is not None and decorator.type == "decorator":
        method = called_method(source, call)
        return Place("deco" if method else "deco_other", "http", method, confidence)
    test = enclosing_test(source, call)
    if test is not None and not (row is not None and row.context == "assert"):
        context = "test_exc" if row is not None and row.context == "raise" else "test_call"
        return Place(context, "http", last_client_call(source, test, call), confidence)
    raised = enclosing(call, "raise_statement", stop=FUNCTIONS) is not None
    context = "raise" if raised else row.context if row is not None else "call_other"
    return Place(context, "http", handled_method(source, call), confidence)


# Comparisons


def _comparison(source: Source, comparison: Node, child: Node) -> Place | None:
    """Beside `==` or `!=` from a status, on either side; `<` and its like are marked."""
    for operator, operand in _neighbours(comparison, child):
        place = _compared(source, comparison, operand)
        if place is None:
            continue
        if operator in ("==", "!="):
            return place
        if operator in _ORDER:
            return replace(place, context="compare_order", method=None, order=True)
        if operator in _MEMBERSHIP and child.type == "parenthesized_expression":
            return place  # `in (404`, before its comma is typed
    return None


def is_class_of(source: Source, node: Node) -> bool:
    """Whether `node`, the digit of a class, is compared with `….status_code // 100`."""
    comparison = node.parent
    if comparison is None or comparison.type != "comparison_operator":
        return False
    for _, operand in _neighbours(comparison, node):
        left, right = (operand.child_by_field_name(field) for field in ("left", "right"))
        if left is None or right is None or all(n.type != "//" for n in operand.children):
            continue
        if source.text_of(right) == "100" and _compared(source, comparison, left) is not None:
            return True
    return False


def _neighbours(comparison: Node, operand: Node) -> Iterator[tuple[str, Node]]:
    """What an operand is compared with, to its left and to its right, and by which operator."""
    parts = comparison.children
    index = parts.index(operand)
    for step in (-1, 1):
        if 0 <= index + 2 * step < len(parts):
            yield parts[index + step].type, parts[index + 2 * step]


def _compared(source: Source, node: Node, value: Node) -> Place | None:
    """The place beside `value` in a comparison or assertion; None unless `value` is a status."""
    name = _holder(source, value)
    if name is None or (name == "status" and not _is_of_response(source, value)):
        return None
    if name == "code":
        return _compared_code(source, value)
    if apis.says_close_code(name):
        return Place("compare", "websocket")
    confidence = status_name(source, name)
    if confidence is None:
        return None
    test = enclosing_test(source, node)
    if test is None and enclosing(node, "assert_statement", stop=FUNCTIONS) is None:
        return Place("compare", "http", handled_method(source, node), confidence)
    method = last_client_call(source, test, node) if test is not None else None
    return Place("assert", "http", method, confidence)


def _is_of_response(source: Source, value: Node) -> bool:
    """A `.status` may be that of a task or a job; of a variable nothing more is known."""
    owner = value.child_by_field_name("object" if value.type == "attribute" else "value")
    if owner is None:
        return True
    names = re.findall(r"[^\W\d]\w*", source.text_of(owner))
    return any(apis.RESPONSE_NAME.search(name) for name in names)


def _compared_code(source: Source, value: Node) -> Place | None:
    """`.code` of a response or error, of either kind; a plain `code` beside some libraries."""
    if value.type == "identifier":
        known = not packages(source).isdisjoint(apis.CODE_IS_STATUS)
    else:
        known = is_about_http(source) and _is_of_response(source, value)
    if not known:
        about_websocket = value.type != "identifier" and is_about_websocket(source)
        return Place("compare", "websocket", confidence="likely") if about_websocket else None
    return Place("compare", "http", confidence="likely", either=True)


def _holder(source: Source, value: Node) -> str | None:
    """The name under which a value is held: attribute, variable, key, or what a call looks up."""
    match value.type:
        case "identifier":
            return source.text_of(value)
        case "attribute":
            attribute = value.child_by_field_name("attribute")
            return source.text_of(attribute) if attribute is not None else None
        case "subscript":
            key, owner = (value.child_by_field_name(field) for field in ("subscript", "value"))
            word = string_of(source, key) if key is not None else None
            # `statuses[0]` is one of the statuses.
            return word or (_holder(source, owner) if owner is not None else None)
        case "call":
            arguments = value.child_by_field_name("arguments")
            word = called_word(source, value)
            if word in apis.LOOKUPS and arguments is not None:
                strings = (string_of(source, n) for n in arguments.named_children)
                return next((s for s in strings if s), None)
            return word
        case "parenthesized_expression" | "await":
            inner = named_child(value, 0)
            return _holder(source, inner) if inner is not None else None
    return None


# Collections and dictionaries


def _element(source: Source, collection: Node, child: Node) -> Place | None:
    """An element of a tuple, list or set: what the collection is for."""
    if collection.type == "set":
        key = _dictionary_key(source, collection)
        if key is not None and key.context == "responses_key":
            return key  # `{404`, before its colon is typed
    inner, outer = _through_wrappers(source, collection)
    if outer is None:
        return None
    match outer.type:
        case "comparison_operator":
            for operator, operand in _neighbours(outer, inner):
                if operator in _MEMBERSHIP:
                    return _compared(source, outer, operand)
        case "argument_list":
            return _collection_argument(source, outer, inner, collection)
        case "keyword_argument" | "assignment" | "default_parameter" | "typed_default_parameter":
            place = place_of(source, collection)
            plain = collection.type != "tuple" or place is None or _is_plain(collection)
            return place if plain else None
        case "for_statement" | "for_in_clause":
            left = outer.child_by_field_name("left")
            name = _holder(source, left) if left is not None else None
            return _named(source, name, "define", outer) if name else None
        case "tuple" | "list" | "set":
            if collection.named_child_count > _LONGEST_ROW:
                return None
            position = _position(collection, child)
            listed = _element(source, outer, inner) if position == 0 else None
            if listed is not None and listed.context == "responses_key":
                return listed
            return _column(source, collection, position) or _beside_constant(source, collection)
        case "return_statement":
            return _returned(source, collection, child)
    return None


def _beside_constant(source: Source, row: Node) -> Place | None:
    """`(404, falcon.HTTP_404)`: a row of a table that names another status."""
    named = any(_TELLING.search(source.text_of(n)) for n in row.named_children)
    return Place("other", "http", confidence="likely") if named else None


def _collection_argument(
    source: Source, arguments: Node, inner: Node, collection: Node
) -> Place | None:
    call = arguments.parent
    if call is None or call.type != "call":
        return None
    word = called_word(source, call)
    others = [n for n in arguments.named_children if n != inner and n.type != "comment"]
    if word in apis.COLLECTORS and not others:
        return _element(source, call, collection) if call.parent is not None else None
    if word in apis.MEMBERSHIP_ASSERTIONS and others:
        return _compared(source, call, others[0])
    if word == "parametrize":
        return _column(source, collection, None)
    return _listed_responses(source, call)


def _listed_responses(source: Source, call: Node) -> Place | None:
    """`responses=errors([401, 403])`, with a function of the project's own."""
    keyword = call.parent
    if keyword is not None and keyword.type == "dictionary_splat" and keyword.parent is not None:
        keyword = keyword.parent.parent
    name = keyword.child_by_field_name("name") if keyword is not None else None
    if keyword is None or keyword.type != "keyword_argument" or name is None:
        return None
    if not apis.KEYED_BY_STATUS.match(source.text_of(name)) or not is_about_http(source):
        return None
    outer = call_around(keyword)
    method = called_method(source, outer) if outer is not None else None
    return Place("responses_key", "http", method)


def _is_plain(collection: Node) -> bool:
    return all(
        n.type in ("integer", "attribute", "identifier", "comment")
        for n in collection.named_children
    )


def _position(collection: Node, child: Node) -> int:
    before = [n for n in collection.named_children if n.end_byte <= child.start_byte]
    return sum(n.type != "comment" for n in before)


def _column(source: Source, row: Node, index: int | None) -> Place | None:
    """A value in the rows of `@pytest.mark.parametrize("path, status", [("/", 404)])`; with no
    index it is a row by itself, as where there is one name.
    """
    call: Node | None = row
    while call is not None and not (
        call.type == "call" and called_word(source, call) == "parametrize"
    ):
        if call.type in ("block", "module", "dictionary"):
            return None
        call = call.parent
    arguments = call.child_by_field_name("arguments") if call is not None else None
    first = named_child(arguments, 0) if arguments is not None else None
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


def _pair(source: Source, pair: Node, child: Node) -> Place | None:
    key, value = (pair.child_by_field_name(field) for field in ("key", "value"))
    dictionary = pair.parent
    if key is None or dictionary is None:
        return None
    if key == child:
        return _dictionary_key(source, dictionary)
    if value != child:
        return None
    word = string_of(source, key)
    if word is not None:
        return _string_key(source, dictionary, word)
    holder = _dictionary_holder(source, dictionary)
    if holder is not None and key.type != "integer":
        return _named(source, holder, "dict", dictionary)
    return None


def _string_key(source: Source, dictionary: Node, word: str) -> Place | None:
    """`{"status": 404}`; an ASGI message of that type; a column of a table of statuses."""
    message = apis.ASGI_MESSAGES.get(word)
    if message is not None and _message_type(source, dictionary) == message[0]:
        return Place(message[1], message[2])
    named = _named(source, word, "dict", dictionary)
    if named is not None:
        return named
    holder = _dictionary_holder(source, dictionary)
    return _named(source, holder, "dict", dictionary) if holder is not None else None


def _message_type(source: Source, dictionary: Node) -> str | None:
    for pair in dictionary.named_children:
        key, value = (pair.child_by_field_name(field) for field in ("key", "value"))
        if key is not None and value is not None and string_of(source, key) == "type":
            return string_of(source, value)
    return None


def _dictionary_key(source: Source, dictionary: Node) -> Place | None:
    holder = _dictionary_holder(source, dictionary)
    if holder is None:
        return None
    keyword = dictionary.parent
    call = call_around(keyword) if keyword is not None else None
    if apis.KEYED_BY_STATUS.match(holder):
        in_call = keyword is not None and keyword.type == "keyword_argument"
        method = called_method(source, call) if call is not None else None
        sure: Confidence = "certain" if in_call or is_about_http(source) else "likely"
        return Place("responses_key", "http", method, sure)
    if holder == "response" and "ninja" in packages(source) and call is not None:
        return Place("responses_key", "http", called_method(source, call))
    return _named(source, holder, "dict", dictionary)


def _dictionary_holder(source: Source, dictionary: Node) -> str | None:
    """What a dictionary is called: keyword, variable, attribute or parameter."""
    _, outer = _through_wrappers(source, dictionary)
    if outer is None:
        return None
    field = {"keyword_argument": "name", "assignment": "left", "default_parameter": "name"}.get(
        outer.type
    )
    node = outer.child_by_field_name(field) if field is not None else None
    return _holder(source, node) if node is not None else None


# Of statements


def _assignment(source: Source, assignment: Node, child: Node) -> Place | None:
    left = assignment.child_by_field_name("left")
    if left is None or assignment.child_by_field_name("right") != child:
        return None
    name = _holder(source, left)
    if name is None or _CONSTANT.match(name):
        return None
    if name == "code":
        return _class_attribute_code(source, assignment)
    return _named(source, name, "define", assignment)


def _class_attribute_code(source: Source, assignment: Node) -> Place | None:
    """`code = 404` in the body of a Werkzeug exception."""
    owner = enclosing(assignment, "class_definition", stop=FUNCTIONS)
    if owner is None or not {"werkzeug", "flask", "quart"} & packages(source):
        return None
    return Place("define", "http", confidence="likely") if looks_like_error(source, owner) else None


def _default(source: Source, parameter: Node, child: Node) -> Place | None:
    name = parameter.child_by_field_name("name")
    if name is None or parameter.child_by_field_name("value") != child:
        return None
    if source.text_of(name) == "code":
        return _default_code(source, parameter)
    return _named(source, source.text_of(name), "define", parameter)


def _default_code(source: Source, parameter: Node) -> Place | None:
    """`code=1000` of a WebSocket's method, `code=404` of an exception."""
    owner = enclosing(parameter, "class_definition")
    is_error = owner is not None and looks_like_error(source, owner)
    if not is_about_websocket(source) and not (is_error and has_status_codes(source)):
        return None
    return Place("define", "http", confidence="likely", either=True)


def _returned(source: Source, statement: Node, child: Node) -> Place | None:
    """`return body, 404` in a Flask view, `return 404, body` in a Ninja operation, and what a
    function whose name says status returns.
    """
    function = enclosing(statement, "function_definition")
    if function is None:
        return None
    if statement.type in ("expression_list", "tuple"):
        return _answered(source, function, statement, _position(statement, child))
    confidence = says_status(name_of(source, function))
    if confidence == "certain":
        return Place("return", "http", None, confidence)
    return None


def _answered(source: Source, function: Node, answer: Node, index: int) -> Place | None:
    """What a view returns beside the body."""
    wanted = next((i for p, i in apis.STATUS_IN_RETURN.items() if p in packages(source)), None)
    if index != wanted or not _is_view(source, function):
        return None
    return Place("return", "http", handled_method(source, answer))


def _is_view(source: Source, function: Node) -> bool:
    """By a decorator, as a method named for an HTTP method, or by a call that registers it."""
    owner = function.parent
    decorators = (
        owner.children if owner is not None and owner.type == "decorated_definition" else ()
    )
    if any(_ROUTE.search(source.text_of(n)) for n in decorators if n.type == "decorator"):
        return True
    name = name_of(source, function)
    if name in apis.HTTP_METHODS and enclosing(function, "class_definition") is not None:
        return True
    registered = rb"(?:register_error_handler|add_url_rule)\([^()]*\b%b\b" % re.escape(
        name.encode()
    )
    return re.search(registered, (source.whole or source).data) is not None


def _pattern(source: Source, pattern: Node, _child: Node) -> Place | None:
    """`case 404 | 410:` of `match response.status_code:`."""
    current: Node | None = pattern
    while current is not None and _is_whole_pattern(current):
        if any(child.type in ("-", "+") for child in current.children):
            return None  # `case -404:` is another number
        current = current.parent
    if current is None or current.type != "case_clause":
        return None
    statement = enclosing(current, "match_statement")
    subject = statement.child_by_field_name("subject") if statement is not None else None
    return _compared(source, current, subject) if subject is not None else None


def _is_whole_pattern(node: Node) -> bool:
    """Whether what is matched by a part of it is all that is matched: not one item of several."""
    if node.type == "tuple_pattern":
        return node.named_child_count == 1 and not any(c.type == "," for c in node.children)
    return node.type in ("case_pattern", "union_pattern", "as_pattern")


# What an expression stands in → who reads its place from that.
_READERS: dict[str, Callable[[Source, Node, Node], Place | None]] = {
    "keyword_argument": _keyword,
    "argument_list": _argument,
    "comparison_operator": _comparison,
    "tuple": _element,
    "list": _element,
    "set": _element,
    "pair": _pair,
    "assignment": _assignment,
    "default_parameter": _default,
    "typed_default_parameter": _default,
    "return_statement": _returned,
    "expression_list": _returned,
    "case_pattern": _pattern,
    "union_pattern": _pattern,
}
