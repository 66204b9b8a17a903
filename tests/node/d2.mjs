// Compiles D2: the nodes and connections that it reads.
import { D2 } from "@terrastruct/d2";
import { serve } from "./lines.mjs";

const d2 = new D2();

await serve(async (text) => {
  const { diagram } = await d2.compile(text);
  return {
    nodes: diagram.shapes.map((shape) => [shape.id, shape.label]),
    edges: diagram.connections.map((one) => [one.src, one.dst, one.label]),
  };
});
