// What one writes with it: completion, quick fixes, and the fix of a whole file when it is saved.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { lineOf } from "./folders.mjs";
import { completionLabels } from "./language_server.mjs";
import { step } from "./step.mjs";
import { writtenBy } from "./window.mjs";
import { startWorkbench } from "./workbench.mjs";

let started;
const workbench = () => started;
before(async () => {
  started = await startWorkbench();
});
after(() => started?.stop());

const LOANS = "toolshed/routes_loans.py";
const DRAFT = "toolshed/draft.py";
const WITH_STATUS = `from fastapi import APIRouter, HTTPException, status

router = APIRouter()


@router.get("/tools/{tool_id}")
def show(tool_id: int):
    raise HTTPException()
`;
const WITHOUT_STATUS = `from fastapi import APIRouter

router = APIRouter()


@router.post("/tools", )
def add(name: str):
    return name
`;

step(
  "completion behind status and a dot",
  { workbench, file: DRAFT, files: { [DRAFT]: WITH_STATUS } },
  async (window, folder) => {
    await window.typeBefore(8, ")", "status.");
    await assertSameAsServer(window, folder, WITH_STATUS, {
      line: 7,
      before: ")",
      typed: "status.",
    });
  },
);

step(
  "completion in status_code",
  { workbench, file: DRAFT, files: { [DRAFT]: WITHOUT_STATUS } },
  async (window, folder) => {
    await window.typeBefore(6, ")", "status_code=");
    const [first] = await assertSameAsServer(window, folder, WITHOUT_STATUS, {
      line: 5,
      before: ")",
      typed: "status_code=",
    });
    await window.keyboard.press("Tab");
    await window.untilLine(`@router.post("/tools", status_code=${first})`);
    await window.untilLine("from fastapi import APIRouter, status");
  },
);

step("light bulb and quick fix", { workbench, file: LOANS }, async (window) => {
  await window.hover("404", /404 Not Found/);
  await window.click("404");
  const bulb = '.lightBulbWidget, [class*="codicon-gutter-lightbulb"]';
  await window.page.locator(`.editor-instance :is(${bulb})`).first().waitFor();
  const [title] = await window.quickFixes();
  assert.match(title, /NOT_FOUND/);
  await window.choose(title);
  await window.untilLine(`raise HTTPException(${writtenBy(title)}, "no such loan")`);
  const [imported] = writtenBy(title).split(".");
  const isImported = async () => importedNames((await window.lines()).join("\n")).includes(imported);
  await window.until(`${imported} is imported`, isImported);
});

step(
  "fix all on save",
  {
    workbench,
    file: LOANS,
    files: {
      ".vscode/settings.json": {
        "editor.codeActionsOnSave": { "source.fixAll.statuslens": "explicit" },
      },
    },
  },
  async (window, folder) => {
    await window.hover("404", /404 Not Found/);
    await window.goToLine(lineOf(folder, "router = "));
    await window.keyboard.press("End");
    await window.keyboard.type("  # saved");
    await window.save();
    await window.until("the file has no bare number left", () => {
      const text = readFileSync(join(folder, LOANS), "utf8");
      return /# saved/.test(text) && !/HTTPException\(\d|status_code=\d/.test(text);
    });
  },
);

/** The first ten rows on the screen are the server's own for the same text, in its order. */
async function assertSameAsServer(window, folder, text, { line, before, typed }) {
  const lines = text.split("\n");
  const character = lines[line].lastIndexOf(before);
  lines[line] = lines[line].slice(0, character) + typed + lines[line].slice(character);
  const position = { line, character: character + typed.length };
  const asked = await completionLabels(folder, DRAFT, lines.join("\n"), position);
  const wanted = asked.slice(0, 10);
  assert.equal(wanted.length, 10);
  let seen;
  // What the whole project uses counts in the order, and is known a moment after it was opened.
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    seen = (await window.suggestions()).slice(0, 10);
    if (seen.join() === wanted.join()) break;
    await window.keyboard.press("Escape");
    await sleep(500);
    await window.keyboard.press("Control+Space");
  }
  assert.deepEqual(seen, wanted);
  await window.untilLine(lines[line].trim());
  return seen;
}

/** Every name that the import statements of a text bind. */
function importedNames(text) {
  const statements = text.matchAll(/^from \S+ import (?:\(([^)]*)\)|(.*))$/gm);
  return [...statements].flatMap(([, inside, line]) => (inside ?? line).match(/\w+/g));
}
