import type { Position, Range, TextEdit } from "vscode-languageclient/node";

// The server's own requests, which server/statuslens/lsp/extensions.py describes; a test compares both.
export interface Requests {
  "statuslens/codes": { params: null; answer: Code[] };
  "statuslens/environment": { params: DocumentParams; answer: About | null };
  "statuslens/constants": { params: PositionParams; answer: Constant[] };
  "statuslens/usage": { params: null; answer: CodeUsages[] };
  "statuslens/usages": { params: CodeParams; answer: Usage[] };
}

export interface DocumentParams {
  uri: string;
}

export interface PositionParams {
  uri: string;
  position: Position;
}

export interface CodeParams {
  code: number;
}

export interface Code {
  code: number;
  title: string;
  kind: string;
  names: string[];
  sentence: string;
}

export interface About {
  server: string;
  python: string;
  expression: string | null;
  library: string | null;
  version: string | null;
}

export interface Constant {
  code: number;
  label: string;
  detail: string;
  edits: TextEdit[];
}

export interface CodeUsages {
  code: number;
  title: string;
  usages: number;
}

export interface Usage {
  uri: string;
  range: Range;
  text: string;
}
