// Evaluates an expression of GitHub Actions: {"expression": …, "contexts": {"inputs": {…}, …}, "cancelled": false}.
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from "@actions/expressions";
import { serve } from "./lines.mjs";

const status = (name, value) => ({ name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) });

await serve(async ({ expression, contexts, cancelled }) => {
  const functions = [
    status("always", true),
    status("cancelled", cancelled),
    status("success", !cancelled),
    status("failure", false),
  ];
  const known = new Map([...Object.entries(wellKnownFunctions), ...functions.map((one) => [one.name, one])]);
  const values = JSON.parse(JSON.stringify(contexts), data.reviver);
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), [...known.values()]).parse();
  const result = new Evaluator(tree, values, known).evaluate();
  return { text: result.coerceString(), holds: result.kind === data.Kind.Boolean ? result.value : result.coerceString() !== "" };
});
