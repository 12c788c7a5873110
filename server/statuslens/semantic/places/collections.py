"""Places in a tuple, list, set or dictionary, from the use of the collection."""

import re

from tree_sitter import Node

from ...facts import apis
from ...facts.apis import Confidence
from ...project.view import Project
from ...syntax.source import Source, field
from ..enclosing import call_around, called_method, called_word, name_of, string_of
from ..signatures import is_about_http, packages
from .calls import LONGEST_ROW, of_keyword, place_in_column
from .place import (
    MEMBERSHIP,
    Place,
    holder_of,
    index_in,
    neighbours,
    place_beside,
    place_by_name,
    through_wrappers,
)
from .statements import of_assignment, of_default, of_returned

_WITH_NUMBER = re.compile(r"^(?:\w+\.)*HTTP_\d{3}")


def of_element(source: Source, collection: Node, child: Node, project: Project) -> Place | None:
    """The place of an element of a tuple, list or set."""
    if collection.type == "set":
        key = _dictionary_key(source, collection)
        if key is not None and key.context == "responses_key":
            return key  # `{404`, before its colon is typed
    inner, outer = through_wrappers(source, collection)
    if outer is None:
        return None
    match outer.type:
        case "comparison_operator":
            for operator, operand in neighbours(outer, inner):
                if operator in MEMBERSHIP:
                    return place_beside(source, outer, operand)
        case "argument_list":
            return _collection_argument(source, outer, inner, collection, project)
        case "keyword_argument":
            return _of_plain(collection, of_keyword(source, outer, inner, project))
        case "assignment":
            return _of_plain(collection, of_assignment(source, outer, inner, project))
        case "default_parameter" | "typed_default_parameter":
            return _of_plain(collection, of_default(source, outer, inner, project))
        case "for_statement" | "for_in_clause":
            return place_by_name(source, holder_of(source, field(outer, "left")), "define", outer)
        case "tuple" | "list" | "set":
            if collection.named_child_count > LONGEST_ROW:
                return None
            position = index_in(collection, child)
            listed = of_element(source, outer, inner, project) if position == 0 else None
            if listed is not None and listed.context == "responses_key":
                return listed
            return place_in_column(source, collection, position) or _beside_constant(
                source, collection
            )
        case "return_statement":
            return of_returned(source, collection, child, project)
    return None


def of_pair(source: Source, pair: Node, child: Node, _project: Project) -> Place | None:
    key, dictionary = field(pair, "key"), pair.parent
    if key is None or dictionary is None:
        return None
    if key == child:
        return _dictionary_key(source, dictionary)
    if field(pair, "value") != child:
        return None
    word = string_of(source, key)
    if word is not None:
        return _string_key(source, dictionary, word)
    if key.type == "integer":
        return None
    return place_by_name(source, _dictionary_holder(source, dictionary), "dict", dictionary)


def _beside_constant(source: Source, row: Node) -> Place | None:
    """The place of `404` in `(404, falcon.HTTP_404)`, a row with another status."""
    named = any(_WITH_NUMBER.search(source.text_of(n)) for n in row.named_children)
    return Place("other", "http", confidence="likely") if named else None


def _collection_argument(
    source: Source, arguments: Node, inner: Node, collection: Node, project: Project
) -> Place | None:
    call = arguments.parent
    if call is None or call.type != "call":
        return None
    word = called_word(source, call)
    others = [n for n in arguments.named_children if n != inner and n.type != "comment"]
    if word in apis.COLLECTORS and not others:
        return of_element(source, call, collection, project) if call.parent is not None else None
    if word in apis.MEMBERSHIP_ASSERTIONS and others:
        return place_beside(source, call, others[0])
    if word == "parametrize":
        return place_in_column(source, collection, None)
    return _listed_responses(source, call)


def _listed_responses(source: Source, call: Node) -> Place | None:
    """The place in `responses=errors([401, 403])`, with a function of the project."""
    keyword = call.parent
    if keyword is not None and keyword.type == "dictionary_splat" and keyword.parent is not None:
        keyword = keyword.parent.parent
    if keyword is None or keyword.type != "keyword_argument" or not is_about_http(source):
        return None
    if not apis.KEYED_BY_STATUS.match(name_of(source, keyword)):
        return None
    outer = call_around(keyword)
    method = called_method(source, outer) if outer is not None else None
    return Place("responses_key", "http", method)


def _of_plain(collection: Node, place: Place | None) -> Place | None:
    """The same, unless the collection may be a record: a tuple with other than plain values."""
    plain = ("integer", "attribute", "identifier", "comment")
    if place is None or collection.type != "tuple":
        return place
    return place if all(n.type in plain for n in collection.named_children) else None


def _string_key(source: Source, dictionary: Node, word: str) -> Place | None:
    """The place in `{"status": 404}`, an ASGI message of that type, or a column of statuses."""
    message = apis.ASGI_MESSAGES.get(word)
    if message is not None and _message_type(source, dictionary) == message[0]:
        return Place(message[1], message[2])
    names = (word, _dictionary_holder(source, dictionary))
    places = (place_by_name(source, name, "dict", dictionary) for name in names)
    return next(filter(None, places), None)


def _message_type(source: Source, dictionary: Node) -> str | None:
    for pair in dictionary.named_children:
        value = field(pair, "value")
        if value is not None and string_of(source, field(pair, "key")) == "type":
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
    return place_by_name(source, holder, "dict", dictionary)


def _dictionary_holder(source: Source, dictionary: Node) -> str | None:
    """The name of a dictionary: keyword, variable, attribute or parameter."""
    _, outer = through_wrappers(source, dictionary)
    if outer is None:
        return None
    names = {"keyword_argument": "name", "assignment": "left", "default_parameter": "name"}
    return holder_of(source, field(outer, names[outer.type])) if outer.type in names else None
