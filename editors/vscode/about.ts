/** What counts for a file, as server/statuslens/requests.py tells. */
export interface About {
  server: string;
  python: string;
  expression: string | null;
  library: string | null;
  version: string | null;
}

/** The two lines for a file: whose names are written there, and who says so. */
export function told({ server, python, expression, library, version }: About): [string, string] {
  const names = library ? [library, version].filter(Boolean).join(" ") : "no library";
  const example = expression ? ` · ${expression}` : "";
  return [`Status Lens: ${names}${example}`, `server ${server} on Python ${python}`];
}
