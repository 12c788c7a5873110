import assert from "node:assert/strict";
import { it } from "node:test";
import { summary } from "./about";
import type { About } from "./protocol";

const about: About = {
  server: "0.1.0",
  python: "3.12.1",
  expression: "status.HTTP_200_OK",
  library: "Starlette",
  version: "0.47.3",
};

it("names the library, its version and the server", () => {
  assert.deepEqual(summary(about), [
    "Starlette 0.47.3 · status.HTTP_200_OK",
    "Status Lens 0.1.0, Python 3.12",
  ]);
});

it("leaves out an unknown version", () => {
  const [first] = summary({ ...about, version: null });
  assert.equal(first, "Starlette · status.HTTP_200_OK");
});

it("says that no library is known", () => {
  const [first] = summary({ ...about, expression: null, library: null, version: null });
  assert.equal(first, "No library");
});
