// Parses Mermaid as GitHub does, with the library's own defaults (50,000 characters, 500 edges).
import { JSDOM } from "jsdom";
import { serve } from "./lines.mjs";

const page = new JSDOM("<!doctype html><body></body>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

await serve(async (text) => {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = [...db.getVertices().values()].map((node) => [node.id, node.text]);
  const edges = db.getEdges().map((edge) => [edge.start, edge.end, edge.text ?? ""]);
  return { nodes, edges };
});
