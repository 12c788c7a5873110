/** What counts for a file, as server/statuslens/requests.py tells. */
export interface About {
  server: string;
  python: string;
  expression: string | null;
  library: string | null;
  version: string | null;
}

/** For a file: whose names are written there, and who says so. A longer line would not fit. */
export function told({ server, python, expression, library, version }: About): [string, string] {
  const names = library ? [library, version].filter(Boolean).join(" ") : "No library";
  const example = expression ? ` · ${expression}` : "";
  const [major, minor] = python.split(".");
  return [`${names}${example}`, `Status Lens ${server}, Python ${major}.${minor}`];
}
