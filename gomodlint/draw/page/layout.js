// Where nodes stand. They are placed for all builds at once: a switch of the build moves nothing.
const DAGRE_NODES = 60, DAGRE_EDGES = 90; // beyond, dagre is slow and its picture is no longer clear
const widthOf = (label) => 16 + 6.9 * label.length;
function positions(whole) {
  if (whole.nodes.length <= DAGRE_NODES && whole.edges.size <= DAGRE_EDGES) return layered(whole);
  return packed(whole);
}
function layered(whole) {
  const elements = whole.nodes.map(([name, members]) => ({ data: { id: name, label: labelOf(name, members) } }));
  for (const key of whole.edges.keys()) {
    const [source, target] = key.split("\n");
    elements.push({ data: { id: key, source, target } });
  }
  const hidden = cytoscape({ headless: true, styleEnabled: true, elements, style: [
    { selector: "node", style: { width: (node) => widthOf(node.data("label")), height: 24 } },
  ] });
  const box = $("picture"), down = state.only && whole.edges.size <= 40; // arrows have their places beside them: a chain runs down
  hidden.layout({ name: "dagre", rankDir: down || box.clientWidth < 0.8 * box.clientHeight ? "TB" : "LR", nodeSep: down ? 40 : 12, rankSep: down ? 60 : 80, ranker: "longest-path", animate: false, fit: false }).run();
  const found = new Map(hidden.nodes().map((node) => [node.id(), { ...node.position() }]));
  hidden.destroy();
  return down ? found : stretched(found);
}
// As high as the window allows: more room between the rows.
function stretched(found) {
  const all = [...found.values()];
  const size = (axis) => Math.max(...all.map((at) => at[axis])) - Math.min(...all.map((at) => at[axis]));
  const box = $("picture"), wanted = (size("x") + 200) * (box.clientHeight / Math.max(1, box.clientWidth));
  const factor = Math.min(3, Math.max(1, wanted / (size("y") + 60)));
  for (const at of all) at.y *= factor;
  return found;
}
// Many nodes, or many arrows: rows and columns in the shape of the window. What imports stands left of what it imports,
// or above it in the same column; those that import alike are near each other.
function packed(whole) {
  const { below, above } = neighbours(whole);
  const rows = [];
  for (const [name, at] of depths(whole, below)) (rows[at] ||= []).push(name);
  settle(rows, below, above);
  const labels = new Map(whole.nodes.map(([name, members]) => [name, widthOf(labelOf(name, members))]));
  const order = rows.reverse().flat();
  const box = $("picture"), shape = (box.clientWidth || 1200) / (box.clientHeight || 800);
  const few = order.length < 120, ROW = few ? 44 : 31, GAP = few ? 110 : 26;
  const parts = (high) => Array.from({ length: Math.ceil(order.length / high) }, (_, at) => order.slice(at * high, (at + 1) * high));
  const wide = (column) => Math.max(...column.map((name) => labels.get(name)));
  const width = (high) => parts(high).reduce((sum, column) => sum + wide(column) + GAP, 0);
  let high = 3;
  while (high < order.length && width(high) / (high * ROW) > shape) high += 1 + Math.floor(high / 20);
  const even = Math.ceil(order.length / Math.ceil(order.length / high));
  const found = new Map();
  let x = 0;
  for (const column of parts(even)) {
    const half = wide(column) / 2;
    column.forEach((name, at) => found.set(name, { x: x + half, y: (at - (column.length - 1) / 2) * ROW }));
    x += 2 * half + GAP;
  }
  return found;
}
function neighbours(whole) {
  const below = new Map(whole.nodes.map(([name]) => [name, []])), above = new Map(whole.nodes.map(([name]) => [name, []]));
  for (const key of whole.edges.keys()) {
    const [a, b] = key.split("\n");
    below.get(a).push(b);
    above.get(b).push(a);
  }
  return { below, above };
}
// The longest way down from each node; an import that closes a circle does not count.
function depths(whole, below) {
  const depth = new Map(), open = new Set();
  for (const [name] of whole.nodes) {
    const work = [[name, 0]];
    while (work.length) {
      const top = work[work.length - 1], [node, at] = top, next = below.get(node);
      if (depth.has(node)) { work.pop(); continue; }
      open.add(node);
      if (at < next.length) {
        top[1]++;
        if (!depth.has(next[at]) && !open.has(next[at])) work.push([next[at], 0]);
        continue;
      }
      depth.set(node, 1 + Math.max(-1, ...next.filter((to) => depth.has(to)).map((to) => depth.get(to))));
      open.delete(node);
      work.pop();
    }
  }
  return depth;
}
// Sorts each column by where its neighbours stand, a few times to and fro.
function settle(rows, below, above) {
  const place = new Map();
  const note = () => rows.forEach((row) => row.forEach((name, at) => place.set(name, at / row.length)));
  note();
  for (let sweep = 0; sweep < 4; sweep++) {
    const around = sweep % 2 ? below : above;
    for (const row of rows) {
      const mean = new Map(row.map((name) => {
        const all = around.get(name);
        return [name, all.length ? all.reduce((sum, one) => sum + place.get(one), 0) / all.length : place.get(name)];
      }));
      row.sort((a, b) => mean.get(a) - mean.get(b) || (a < b ? -1 : 1));
    }
    note();
  }
}
