"""The client's capabilities, as methods for the handlers."""

import functools
from collections.abc import Sized
from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability

_ITEM = "text_document.completion.completion_item"
_ACTION = "text_document.code_action"


@dataclass(frozen=True, slots=True)
class ItemSupport:
    """The parts of a completion item that the client supports."""

    label_details: bool = False
    insert_replace: bool = False
    preselect: bool = False
    tags: bool = False
    default_range: bool = False  # one for the whole list, `itemDefaults.editRange`
    resolves_imports: bool = False

    def wants_now(self, imports: Sized) -> bool:
        """Whether these imports are sent with the list: one, or several that cannot be resolved."""
        return len(imports) < 2 or not self.resolves_imports


class Client:
    """Answers from the capabilities that the client announced."""

    def __init__(self, capabilities: types.ClientCapabilities) -> None:
        self._capabilities = capabilities

    def can(self, capability: str) -> bool:
        """Whether the client announced the capability, named as in LSP but in snake case."""
        return bool(get_capability(self._capabilities, capability))

    @property
    def hover_markdown(self) -> bool:
        return self._prefers_markdown("text_document.hover.content_format")

    @property
    def item_markdown(self) -> bool:
        return self._prefers_markdown(f"{_ITEM}.documentation_format")

    @functools.cached_property
    def item_support(self) -> ItemSupport:
        resolved = get_capability(self._capabilities, f"{_ITEM}.resolve_support.properties")
        of_list = "text_document.completion.completion_list.item_defaults"
        defaults = get_capability(self._capabilities, of_list)
        return ItemSupport(
            label_details=self.can(f"{_ITEM}.label_details_support"),
            insert_replace=self.can(f"{_ITEM}.insert_replace_support"),
            preselect=self.can(f"{_ITEM}.preselect_support"),
            tags=self.can(f"{_ITEM}.tag_support.value_set"),
            default_range="editRange" in (defaults or ()),
            resolves_imports="additionalTextEdits" in (resolved or ()),
        )

    @property
    def takes_code_actions(self) -> bool:
        """Whether the client accepts code actions with edits, not only commands."""
        return self.can(f"{_ACTION}.code_action_literal_support")

    @property
    def resolves_edits(self) -> bool:
        """Whether the client can request the edit of a code action once it is chosen."""
        support = get_capability(self._capabilities, f"{_ACTION}.resolve_support.properties")
        return self.can(f"{_ACTION}.data_support") and "edit" in (support or ())

    @property
    def versions_edits(self) -> bool:
        """Whether the client accepts edits for a version of a document."""
        return self.can("workspace.workspace_edit.document_changes")

    @property
    def pulls_diagnostics(self) -> bool:
        """Whether the client pulls diagnostics; then none are pushed: each would appear twice."""
        return get_capability(self._capabilities, "text_document.diagnostic") is not None

    @property
    def watches_files(self) -> bool:
        """Whether the client reports every change on disk."""
        return self.can("workspace.did_change_watched_files.dynamic_registration")

    def _prefers_markdown(self, capability: str) -> bool:
        """Whether Markdown comes first in the client's list of formats."""
        formats = get_capability(self._capabilities, capability) or ()
        return next(iter(formats), None) == types.MarkupKind.Markdown
