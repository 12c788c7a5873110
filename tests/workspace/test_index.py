"""The uses of all files of a workspace, without those of the file that asks."""

from __future__ import annotations

from pathlib import Path

from statuslens.workspace.index import MOST_OF_FILE, Counts, Others, UseLocation, Workspace
from workspace import counted
from workspace.scanning import APP, ITEMS, SHOP, use


def codes(workspace: Workspace, path: Path | None = None) -> dict[int, int]:
    others = workspace.others(path)
    in_context, beside = others.codes("raise"), others.beside("R", "f:read")
    assert others.codes("") == others.codes("raise|get") == in_context == beside
    return dict(in_context)


def test_a_file_gets_the_counts_of_the_others() -> None:
    workspace = Workspace([SHOP])
    workspace.update(APP, [use(404), use(404)])
    workspace.update(ITEMS, [use(409)])
    assert codes(workspace) == {404: 2, 409: 1}
    assert codes(workspace, APP) == {409: 1}
    assert codes(workspace, ITEMS) == {404: 2}


def test_a_file_that_changes_is_counted_once() -> None:
    workspace = Workspace([SHOP])
    workspace.update(APP, [use(404), use(404)])
    assert codes(workspace, APP) == {}
    workspace.update(APP, [use(409)])
    assert +workspace.others(None).codes("") == {409: 1}
    assert +workspace.others(APP).codes("") == {}
    workspace.update(APP, None)
    assert +workspace.others(None).codes("") == {}


def test_what_is_open_hides_what_is_on_disk() -> None:
    workspace = Workspace([SHOP])
    workspace.update(APP, [use(404)])
    workspace.opened(APP, [])
    assert workspace.uses(APP) == ()
    workspace.update(APP, [use(410)])
    assert workspace.uses(APP) == ()
    workspace.opened(APP, [use(409)])
    assert workspace.uses(APP) == (use(409),)
    workspace.closed(APP)
    assert workspace.uses(APP) == (use(410),)
    assert +workspace.others(None).codes("") == {410: 1}


def test_only_files_in_the_folders_count_and_without_folders_those_that_are_open() -> None:
    workspace = Workspace([SHOP])
    for path in (Path("/shopping/app.py").absolute(), SHOP.parent / "app.py"):
        workspace.update(path, [use(404)])
        workspace.opened(path, [use(404)])
    assert codes(workspace) == {}
    workspace = Workspace()
    workspace.update(APP, [use(404)])
    assert codes(workspace) == {}
    workspace.opened(APP, [use(404)])
    assert codes(workspace) == {404: 1}


def test_a_folder_goes_with_all_its_files() -> None:
    workspace = Workspace([SHOP])
    workspace.update(SHOP / "api" / "app.py", [use(404)])
    workspace.update(SHOP / "api.py", [use(409)])
    workspace.removed(SHOP / "api")
    assert +workspace.others(None).codes("") == {409: 1}


def test_a_new_reading_forgets_what_it_has_not_found() -> None:
    workspace = Workspace([SHOP])
    for path in (APP, ITEMS, SHOP / "new" / "app.py"):
        workspace.update(path, [use(404)])
    workspace.keep({APP}, {SHOP / "new"})
    assert [found.path for found in workspace.files_with(404)] == [APP, SHOP / "new" / "app.py"]


def test_the_locations_of_a_code() -> None:
    workspace = Workspace([SHOP])
    workspace.update(ITEMS, [use(404, 7), use(409, 8)])
    workspace.opened(APP, [use(404, 3)])
    expected = [UseLocation(APP, 3, "raise"), UseLocation(ITEMS, 7, "raise")]
    assert list(workspace.files_with(404)) == expected


def test_no_file_and_no_workspace_is_counted_beyond_its_bound() -> None:
    workspace = Workspace([SHOP], most=MOST_OF_FILE + 10)
    workspace.update(ITEMS, [use(409)] * 5)
    assert not workspace.is_full
    workspace.update(APP, [use(404)] * (MOST_OF_FILE + 1))
    assert workspace.is_full
    workspace.update(SHOP / "more.py", [use(500)] * 9)
    assert codes(workspace) == {409: 5, 404: MOST_OF_FILE, 500: 5}
    workspace.update(APP, None)
    workspace.update(SHOP / "more.py", [use(500)] * 9)
    assert +workspace.others(None).codes("") == {409: 5, 500: 9}


def test_removed_uses_are_no_longer_counted() -> None:
    counts = Counts()
    for each in (counted.use(404, "raise", "get", "f:read"), counted.use(200, "deco")):
        counts.add(each)
    counts.add(counted.use(200, "deco"), -1)
    assert +counts.codes("") == {404: 1}
    assert counts.codes("raise|get") == {404: 1}
    assert counts.beside("R", "f:read") == {404: 1}
    assert not counts.beside("A", "f:read")
    assert not counts.codes("no such key")
    whole = Counts([counted.use(404), counted.use(404), counted.use(500)])
    assert Others(whole, Counts([counted.use(404)])).codes("raise") == {404: 1, 500: 1}
