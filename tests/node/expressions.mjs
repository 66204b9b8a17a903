// Evaluates an expression of GitHub Actions: {"expression": …, "contexts": {"inputs": {…}, …}, "status": "success"}.
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import { serve } from "./lines.mjs";

const status = (name, value) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) });

await serve(async ({ expression, contexts, status: now }) => {
  const functions = [status("always", true)];
  for (const [name, word] of [["cancelled", "cancelled"], ["success", "success"], ["failure", "failure"]])
    functions.push(status(name, now === word));
  const known = new Map([...Object.entries(wellKnownFunctions), ...functions.map((one) => [one.name, one])]);
  const values = JSON.parse(JSON.stringify(contexts), data.reviver);
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), [...known.values()]).parse();
  const result = new Evaluator(tree, values, known).evaluate();
  const text = result.coerceString();
  return { text, holds: result.kind === data.Kind.Boolean ? result.value : text !== "" };
});
