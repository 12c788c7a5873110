// One step of a test in VS Code: a window on a copy of examples/, and a picture of how it ended.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copyOfExamples, removeFolder } from "./folders.mjs";
import { CACHE } from "./workbench.mjs";

const PICTURES = join(CACHE, "pictures");

/**
 * Declares a test that opens `file` in a new window of the workbench, and hands both to `look`.
 *
 * `workbench` is a function, as it starts later than the tests are declared. Whatever `look` did, its picture
 * is in .cache/vscode/pictures; where it failed, the error names it and has the end of the log.
 */
export function step(name, { workbench, file, files, workspace }, look) {
  test(name, async () => {
    const folder = copyOfExamples(files);
    const path = join(PICTURES, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.png`);
    mkdirSync(PICTURES, { recursive: true });
    let window;
    try {
      window = await workbench().open(folder, file, workspace);
      await look(window, folder);
      await window.picture(path);
    } catch (error) {
      await window?.picture(path).catch(() => undefined);
      const where = `The picture: ${path}\nThe log's end:\n${workbench()?.log()}`;
      throw new Error(`${error.message}\n\n${where}`, { cause: error });
    } finally {
      await window?.close();
      removeFolder(folder);
    }
  });
}
