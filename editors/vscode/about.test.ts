import assert from "node:assert/strict";
import { it } from "node:test";
import { type About, told } from "./about";

const about: About = {
  server: "0.1.0",
  python: "3.12.1",
  expression: "status.HTTP_200_OK",
  library: "Starlette",
  version: "0.47.3",
};

it("tells whose names the file has, in which version, and who says so", () => {
  assert.deepEqual(told(about), [
    "Starlette 0.47.3 · status.HTTP_200_OK",
    "Status Lens 0.1.0, Python 3.12",
  ]);
});

it("leaves out a version that nobody knows", () => {
  const [first] = told({ ...about, version: null });
  assert.equal(first, "Starlette · status.HTTP_200_OK");
});

it("says where no name is certain", () => {
  const [first] = told({ ...about, expression: null, library: null, version: null });
  assert.equal(first, "No library");
});
