// A program that answers questions: one JSON value a line in, `{"value": …}` or `{"error": …}` a line out.
import { createInterface } from "node:readline";

export async function serve(answer) {
  console.log = console.info = console.warn = console.error; // standard output is for answers alone
  for await (const line of createInterface({ input: process.stdin })) {
    let said;
    try {
      said = { value: (await answer(JSON.parse(line))) ?? null };
    } catch (error) {
      said = { error: String(error?.message ?? error) || "an error without words" };
    }
    process.stdout.write(JSON.stringify(said) + "\n");
  }
  process.exit(0); // some libraries leave threads behind
}
