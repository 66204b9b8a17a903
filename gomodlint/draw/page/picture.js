// The picture: what is there now, drawn by Cytoscape.js; only what differs from before is changed.
cytoscape.use(cytoscapeDagre);
function styles() {
  const t = theme();
  return [
    { selector: "node", style: { label: "data(label)", shape: "round-rectangle", width: (node) => widthOf(node.data("label")), height: 24, "font-size": 12,
      "font-family": "system-ui, sans-serif", "text-valign": "center", color: t.text, "background-color": "data(colour)", "border-width": 1, "border-color": t.border, "min-zoomed-font-size": 5 } },
    { selector: "node.main", style: { "border-width": 3 } },
    { selector: "edge", style: { width: "data(width)", "line-color": t.edge, "target-arrow-color": t.edge, "target-arrow-shape": "triangle", "curve-style": "straight", "arrow-scale": 0.8 } },
    { selector: "edge[label]", style: { label: "data(label)", "font-size": 10, color: t.text, "text-rotation": "none", "text-background-color": t.back,
      "text-background-opacity": 0.9, "text-background-padding": 2, "min-zoomed-font-size": 6 } },
    { selector: "edge.test", style: { "line-style": "dashed" } },
    { selector: "edge.many", style: { opacity: 0.45 } },
    { selector: "edge.side", style: { "curve-style": "unbundled-bezier", "control-point-distances": 70, "control-point-weights": 0.5 } },
    { selector: "edge[line]", style: { width: 2.5, "line-color": "data(line)", "target-arrow-color": "data(line)", opacity: 1 } },
    { selector: "edge.broken", style: { "line-style": "dotted", width: 2.5, "line-color": t.mark, "target-arrow-color": t.mark, opacity: 1 } },
    { selector: "node.gone", style: { "border-style": "dashed", "border-width": 2, "border-color": t.mark, opacity: 0.45 } },
    { selector: "edge.gone", style: { opacity: 0.15 } },
    { selector: ".faint", style: { opacity: 0.1 } },
    { selector: "edge.near", style: { width: 2.5, "line-color": t.mark, "target-arrow-color": t.mark, "target-arrow-shape": "triangle", opacity: 1, "z-index": 9 } },
    { selector: "node.chosen", style: { "border-color": t.mark, "border-width": 4, opacity: 1, "z-index": 9 } },
    { selector: "edge.chosen", style: { width: 3.5, "line-color": t.mark, "target-arrow-color": t.mark, "target-arrow-shape": "triangle", opacity: 1, "z-index": 9 } },
  ];
}
const picture = cytoscape({ container: $("picture"), minZoom: 0.03, maxZoom: 4, hideEdgesOnViewport: false, textureOnViewport: true, boxSelectionEnabled: false, style: styles() });
let drawn = { nodes: [], edges: new Map() };
let signatures = new Map(); // what each element was drawn with
let places = new Map();
let gone = new Set(); // packages that no program contains, for what is broken

// Nodes with their packages and arrows with their imports: those that exist, or with `all` those of any build.
function compute(all) {
  const names = data.nodes.map((_, node) => (isShown(node) ? nameOf(node) : null));
  const members = new Map();
  names.forEach((name, node) => {
    if (name === null) return;
    if (members.has(name)) members.get(name).push(node); else members.set(name, [node]);
  });
  const edges = new Map(), linked = new Set();
  data.edges.forEach((edge, number) => {
    const a = names[edge[FROM]], b = names[edge[TO]];
    if (a === null || b === null || a === b || (edge[TEST] && !state.tests)) return;
    if (!all && !where(number)) return;
    const key = `${a}\n${b}`;
    if (edges.has(key)) edges.get(key).push(number); else edges.set(key, [number]);
    linked.add(a).add(b);
  });
  const nodes = [...members].filter(([name, inside]) => linked.has(name) || state.only || inside.some(isOwn)).sort((x, y) => (x[0] < y[0] ? -1 : 1));
  return { nodes, edges };
}
function nodeElement([name, members], reached) {
  const lost = members.filter((node) => gone.has(node)).length;
  const label = labelOf(name, members) + (lost && lost < members.length ? ` −${lost}` : "");
  const classes = [members.some((node) => data.nodes[node][MAIN]) ? "main" : "", lost === members.length ? "gone" : ""].join(" ").trim();
  return { group: "nodes", classes, position: { ...(places.get(name) ?? { x: 0, y: 0 }) }, data: { id: name, label, colour: colourOf(members) } };
}
// Thousands of arrows are a grey cloud: then those of the chosen node are drawn, unless all are asked for.
function areFew() {
  return state.arrows === "all" || (state.arrows === "some" && drawn.edges.size <= 3000);
}
function reveal(keys) {
  if (areFew()) return;
  const ranks = new Map(drawn.nodes.map(([name, members]) => [name, rank(members)]));
  picture.edges().remove();
  picture.add(keys.map((key) => edgeElement([key, drawn.edges.get(key)], ranks)));
}
const keysOf = (name) => [...drawn.edges.keys()].filter((key) => key.startsWith(`${name}\n`) || key.endsWith(`\n${name}`));
function edgeElement([key, numbers], ranks) {
  const [source, target] = key.split("\n");
  const side = Math.abs((places.get(source)?.x ?? 0) - (places.get(target)?.x ?? 1e9)) < 60;
  const left = numbers.filter((number) => !state.broken.has(number));
  const classes = [areFew() && drawn.edges.size > 250 ? "many" : "", side && !state.only ? "side" : "", left.length ? "" : "broken", numbers.every((n) => data.edges[n][TEST]) ? "test" : "", numbers.every((n) => gone.has(data.edges[n][FROM])) ? "gone" : ""];
  const found = { id: key, source, target, width: Math.min(5, 1 + Math.log2(numbers.length) / 2) };
  const line = state.colour === "cost" ? COST_LINES[Math.min(ranks.get(source), ranks.get(target))] : state.colour === "finding" ? findingLine(numbers) : "";
  if (line) found.line = line;
  if (state.only && drawn.edges.size <= 40) found.label = numbers.length > 1 ? `${numbers.length} imports` : placeText(numbers[0]).split("/").slice(-1)[0];
  return { group: "edges", classes: classes.filter(Boolean).join(" "), data: found };
}
// All that an arrow's looks depend on; in the ordinary case that is how many imports it stands for.
function signatureOf(one) {
  const plain = !state.broken.size && !state.tests && state.colour !== "cost" && state.colour !== "finding";
  const start = `${one[1].length} ${drawn.edges.size > 250} ${drawn.edges.size <= 40}`;
  return plain ? start : `${start} ${one[1]} ${state.colour} ${[...state.broken]}`;
}
function draw(layout) {
  const started = performance.now();
  forget();
  drawn = compute(false);
  gone = state.broken.size ? new Set(leaving(state.broken)) : new Set();
  if (layout) places = positions(compute(true));
  const ranks = new Map(drawn.nodes.map(([name, members]) => [name, rank(members)]));
  const made = new Map(); // what is drawn anew, by id
  const now = new Map();
  const put = (id, signature, make) => { now.set(id, signature); if (layout || signatures.get(id) !== signature) made.set(id, make()); };
  for (const one of drawn.nodes) { const element = nodeElement(one); put(one[0], JSON.stringify([element.classes, element.data]), () => element); }
  if (areFew()) for (const one of drawn.edges) put(one[0], signatureOf(one), () => edgeElement(one, ranks));
  picture.elements().removeClass("chosen faint near");
  // Not in one batch: an element that goes and comes back in the same one would keep no style.
  const stale = layout ? picture.elements() : picture.elements().filter((one) => made.has(one.id()) || !now.has(one.id()));
  picture.batch(() => stale.remove());
  picture.batch(() => picture.add([...made.values()]));
  signatures = now;
  if (layout) fit();
  legend();
  list();
  opened();
  say(`${counted(drawn.nodes.length, "node")}, ${counted(drawn.edges.size, "arrow")} in ${asked()}` + (mask ? "" : ": there is no such build") + (areFew() ? "" : "; those of the chosen node are drawn") + (state.broken.size ? `, ${counted(state.broken.size, "import")} broken` : ""));
  document.body.dataset.redraw = String(Math.round(performance.now() - started));
}
let fitted = ""; // where the view was when all was fitted into it
const view = () => JSON.stringify([picture.zoom(), picture.pan()]);
function fit(elements) {
  picture.fit(elements, 30);
  if (picture.zoom() > 1.6) { picture.zoom(1.6); picture.center(elements); }
  fitted = view();
}
// A legend that needs another line, or a window that changes, leaves less room: what was fitted is fitted again.
new ResizeObserver(() => {
  const whole = view() === fitted;
  picture.resize();
  if (whole) fit();
}).observe($("picture"));
function mark(elements) {
  picture.elements().removeClass("chosen faint");
  if (elements.empty()) return;
  picture.elements().not(elements.union(elements.connectedNodes()).union(elements.connectedEdges())).addClass("faint");
  elements.addClass("chosen");
}
function findingLine(numbers) {
  const all = new Set(numbers);
  const found = data.findings.filter((one) => one.chain.some((number) => all.has(number)));
  return found.length ? COST_LINES[found.some((one) => one.fails) ? 3 : 2] : "";
}
function placeText(number) {
  const [file, line] = data.edges[number][PLACES];
  return file === undefined ? "" : `${data.files[file]}:${line}`;
}
