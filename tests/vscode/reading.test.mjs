// What one reads in the editor: cards, inlay hints, problems.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { lineOf } from "./folders.mjs";
import { step } from "./step.mjs";
import { writtenBy } from "./window.mjs";
import { startWorkbench } from "./workbench.mjs";

let started;
const workbench = () => started;
before(async () => {
  started = await startWorkbench();
});
after(() => started?.stop());

step("hover over a constant", { workbench, file: "toolshed/routes_items.py" }, async (window) => {
  const card = await window.hover("HTTP_404_NOT_FOUND", /404 Not Found/);
  assert.match(card, /RFC 9110/);
  assertIsReadable(card);
});

step("hover over a number", { workbench, file: "toolshed/routes_loans.py" }, async (window) => {
  const card = await window.hover("404", /404 Not Found/);
  assertIsReadable(card);
});

step("hover over nothing", { workbench, file: "toolshed/routes_items.py" }, async (window) => {
  await window.hover("HTTP_404_NOT_FOUND", /404 Not Found/); // the server is there
  assert.deepEqual(await window.cardsOver("item_id"), []);
  assert.deepEqual(await window.cardsOver("500"), [], "500 characters are no status");
});

// A hint, which a bare number is by default, is not listed in the Problems panel.
const LISTED = { ".vscode/settings.json": { "statuslens.severity": { "magic-status": "information" } } };

step(
  "problems panel",
  { workbench, file: "toolshed/routes_loans.py", files: LISTED },
  async (window) => {
    await window.page.locator(".squiggly-info").first().waitFor();
    await window.command("View: Toggle Problems");
    await window.until("the problems are listed", async () => (await findings(window)).length > 5);
    for (const row of await findings(window))
      assert.match(row, /\d{3}.*magic-status.*\[Ln \d+, Col \d+\]/);
  },
);

const ERRORS = "toolshed/errors.py";
const DRAFT = "toolshed/draft.py";
// A constructor that takes a status, and one that does not.
const [TAKES, TAKES_NONE] = ["status_code", "item_id"];
const errorsWith = (parameter) =>
  `class Shortage(Exception):\n    def __init__(self, detail, ${parameter}): ...\n`;
const SHORTAGE = {
  ...LISTED,
  [ERRORS]: errorsWith(TAKES_NONE),
  [DRAFT]: `from fastapi import HTTPException
from toolshed.errors import Shortage

teapot = HTTPException(418)
raise Shortage("no such tool", 404)
`,
};

step(
  "problems after a change in another tab",
  { workbench, file: DRAFT, files: SHORTAGE },
  async (window, folder) => {
    await window.command("View: Toggle Problems");
    await untilFindings(window, "418");
    await window.openFile("errors.py");
    for (const [from, to, codes] of [
      [TAKES_NONE, TAKES, "418 404"],
      [TAKES, TAKES_NONE, "418"],
      [TAKES_NONE, TAKES, "418 404"],
    ]) {
      await window.selectWord(from);
      await window.keyboard.type(to, { delay: 30 });
      await window.untilLine(`def __init__(self, detail, ${to}): ...`);
      await untilFindings(window, codes);
    }
    assert.equal(readFileSync(join(folder, ERRORS), "utf8"), SHORTAGE[ERRORS]);
  },
);

step(
  "problems after another program's change",
  { workbench, file: DRAFT, files: SHORTAGE },
  async (window, folder) => {
    await window.command("View: Toggle Problems");
    await untilFindings(window, "418");
    for (const [parameter, codes] of [
      [TAKES, "418 404"],
      [TAKES_NONE, "418"],
      [TAKES, "418 404"],
    ]) {
      writeFileSync(join(folder, ERRORS), errorsWith(parameter));
      await untilFindings(window, codes);
    }
  },
);

step("inlay hint", { workbench, file: "toolshed/routes_loans.py" }, async (window) => {
  // The gap between a number and its phrase is no character.
  await window.untilLine('HTTPException(404Not Found, "no such loan")');
  await window.untilLine('HTTPException(403Forbidden, "this is the loan');
});

step(
  "columns behind an emoji",
  { workbench, file: "toolshed/routes_loans.py" },
  async (window, folder) => {
    await window.goToLine(lineOf(folder, "🔧 nothing to extend"));
    await window.hover("409", /409 Conflict/);
    await window.click("409");
    const [title] = await window.quickFixes();
    await window.choose(title);
    await window.untilLine(
      `detail="🔧 nothing to extend, it is back", status_code=${writtenBy(title)})`,
    );
  },
);

/** The rows of the Problems panel that are findings, not files. */
async function findings(window) {
  return (await window.problems()).filter((row) => /\[Ln/.test(row));
}

/** Wait until the Problems panel has findings on these codes, in the order of their lines. */
async function untilFindings(window, codes) {
  const listed = async () => (await findings(window)).map((row) => /\b\d{3}\b/.exec(row)?.[0]);
  const wanted = async () => (await listed()).join(" ") === codes;
  await window.until(`only ${codes} is listed`, wanted).catch(async (error) => {
    throw new Error(`${error.message}, not ${JSON.stringify(await findings(window))}`);
  });
}

/** A card is prose: whatever was markup has become type. A finding's message above it is plain text. */
function assertIsReadable(card) {
  assert.doesNotMatch(card.slice(card.search(/^\d{3} /m)), /\*\*|__|`|\]\(|^#|&[a-z]+;|<\/?[a-z]+>/m);
}
