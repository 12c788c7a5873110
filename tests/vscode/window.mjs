// One window of VS Code: what a hand does there with mouse and keyboard, and what an eye sees.
//
// Whatever comes a little later is waited for; where it does not come, the error tells what was there.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE = 20_000;
export const HOVER = ".monaco-hover:not(.hidden) .monaco-hover-content";

export class Window {
  constructor(page) {
    this.page = page;
    this.keyboard = page.keyboard;
  }

  // Seeing

  /** The lines of the editor that are in view, from the top. Inlay hints are part of them. */
  lines() {
    return this.page.evaluate(() =>
      [...document.querySelectorAll(".editor-instance .view-lines .view-line")]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map((line) => line.textContent.replaceAll("\u00a0", " ")),
    );
  }

  /** The card under the mouse, once it says what is wanted. The one from before has gone by then. */
  async hover(text, wanted) {
    await this.parkMouse();
    await this.until("no card is left", async () => !(await this.cards()).length);
    const end = Date.now() + PATIENCE;
    for (;;) {
      // Before the server is there nobody answers, and the editor asks again only when the mouse comes again;
      // and while a window opens, its lines still move.
      const { x, y } = await this.middle(text);
      await this.page.mouse.move(x, y, { steps: 3 });
      for (let wait = 0; wait < 20; wait += 1) {
        const card = (await this.cards()).find((each) => wanted.test(each));
        if (card) return card;
        await sleep(100);
      }
      const cards = JSON.stringify(await this.cards());
      assert.ok(Date.now() < end, `over ${text} there is ${cards}, not ${wanted}`);
      await this.parkMouse();
      await sleep(300);
    }
  }

  /** Rest the mouse there for as long as a card takes, and return what appeared. */
  async cardsOver(text) {
    await this.parkMouse();
    await this.until("no card is left", async () => !(await this.cards()).length);
    const { x, y } = await this.middle(text);
    await this.page.mouse.move(x, y, { steps: 3 });
    await sleep(1500);
    return this.cards();
  }

  cards() {
    const shown = this.page.locator(HOVER).filter({ visible: true });
    return shown.evaluateAll((all) => all.map((card) => card.innerText));
  }

  /** The rows of the completion list as far as they are in view, from the top: the labels, or all they say. */
  async suggestions({ whole = false } = {}) {
    const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.first().waitFor({ timeout: PATIENCE });
    const texts = await rows.evaluateAll(
      (all, part) =>
        all
          .sort((a, b) => a.dataset.index - b.dataset.index)
          .map((row) => row.querySelector(part).innerText),
      whole ? ".main" : ".label-name",
    );
    return texts.map((text) => text.replace(/\s+/g, " ").trim());
  }

  /** The rows of the Problems panel. */
  async problems() {
    const rows = this.page.locator(".markers-panel-container .monaco-list-row");
    return rows.evaluateAll((all) => all.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
  }

  /** The text of a Markdown preview that says what is wanted; nothing until it is there. */
  async preview(wanted) {
    for (const frame of this.page.frames()) {
      const text = await frame.locator("body").innerText({ timeout: 1000 }).catch(() => "");
      if (frame !== this.page.mainFrame() && wanted.test(text)) return text;
    }
    return undefined;
  }

  /** Wait until the condition holds, and hand back what it found. */
  async until(what, condition, within = PATIENCE) {
    const end = Date.now() + within;
    for (;;) {
      const found = await condition();
      if (found) return found;
      assert.ok(Date.now() < end, `waited ${within / 1000} s until ${what}`);
      await sleep(50);
    }
  }

  /** Wait until a line in view is this one, apart from what stands around it. */
  async untilLine(text) {
    const has = async () => (await this.lines()).some((line) => line.includes(text));
    await this.until("a line", has).catch(async () => {
      assert.fail(`no line has ${text}:\n${(await this.lines()).join("\n")}`);
    });
  }

  /** The middle of the text in the editor, in pixels. */
  async middle(text) {
    const found = await this.page.evaluate(middleOf, text);
    assert.ok(found, `${text} is not in view`);
    return found;
  }

  picture(path, options = {}) {
    return this.page.screenshot({ path, animations: "disabled", caret: "initial", ...options });
  }

  // Doing

  /** Put the text cursor into the text. */
  async click(text) {
    const { x, y } = await this.middle(text);
    await this.page.mouse.click(x, y);
    await this.parkMouse();
  }

  /** Select the word with a double click. */
  async selectWord(word) {
    const { x, y } = await this.middle(word);
    await this.page.mouse.dblclick(x, y);
    await this.parkMouse();
  }

  /** Type into a line, before the last occurrence of a text; then the completion list is open. */
  async typeBefore(line, text, typed) {
    await this.goToLine(line);
    const content = (await this.lines())[line - 1];
    await this.keyboard.press("End");
    for (let back = content.length - content.lastIndexOf(text); back > 0; back -= 1)
      await this.keyboard.press("ArrowLeft");
    await this.keyboard.type(typed, { delay: 30 });
    const list = this.page.locator(".suggest-widget.visible .monaco-list-row").first();
    // Before the server has come up nobody answers what was typed: ask again, as a hand would.
    await this.until("the list opens", async () => {
      if (await list.isVisible()) return true;
      await this.keyboard.press("Control+Space");
      return list.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Where no card opens, and none takes the keyboard. */
  async parkMouse() {
    const { width, height } = this.page.viewportSize();
    await this.page.mouse.move(width / 2, height - 8);
  }

  /** Open the file of that name, which is the only one. */
  async openFile(name) {
    await this.quickInput("Control+P", name);
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name });
    await row.first().waitFor({ timeout: PATIENCE });
    await this.keyboard.press("Enter");
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-instance .view-line").first().waitFor();
  }

  /** Scroll to a line, and put the text cursor at its beginning. */
  async goToLine(number) {
    const box = this.page.locator(".quick-input-widget");
    await this.until("the cursor goes to a line", async () => {
      await this.quickInput("Control+G", `:${number}`);
      await this.keyboard.press("Enter");
      try {
        await box.waitFor({ state: "hidden", timeout: 3000 });
        return true;
      } catch {
        return void (await this.keyboard.press("Escape")); // the editor was not there yet
      }
    });
  }

  /** Run a command of the palette. One that an extension brings may take a moment to be there. */
  async command(title) {
    await this.quickInput("F1", `>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title });
    await row.first().waitFor({ timeout: PATIENCE });
    await this.keyboard.press("Enter");
  }

  async quickInput(key, text) {
    const input = this.page.locator(".quick-input-widget input.input");
    // It closes again where something else takes the keyboard meanwhile.
    await this.until(`${key} opens its box`, async () => {
      await this.keyboard.press(key);
      return input.fill(text, { timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Write into the box that has opened. */
  async fillIn(text) {
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ timeout: PATIENCE });
    await input.fill(text);
  }

  /** Type into the list that is open, and tell the row that is chosen then. */
  async search(text) {
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ timeout: PATIENCE });
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused");
    await row.first().waitFor({ timeout: PATIENCE });
    await input.fill(text);
    const has = async () => (await row.first().innerText()).toLowerCase().includes(text);
    await this.until(`the list has ${text}`, has);
    return row.first().innerText();
  }

  /** Open the menu of the light bulb, and tell its rows. Now and then it closes as it opens. */
  async quickFixes() {
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    for (let attempt = 1; ; attempt += 1) {
      await this.keyboard.press("Control+.");
      try {
        await rows.first().waitFor({ timeout: 5000 });
        return (await rows.allInnerTexts()).map((title) => title.trim());
      } catch (error) {
        if (attempt === 3) throw error;
        await this.keyboard.press("Escape");
      }
    }
  }

  /** Choose a row of that menu with the keyboard. */
  async choose(title) {
    const focused = this.page.locator(".action-widget .monaco-list-row.action.focused");
    const seen = [];
    for (let row = 0; row < 30; row += 1) {
      const text = (await focused.first().innerText()).trim();
      if (text === title) return this.keyboard.press("Enter");
      seen.push(text);
      await this.keyboard.press("ArrowDown");
    }
    assert.fail(`the menu has no ${title}, only ${JSON.stringify(seen)}`);
  }

  /** Press a button of a dialog or of a panel. */
  button(name) {
    return this.page.getByRole("button", { name, exact: true }).first().click();
  }

  async save() {
    const dirty = this.page.locator(".tab.active.dirty");
    await dirty.waitFor();
    await this.keyboard.press("Control+S");
    await this.until("the file is saved", async () => !(await dirty.count()));
  }

  close() {
    return this.page.close();
  }
}

/** The expression that a quick fix with that title writes. */
export function writtenBy(title) {
  return /\w+(\.\w+)+/.exec(title)[0];
}

/** Runs in the browser: the first occurrence of a text among the lines in view. */
function middleOf(text) {
  const lines = [...document.querySelectorAll(".editor-instance .view-lines .view-line")].sort(
    (a, b) => parseFloat(a.style.top) - parseFloat(b.style.top),
  );
  for (const line of lines) {
    const nodes = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const whole = nodes.map((node) => node.data).join("").replaceAll("\u00a0", " ");
    const at = (offset) => {
      for (const node of nodes) {
        if (offset <= node.length) return [node, offset];
        offset -= node.length;
      }
      return [line, 0];
    };
    const start = whole.indexOf(text);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(...at(start));
    range.setEnd(...at(start + text.length));
    const box = range.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  return null;
}
