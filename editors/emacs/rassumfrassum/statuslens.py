"""A preset for rassumfrassum: `rass statuslens` is pylsp and statuslens as one server.

By default, rass asks only the first server for hover and inlay hints. This preset asks every server
that supports them, and prefers the hover of statuslens to that of pylsp.
"""

from rassumfrassum.frassum import LspLogic

_OF_ALL = {
    "textDocument/hover": "hoverProvider",
    "textDocument/inlayHint": "inlayHintProvider",
}


def servers():
    return [["pylsp"], ["statuslens", "serve"]]


def logic_class():
    return _Logic


class _Logic(LspLogic):
    async def on_client_request(self, method, params, servers):
        if method in _OF_ALL:
            return [server for server in servers if server.caps.get(_OF_ALL[method])]
        return await super().on_client_request(method, params, servers)

    def process_responses(self, method, items):
        if method != "textDocument/hover":
            return super().process_responses(method, items)
        known = [
            item for item in items if not item.is_error and (item.payload or {}).get("contents")
        ]
        known.sort(key=lambda item: item.server.name != "statuslens")
        return (known[0].payload if known else None), False
