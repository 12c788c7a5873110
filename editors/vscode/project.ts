import type { Disposable, Uri } from "vscode";
import { extensions, workspace } from "vscode";
import type { Place } from "./python";

/** What is known of the project's Python in each workspace folder, or where there is none. */
export async function places(): Promise<Place[]> {
  const folders = workspace.workspaceFolders;
  return folders?.length ? Promise.all(folders.map(({ uri }) => placeOf(uri))) : [await placeOf()];
}

/** What is known of the project's Python for a file or folder. */
export async function placeOf(uri?: Uri): Promise<Place> {
  const folder = uri && workspace.getWorkspaceFolder(uri)?.uri;
  const setting = workspace.getConfiguration("statuslens", uri).get("interpreter");
  const interpreter = String(setting ?? "");
  // A workspace that is not trusted may bring a Python along, and to ask it anything is to run it.
  if (!folder || !workspace.isTrusted) return { interpreter };
  const python = await pythonExtension();
  const environment = python?.getActiveEnvironmentPath(folder).path;
  return { folder: folder.fsPath, interpreter, environment };
}

/** Calls back when the Python extension, where it is installed, takes another environment. */
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
    // That extension tells its user itself.
    return undefined;
  }
}
