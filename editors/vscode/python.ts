import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, posix, win32 } from "node:path";

/** The command line of a Python: a command and its first arguments, such as `py -3`. */
export type Python = readonly [command: string, ...args: string[]];

/** The editor's knowledge of the Python of one workspace folder, or outside any folder. */
export interface FolderPython {
  readonly folder?: string | undefined;
  readonly interpreter?: string | undefined;
  readonly environment?: string | undefined;
}

/** A Python's description of itself. `problem` says why it cannot import the server's modules. */
export interface Facts {
  readonly implementation: string;
  readonly version: readonly [major: number, minor: number, micro: number];
  readonly freeThreaded: boolean;
  readonly problem: string | null;
}

/** The minor versions of Python 3 with compiled libraries in the package: 3.10 to 3.14. */
export const OLDEST = 10;
export const NEWEST = 14;

/** The Pythons to probe, most likely first, each once. */
export function candidates(folderPythons: readonly FolderPython[], platform: NodeJS.Platform): Python[] {
  const windows = platform === "win32";
  const { join } = windows ? win32 : posix;
  const configured = folderPythons.map((each) => expand(each, windows));
  const environments = folderPythons.map(({ environment }) => environment);
  const folders = folderPythons.flatMap(({ folder }) => folder ?? []);
  const venvs = folders.flatMap((folder) =>
    [".venv", "venv"].map((venv) =>
      join(folder, venv, ...(windows ? ["Scripts", "python.exe"] : ["bin", "python"])),
    ),
  );
  const commands = [...configured, ...environments, ...venvs, "python3", "python"].flatMap(
    (command) => command || [],
  );
  const pythons = [...new Set(commands)].map((command): Python => [command]);
  return windows ? [...pythons, ["py", "-3"]] : pythons;
}

/** The Python of the project, from the setting or the Python extension; otherwise "". */
export function projectPython(folderPython: FolderPython, platform: NodeJS.Platform): string {
  return expand(folderPython, platform === "win32") || folderPython.environment || "";
}

/** The first candidate that can run the server. The log gets a line for each one probed. */
export async function findPython(
  pythons: readonly Python[],
  ask: (python: Python) => Promise<Facts>,
  log: (line: string) => void,
): Promise<Python | undefined> {
  for (const python of pythons) {
    const [usable, outcome] = await ask(python).then(
      judge,
      (error: Error) => [false, error.message] as const,
    );
    log(`${python.join(" ")}: ${outcome}`);
    if (usable) return python;
  }
  return undefined;
}

/**
 * The arguments with which a Python runs the server of the extension in that folder. In a package
 * it imports only the bundled libraries, and writes its bytecode to `cache`. A source checkout has
 * no bundled libraries: it needs a Python with the statuslens package installed.
 */
export function serverArguments(extension: string, cache: string): string[] {
  const bundled = bundledFolder(extension);
  return bundled
    ? ["-I", "-S", "-X", `pycache_prefix=${cache}`, join(bundled, "statuslens_server.py"), "serve"]
    : ["-m", "statuslens", "serve"];
}

/**
 * Asks a Python about itself, and whether the server can run on it. The probe imports modules from
 * the extension's folder: never pass it a folder of the user.
 */
export function probe(
  [command, ...args]: Python,
  extension: string,
  timeout = 10_000,
): Promise<Facts> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: extension,
      env: environment(),
      timeout,
      killSignal: "SIGKILL",
      windowsHide: true,
    } as const;
    const asked = [...args, "-B", "-c", PROBE, bundledFolder(extension) ?? ""];
    execFile(command, asked, options, (error, stdout, stderr) => {
      if (error) return reject(new Error(failure(error, stderr, timeout)));
      // A sitecustomize module may print something first.
      const answer = stdout.trimEnd().split("\n").at(-1) ?? "";
      const facts = parse(answer);
      if (facts) resolve(facts);
      else reject(new Error(`unexpected answer ${JSON.stringify(answer)}; this is not Python`));
    });
  });
}

/** The editor's environment without PYTHONPATH, which could shadow the server's packages. */
export function environment(): NodeJS.ProcessEnv {
  const { PYTHONPATH: _, ...rest } = process.env;
  return rest;
}

function bundledFolder(extension: string): string | undefined {
  const folder = join(extension, "bundled");
  return existsSync(folder) ? folder : undefined;
}

// Even an old Python must be able to report its version.
// Only importing the libraries shows whether they fit: a Python may be built for another processor
// or C library, or be free-threaded.
const PROBE = `
import json, platform, sys, sysconfig
problem = None
if sys.version_info >= (3, 10):
    import importlib.util
    if sys.argv[1]:
        sys.path[:0] = [sys.argv[1] + '/cp%d%d' % sys.version_info[:2], sys.argv[1] + '/common']
        try:
            import tree_sitter, tree_sitter_python
        except Exception as error:
            problem = str(error)
    else:
        # A mere folder of that name has a spec but no origin.
        spec = importlib.util.find_spec('statuslens')
        if not (spec and spec.origin):
            problem = 'the statuslens package is not installed (in a clone: pip install .)'
print(json.dumps({
    'implementation': platform.python_implementation(),
    'version': sys.version_info[:3],
    'freeThreaded': bool(sysconfig.get_config_var('Py_GIL_DISABLED')),
    'problem': problem,
}))
`;

function parse(answer: string): Facts | undefined {
  try {
    const facts = JSON.parse(answer) as Facts | null;
    return Array.isArray(facts?.version) ? (facts as Facts) : undefined;
  } catch {
    return undefined;
  }
}

function judge({
  implementation,
  version,
  freeThreaded,
  problem,
}: Facts): readonly [usable: boolean, outcome: string] {
  const [major, minor] = version;
  const name = `${implementation} ${version.join(".")}`;
  if (implementation !== "CPython") return [false, `${name}, but the server needs CPython`];
  if (major !== 3 || minor < OLDEST || minor > NEWEST)
    return [false, `${name}, but the server needs 3.${OLDEST} to 3.${NEWEST}`];
  if (freeThreaded) return [false, `${name}, but free-threaded builds are not supported`];
  if (problem) return [false, `${name}, but the server cannot run on it: ${problem}`];
  return [true, `${name}, used to run the server`];
}

function failure(
  error: { code?: unknown; killed?: boolean },
  stderr: string,
  timeout: number,
): string {
  if (error.killed) return `no answer within ${timeout / 1000} s`;
  if (error.code === "ENOENT") return "not found";
  const reason = stderr.trimEnd().split("\n").at(-1);
  return `could not be run (${error.code})${reason ? `: ${reason}` : ""}`;
}

function expand({ folder, interpreter = "" }: FolderPython, windows: boolean): string {
  const { join, resolve } = windows ? win32 : posix;
  const path = interpreter.trim().replace("${workspaceFolder}", ".");
  if (/^~[\\/]/.test(path)) return join(homedir(), path.slice(2));
  // A name without slashes is a command on the path.
  return folder && /[\\/]/.test(path) ? resolve(folder, path) : path;
}
