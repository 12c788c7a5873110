import type { About } from "./protocol";

/** Two lines for the status bar: the library whose names are written, and the server. */
export function summary({ server, python, expression, library, version }: About): [string, string] {
  const names = library ? [library, version].filter(Boolean).join(" ") : "No library";
  const example = expression ? ` · ${expression}` : "";
  const [major, minor] = python.split(".");
  return [`${names}${example}`, `Status Lens ${server}, Python ${major}.${minor}`];
}
