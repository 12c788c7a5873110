// The folders that the tests open: copies of examples/, each with what its test needs besides.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./workbench.mjs";

/** A folder with a copy of examples/, and these files in it or instead; a script can be run. */
export function copyOfExamples(files = {}) {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "statuslens-folder-")));
  const folder = join(parent, "toolshed-project");
  cpSync(join(ROOT, "examples"), folder, {
    recursive: true,
    filter: (path) => !/\.pytest_cache|__pycache__/.test(path),
  });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(folder, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  return folder;
}

/** An environment as pip leaves it, with a Starlette of that version and these constants. */
export function starletteEnvironment(version, constants, environment = ".venv") {
  const packages = `${environment}/lib/python3.12/site-packages`;
  const lines = Object.entries(constants).map(([name, code]) => `${name} = ${code}\n`);
  return {
    [`${environment}/pyvenv.cfg`]: "home = /usr/bin\nversion = 3.12.0\n",
    [`${packages}/starlette/__init__.py`]: `__version__ = "${version}"\n`,
    [`${packages}/starlette/status.py`]: lines.join(""),
    [`${packages}/starlette-${version}.dist-info/METADATA`]:
      `Metadata-Version: 2.1\nName: starlette\nVersion: ${version}\n`,
  };
}

/** The number of the first line with the text, from 1. */
export function lineOf(folder, text, file = "toolshed/routes_loans.py") {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
}

export function removeFolder(folder) {
  rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 5 });
}
