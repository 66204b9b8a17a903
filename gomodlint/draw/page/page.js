"use strict";
// Packages and imports with their conditions; what exists in a build is computed here, when the build is switched.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const [PATH, KIND, DIRECTORY, MODULE, SET, MAIN, LEVEL] = [0, 1, 2, 3, 4, 5, 6];
const RANKS = ["", "green", "yellow", "red"];
const rank = (members) => Math.max(...members.map((node) => RANKS.indexOf(data.nodes[node][LEVEL] || "")));
const [FROM, TO, CONDITION, LABEL, FILE, LINE, TEST] = [0, 1, 2, 3, 4, 5, 6];
const state = { group: "directory", build: -1, tags: new Set(), outside: false, tests: false, open: new Set(), broken: new Set() };

// ---- conditions: a leaf is a set of builds in hex, a node asks for a tag: [tag, on, off]
const leaves = data.conditions.map((c) => (typeof c === "string" ? BigInt("0x" + c) : null));
function bits(number) {
  let at = number;
  while (leaves[at] === null) {
    const [tag, on, off] = data.conditions[at];
    at = state.tags.has(tag) ? on : off;
  }
  return leaves[at];
}
let known = new Map();
function holds(number) {
  let found = known.get(number);
  if (found === undefined) {
    const set = bits(number);
    found = state.build < 0 ? set !== 0n : ((set >> BigInt(state.build)) & 1n) === 1n;
    known.set(number, found);
  }
  return found;
}

// ---- what exists
const outgoing = data.nodes.map(() => []);
const incoming = data.nodes.map(() => []);
data.edges.forEach((edge, number) => { outgoing[edge[FROM]].push(number); incoming[edge[TO]].push(number); });
const isOwn = (node) => data.nodes[node][KIND] === "own";
function exists(number) {
  const edge = data.edges[number];
  return !state.broken.has(number) && (state.tests || !edge[TEST]) && holds(edge[CONDITION]);
}
function shown(node) { return state.outside || isOwn(node); }
function groupOf(node) {
  const one = data.nodes[node];
  if (state.group === "package") return one[PATH];
  if (one[KIND] === "std") return "std";
  if (state.group === "set" && one[SET]) return one[SET];
  if (one[KIND] !== "own") return one[MODULE] || one[PATH];
  if (state.group === "module") return one[MODULE];
  return one[DIRECTORY] ? "./" + one[DIRECTORY].split("/")[0] : ".";
}
function nameOf(node) {
  const group = groupOf(node);
  return state.open.has(group) ? data.nodes[node][PATH] : group;
}
const byPath = new Map(data.nodes.map((node, number) => [node[PATH], number]));

// ---- the picture
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const levels = dark ? ["", "#2f5a37", "#7a6112", "#8f3024"] : ["", "#cfe8cf", "#ffe08a", "#ff9d8f"];
const lines = ["", "#6a9a6a", "#b08900", "#c0392b"];
const colours = dark
  ? { own: "#2b5c94", std: "#4a525e", "third-party": "#7d5a1e", missing: "#8a2f2b", mixed: "#5b4488" }
  : { own: "#cfe3ff", std: "#e4e7ec", "third-party": "#ffe6c2", missing: "#ffc9c5", mixed: "#e7dbff" };
cytoscape.use(cytoscapeDagre);
const picture = cytoscape({
  container: $("picture"), minZoom: 0.05, maxZoom: 4, hideEdgesOnViewport: true, textureOnViewport: true,
  style: [
    { selector: "node", style: { label: "data(label)", shape: "round-rectangle", width: (node) => 14 + 7.2 * node.data("label").length, height: 22, padding: 2, "font-size": 12,
      "text-valign": "center", color: dark ? "#e4e9f0" : "#1c2430", "background-color": "data(colour)", "border-width": 1, "border-color": dark ? "#586273" : "#98a4b5" } },
    { selector: "node[?main]", style: { "border-width": 3 } },
    { selector: "edge", style: { width: 1.2, "line-color": dark ? "#657081" : "#9aa6b6", "target-arrow-color": dark ? "#657081" : "#9aa6b6",
      "target-arrow-shape": "triangle", "curve-style": "straight", "arrow-scale": 0.8 } },
    { selector: "edge[?test]", style: { "line-style": "dashed" } },
    { selector: "edge[line]", style: { width: 2, "line-color": "data(line)", "target-arrow-color": "data(line)" } },
    { selector: ".chosen", style: { "border-color": "#d93a2b", "border-width": 4, "line-color": "#d93a2b", "target-arrow-color": "#d93a2b", "z-index": 9 } },
    { selector: "edge.chosen", style: { width: 3 } },
    { selector: ".faint", style: { opacity: 0.12 } },
  ],
});
let drawn = { nodes: [], edges: new Map() };
function compute() {
  const members = new Map();
  data.nodes.forEach((_, node) => {
    if (!shown(node)) return;
    const name = nameOf(node);
    if (!members.has(name)) members.set(name, []);
    members.get(name).push(node);
  });
  const edges = new Map();
  data.edges.forEach((edge, number) => {
    if (!shown(edge[FROM]) || !shown(edge[TO]) || !exists(number)) return;
    const a = nameOf(edge[FROM]), b = nameOf(edge[TO]);
    if (a === b) return;
    const key = a + "\n" + b;
    if (!edges.has(key)) edges.set(key, []);
    edges.get(key).push(number);
  });
  const linked = new Set([...edges.keys()].flatMap((key) => key.split("\n")));
  const nodes = [...members].filter(([name, all]) => linked.has(name) || all.some(isOwn)).sort((x, y) => (x[0] < y[0] ? -1 : 1));
  return { nodes, edges };
}
function draw(layout) {
  const started = performance.now();
  known = new Map();
  const before = new Map(picture.nodes().map((node) => [node.id(), node.position()]));
  drawn = compute();
  const elements = drawn.nodes.map(([name, members]) => {
    const kinds = new Set(members.map((node) => data.nodes[node][KIND]));
    const kind = kinds.size === 1 ? [...kinds][0] : "mixed";
    const element = { group: "nodes", data: { id: name, label: members.length > 1 ? `${name} (${members.length})` : name, colour: levels[rank(members)] || colours[kind],
      main: members.some((node) => data.nodes[node][MAIN]) } };
    if (before.has(name)) element.position = { ...before.get(name) };
    return element;
  });
  const ranks = new Map(drawn.nodes.map(([name, members]) => [name, rank(members)]));
  for (const [key, numbers] of drawn.edges) {
    const [source, target] = key.split("\n");
    const line = lines[Math.min(ranks.get(source), ranks.get(target))];
    elements.push({ group: "edges", data: { id: key, source, target, test: numbers.every((n) => data.edges[n][TEST]), ...(line ? { line } : {}) } });
  }
  picture.batch(() => { picture.elements().remove(); picture.add(elements); });
  if (layout || drawn.nodes.some(([name]) => !before.has(name))) arrange();
  list();
  const build = state.build < 0 ? "any build" : data.builds[state.build].join("/");
  $("status").textContent = `${drawn.nodes.length} nodes, ${drawn.edges.size} arrows in ${build}` + (state.broken.size ? `, ${state.broken.size} imports broken` : "");
  document.body.dataset.redraw = String(Math.round(performance.now() - started));
}
function arrange() {
  const many = drawn.edges.size > 600 || drawn.nodes.length > 160;
  const options = many
    ? { name: "preset", positions: columns(), animate: false }
    : { name: "dagre", rankDir: "LR", nodeSep: 8, rankSep: 90, ranker: "longest-path", animate: false };
  picture.layout(options).run();
  picture.fit(undefined, 20);
}
// Many nodes: a column for each depth (the longest way down), in each column those near each other that import alike.
function columns() {
  const below = new Map(drawn.nodes.map(([name]) => [name, []])), above = new Map(drawn.nodes.map(([name]) => [name, []]));
  for (const key of drawn.edges.keys()) { const [a, b] = key.split("\n"); below.get(a).push(b); above.get(b).push(a); }
  const depth = new Map(), open = new Set();
  for (const [name] of drawn.nodes) {
    const work = [[name, 0]];
    while (work.length) {
      const top = work[work.length - 1], [node, at] = top;
      if (depth.has(node)) { work.pop(); continue; }
      open.add(node);
      const next = below.get(node);
      if (at < next.length) { top[1]++; if (!depth.has(next[at]) && !open.has(next[at])) work.push([next[at], 0]); continue; }
      depth.set(node, 1 + Math.max(-1, ...next.filter((to) => depth.has(to)).map((to) => depth.get(to))));
      open.delete(node);
      work.pop();
    }
  }
  const rows = [];
  for (const [name] of drawn.nodes) (rows[depth.get(name)] ||= []).push(name);
  const place = new Map();
  const settle = () => rows.forEach((row) => (row || []).forEach((name, at) => place.set(name, at - row.length / 2)));
  settle();
  for (let sweep = 0; sweep < 4; sweep++) {
    const around = sweep % 2 ? below : above;
    for (const row of rows.filter(Boolean)) {
      const mean = (name) => { const all = around.get(name); return all.length ? all.reduce((sum, one) => sum + place.get(one), 0) / all.length : place.get(name); };
      const weights = new Map(row.map((name) => [name, mean(name)]));
      row.sort((x, y) => weights.get(x) - weights.get(y) || (x < y ? -1 : 1));
    }
    settle();
  }
  const height = Math.max(...rows.map((row) => (row ? row.length : 0)));
  const found = {};
  let x = 0;
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at] || [];
    const per = Math.max(1, Math.ceil(row.length / Math.ceil(row.length / 60)));  // a long column becomes several
    row.forEach((name, number) => {
      const within = number % per;
      found[name] = { x: x + Math.floor(number / per) * 340, y: (within - Math.min(per, row.length) / 2) * Math.max(34, Math.min(60, (height * 34) / per)) };
    });
    x += 380 + Math.floor(Math.max(0, row.length - 1) / per) * 340;
  }
  return found;
}

// ---- the list and the details
function button(text, act) {
  const one = document.createElement("button");
  one.textContent = text;
  one.addEventListener("click", act);
  return one;
}
function item(parent, ...children) {
  const one = document.createElement("li");
  one.append(...children);
  parent.append(one);
}
function span(text, kind) {
  const one = document.createElement("span");
  one.textContent = text;
  one.className = kind;
  return one;
}
function list() {
  const into = $("list");
  into.replaceChildren();
  for (const [name, members] of drawn.nodes) item(into, button(members.length > 1 ? `${name} (${members.length})` : name, () => choose(name)));
}
function heading(text) {
  const box = $("details");
  box.replaceChildren();
  const title = document.createElement("h2");
  title.textContent = text;
  box.append(title);
  return box;
}
function part(box, text) {
  const title = document.createElement("h3");
  title.textContent = text;
  const list = document.createElement("ul");
  box.append(title, list);
  return list;
}
function importItem(into, number, ...more) {
  const edge = data.edges[number];
  const place = edge[FILE] ? `  ${edge[FILE]}:${edge[LINE]}` : "";
  item(into, button(data.nodes[edge[FROM]][PATH], () => find(edge[FROM])), " imports ", button(data.nodes[edge[TO]][PATH], () => find(edge[TO])), span(place, "place"),
    span(edge[LABEL] ? `  if ${edge[LABEL]}` : "", "condition"), ...more);
}
function mark(elements) {
  picture.elements().removeClass("chosen faint");
  if (elements.nonempty()) { picture.elements().not(elements.union(elements.connectedNodes())).addClass("faint"); elements.addClass("chosen"); }
}
function choose(name) {
  const node = picture.getElementById(name);
  mark(node.union(node.connectedEdges()));
  const entry = drawn.nodes.find(([one]) => one === name);
  if (!entry) return;
  const members = entry[1];
  const box = heading(name);
  if (members.length > 1 || groupOf(members[0]) !== data.nodes[members[0]][PATH]) {
    const group = groupOf(members[0]);
    box.append(button(state.open.has(group) ? `Close ${group}` : `Open ${group}`, () => { toggle(group); }), " ");
  }
  if (members.length === 1) {
    box.append(button("Why from here", () => { $("from").value = data.nodes[members[0]][PATH]; }), " ", button("Why to here", () => { $("to").value = data.nodes[members[0]][PATH]; }));
  }
  const inside = new Set(members);
  const out = members.flatMap((node) => outgoing[node]).filter((n) => exists(n) && !inside.has(data.edges[n][TO]));
  const into = members.flatMap((node) => incoming[node]).filter((n) => exists(n) && !inside.has(data.edges[n][FROM]));
  for (const [title, numbers] of [[`Imports (${out.length})`, out], [`Imported by (${into.length})`, into]]) {
    const to = part(box, title);
    numbers.slice(0, 60).forEach((n) => importItem(to, n));
    if (numbers.length > 60) item(to, `and ${numbers.length - 60} more`);
  }
}
function chooseEdge(key) {
  mark(picture.getElementById(key));
  const [a, b] = key.split("\n");
  const numbers = drawn.edges.get(key) || [];
  const box = heading(`${a} → ${b}`);
  box.append(button(numbers.length > 1 ? `Break all ${numbers.length} imports` : "Break this import", () => breakImports(numbers)));
  const to = part(box, `Imports (${numbers.length})`);
  numbers.slice(0, 80).forEach((n) => importItem(to, n, " ", button("break", () => breakImports([n]))));
  if (numbers.length > 80) item(to, `and ${numbers.length - 80} more`);
}
function toggle(group) {
  if (state.open.has(group)) state.open.delete(group); else state.open.add(group);
  draw(true);
  picture.elements().removeClass("chosen faint");
}
function find(node) {
  if (!shown(node)) { state.outside = true; $("outside").checked = true; }
  const group = groupOf(node);
  if (group !== data.nodes[node][PATH] && !state.open.has(group)) { state.open.add(group); draw(true); }
  const name = nameOf(node);
  choose(name);
  picture.animate({ center: { eles: picture.getElementById(name) } }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200 });
}

// ---- why, and break
function search(start, goal) {
  const came = new Map([[start, -1]]);
  let level = [start];
  while (level.length && !came.has(goal)) {
    const next = [];
    for (const node of level) for (const number of outgoing[node]) {
      const to = data.edges[number][TO];
      if (!came.has(to) && exists(number)) { came.set(to, number); next.push(to); }
    }
    level = next;
  }
  if (!came.has(goal)) return null;
  const chain = [];
  for (let node = goal; node !== start; node = data.edges[chain[0]][FROM]) chain.unshift(came.get(node));
  return chain;
}
function why() {
  const start = byPath.get($("from").value), goal = byPath.get($("to").value);
  if (start === undefined || goal === undefined) { $("status").textContent = "Why: name two packages"; return; }
  const asked = state.build;
  let best = null, where = asked;
  // In "any build" each build is asked by itself: imports that exclude each other make no chain.
  for (const build of asked < 0 ? data.builds.keys() : [asked]) {
    state.build = build; known = new Map();
    const chain = search(start, goal);
    if (chain && (!best || chain.length < best.length)) { best = chain; where = build; }
  }
  state.build = asked; known = new Map();
  const box = heading(`${data.nodes[start][PATH]} → ${data.nodes[goal][PATH]}`);
  if (!best) { box.append(span("No chain of imports in these builds.", "")); $("status").textContent = "no chain"; return; }
  box.append(span(`${best.length} imports, in ${data.builds[where].join("/")}`, "place"));
  const to = part(box, "Chain");
  best.forEach((n) => importItem(to, n, " ", button("break", () => breakImports([n]))));
  const keys = best.map((n) => nameOf(data.edges[n][FROM]) + "\n" + nameOf(data.edges[n][TO]));
  const edges = picture.edges().filter((edge) => keys.includes(edge.id()));
  mark(edges);
  picture.fit(edges.union(edges.connectedNodes()), 60);
  $("status").textContent = `a chain of ${best.length} imports`;
}
function reached() {
  const mains = data.nodes.map((_, node) => node).filter((node) => data.nodes[node][MAIN]);
  const found = new Set(mains.length ? mains : data.nodes.map((_, node) => node).filter((node) => isOwn(node) && !incoming[node].some((n) => exists(n) && isOwn(data.edges[n][FROM]))));
  const waiting = [...found];
  while (waiting.length) for (const number of outgoing[waiting.pop()]) {
    const to = data.edges[number][TO];
    if (exists(number) && !found.has(to)) { found.add(to); waiting.push(to); }
  }
  return found;
}
function breakImports(numbers) {
  const before = reached();
  numbers.forEach((n) => state.broken.add(n));
  const after = reached();
  const gone = [...before].filter((node) => !after.has(node)).map((node) => data.nodes[node][PATH]).sort();
  draw(false);
  const box = heading(`${numbers.length} imports broken: ${gone.length} packages leave`);
  box.append(button("Mend all", () => { state.broken.clear(); draw(false); heading("Mended"); }));
  const to = part(box, "They leave every program");
  gone.slice(0, 300).forEach((path) => item(to, path));
  if (gone.length > 300) item(to, `and ${gone.length - 300} more`);
  document.body.dataset.gone = String(gone.length);
}

// ---- controls
$("build").append(new Option("any", "-1"), ...data.builds.map(([os, arch, cgo], number) => new Option(`${os}/${arch} ${cgo}`, String(number))));
data.tags.forEach((tag) => {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.addEventListener("change", () => { if (box.checked) state.tags.add(tag); else state.tags.delete(tag); $("tagsummary").textContent = `Tags (${state.tags.size} on)`; draw(false); });
  label.append(box, tag);
  $("tags").append(label, " ");
});
if (!data.tags.length) $("tagsummary").parentElement.hidden = true;
if (!data.nodes.some((node) => node[SET])) $("group").querySelector("[value=set]").remove();
data.nodes.forEach((node) => $("names").append(new Option(node[PATH])));
$("group").addEventListener("change", (event) => { state.group = event.target.value; state.open.clear(); draw(true); });
$("build").addEventListener("change", (event) => { state.build = Number(event.target.value); draw(false); });
$("outside").addEventListener("change", (event) => { state.outside = event.target.checked; draw(true); });
$("tests").addEventListener("change", (event) => { state.tests = event.target.checked; draw(false); });
$("find").addEventListener("change", (event) => { const node = byPath.get(event.target.value); if (node !== undefined) find(node); else $("status").textContent = "no such package"; });
$("why").addEventListener("click", why);
$("fit").addEventListener("click", () => { mark(picture.collection()); picture.fit(undefined, 20); });
picture.on("tap", "node", (event) => choose(event.target.id()));
picture.on("dbltap", "node", (event) => { const entry = drawn.nodes.find(([name]) => name === event.target.id()); if (entry) toggle(groupOf(entry[1][0])); });
picture.on("tap", "edge", (event) => chooseEdge(event.target.id()));
picture.on("tap", (event) => { if (event.target === picture) mark(picture.collection()); });
draw(true);
document.body.dataset.ready = String(Math.round(performance.now()));
window.gomodlint = { state, draw, choose, chooseEdge, find, why, breakImports, data };
