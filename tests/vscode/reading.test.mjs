// What one reads in the editor: cards, inlay hints, problems.
import assert from "node:assert/strict";
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

step(
  "problems panel",
  {
    workbench,
    file: "toolshed/routes_loans.py",
    // A hint, which a bare number is by default, is not listed there.
    files: { ".vscode/settings.json": { "statuslens.severity": { "magic-status": "information" } } },
  },
  async (window) => {
    await window.page.locator(".squiggly-info").first().waitFor();
    await window.command("View: Toggle Problems");
    const numbers = () => window.problems().then((rows) => rows.filter((row) => /\[Ln/.test(row)));
    await window.until("the problems are listed", async () => (await numbers()).length > 5);
    for (const row of await numbers()) assert.match(row, /\d{3}.*magic-status.*\[Ln \d+, Col \d+\]/);
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

/** A card is prose: whatever was markup has become type. A finding's message above it is plain text. */
function assertIsReadable(card) {
  assert.doesNotMatch(card.slice(card.search(/^\d{3} /m)), /\*\*|__|`|\]\(|^#|&[a-z]+;|<\/?[a-z]+>/m);
}
