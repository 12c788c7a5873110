// Beside another Python server, basedpyright: its cards and lists stay what they are, ours add to them.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { besideAnotherServer } from "./small_extensions.mjs";
import { step } from "./step.mjs";
import { startWorkbench } from "./workbench.mjs";

let started;
const workbench = () => started;
before(async () => {
  started = await startWorkbench(besideAnotherServer());
});
after(() => started?.stop());

const DRAFT = "toolshed/draft.py";
const files = {
  [DRAFT]: `from http import HTTPStatus

missing = HTTPStatus.NOT_FOUND
wanted = ()
`,
};
const OURS = /404 Not Found · Client Error/;
const THEIRS = /\(constant\) NOT_FOUND/;
// Which comes first is the editor's choice: the server that was there later.
const BOTH = new RegExp(`(?=[^]*${OURS.source})(?=[^]*${THEIRS.source})`);

step("two cards", { workbench, file: DRAFT, files }, async (window) => {
  const card = await window.hover("NOT_FOUND", BOTH);
  const parts = card.split(/(?=\(constant\))|(?=404 Not Found)/);
  const [ours, theirs] = [OURS, THEIRS].map((one) => parts.find((part) => one.test(part)));
  assert.doesNotMatch(ours, /NOT_FOUND|HTTPStatus/, "ours repeats what theirs says");
  assert.match(theirs, /Literal\[HTTPStatus\.NOT_FOUND\]/);
});

step("one list of two servers", { workbench, file: DRAFT, files }, async (window) => {
  await window.hover("NOT_FOUND", BOTH); // both servers are there
  await window.typeBefore(4, ")", "HTTPStatus.");
  // Ours come first, with their numbers; further down each name stands once more.
  await window.until("the list is ours at first", async () => {
    const rows = await window.suggestions({ whole: true });
    return rows.length > 9 && rows.slice(0, 10).every((row) => /\b[1-5]\d\d\b|…/.test(row));
  });
  await window.keyboard.type("NOT_F", { delay: 30 });
  const [ours, theirs] = await window.until("both have the name", async () => {
    const rows = await window.suggestions({ whole: true });
    return rows.filter((row) => row.startsWith("NOT_FOUND")).length === 2 && rows;
  });
  assert.match(ours, /^NOT_FOUND\s+404\b/);
  assert.doesNotMatch(theirs, /404/);
  await window.keyboard.press("ArrowDown");
  await window.keyboard.press("Tab");
  await window.untilLine("wanted = (HTTPStatus.NOT_FOUND)");
});

step(
  "members from the other server only",
  {
    workbench,
    file: DRAFT,
    files: { ...files, ".vscode/settings.json": { "statuslens.completion": "positions" } },
  },
  async (window) => {
    await window.hover("NOT_FOUND", BOTH);
    await window.typeBefore(4, ")", "HTTPStatus.NOT_F");
    await window.until("the name stands there once", async () => {
      const rows = await window.suggestions({ whole: true });
      return rows.filter((row) => /^NOT_FOUND/.test(row)).join("|") === "NOT_FOUND";
    });
    await window.keyboard.press("Tab");
    await window.untilLine("wanted = (HTTPStatus.NOT_FOUND)");
    await window.goToLine(3);
    await window.keyboard.type("respond(status_code=)\n");
    await window.typeBefore(3, ")", "");
    await window.until("a place is ours as before", async () => {
      const [first] = await window.suggestions({ whole: true });
      return /^HTTPStatus\.\w+/.test(first);
    });
  },
);
