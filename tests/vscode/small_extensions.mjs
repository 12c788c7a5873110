// Packages the small extensions that tests and benchmarks put beside Status Lens: one client in one file.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { CACHE, ROOT, STATUS_LENS } from "./workbench.mjs";

/** What a workbench is started with that has another Python server, basedpyright, beside Status Lens. */
export function besideAnotherServer() {
  return {
    extensions: [STATUS_LENS, packaged(join(import.meta.dirname, "beside"))],
    settings: { "another.server": join(CACHE, "node_modules/basedpyright/langserver.index.js") },
  };
}

/** The .vsix of a folder that has a package.json and an extension.js. */
export function packaged(folder) {
  const stage = join(CACHE, "extensions", basename(folder));
  const bin = (name) => join(ROOT, "node_modules/.bin", name);
  const run = (command, ...args) => execFileSync(command, args, { cwd: stage, stdio: "pipe" });
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  cpSync(join(folder, "package.json"), join(stage, "package.json"));
  const bundle = ["--bundle", "--minify", "--platform=node", "--format=cjs", "--external:vscode"];
  run(bin("esbuild"), join(folder, "extension.js"), ...bundle, "--outfile=extension.js");
  const bare = ["--no-dependencies", "--allow-missing-repository", "--skip-license"];
  run(bin("vsce"), "package", ...bare, "--out", "package.vsix");
  return join(stage, "package.vsix");
}
