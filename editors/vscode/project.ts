import type { Disposable, Uri } from "vscode";
import { extensions, workspace } from "vscode";
import type { FolderPython } from "./python";

/** The project's Python in each workspace folder; without a folder, that of the user settings. */
export async function folderPythons(): Promise<FolderPython[]> {
  const folders = workspace.workspaceFolders;
  return folders?.length
    ? Promise.all(folders.map(({ uri }) => folderPython(uri)))
    : [await folderPython()];
}

/** The project's Python for a file or folder. */
export async function folderPython(uri?: Uri): Promise<FolderPython> {
  const folder = uri && workspace.getWorkspaceFolder(uri)?.uri;
  const setting = workspace.getConfiguration("statuslens", uri).get("interpreter");
  const interpreter = String(setting ?? "");
  // An untrusted workspace may contain a Python, and probing it would run it.
  if (!folder || !workspace.isTrusted) return { interpreter };
  const python = await pythonExtension();
  const environment = python?.getActiveEnvironmentPath(folder).path;
  return { folder: folder.fsPath, interpreter, environment };
}

/** Calls back when the Python extension, if installed, switches to another environment. */
export async function onDidChangeEnvironments(
  listener: () => unknown,
): Promise<Disposable | undefined> {
  return (await pythonExtension())?.onDidChangeActiveEnvironmentPath?.(listener);
}

interface PythonEnvironments {
  getActiveEnvironmentPath(resource?: Uri): { path: string };
  onDidChangeActiveEnvironmentPath?(listener: () => unknown): Disposable;
}

async function pythonExtension(): Promise<PythonEnvironments | undefined> {
  const extension = extensions.getExtension<{ environments?: PythonEnvironments }>(
    "ms-python.python",
  );
  try {
    return (await extension?.activate())?.environments;
  } catch {
    // That extension reports its own errors.
    return undefined;
  }
}
