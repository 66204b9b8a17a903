// What GitHub's editor extension says of a workflow or an action: {"name": "action.yml", "text": …}. Bundled by esbuild:
// the package imports JSON in a way that only bundlers and the newest Node take.
import { registerLogger, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serve } from "./lines.mjs";

// The service logs its own failures and goes on as if it had found nothing: here they are an answer.
let failures = [];
registerLogger({ error: (said) => failures.push(said), warn() {}, info() {}, log() {} });
let number = 0; // it remembers documents by their names

await serve(async ({ name, text }) => {
  failures = [];
  const address = `file:///${(number += 1)}/${name}`;
  const found = await validate(TextDocument.create(address, "yaml", number, text));
  if (failures.length) throw new Error(failures.join("\n"));
  return found.map((one) => `${name}:${one.range.start.line + 1}: ${one.message}`);
});
