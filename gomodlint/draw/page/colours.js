// What the colours of nodes say. Nothing is said by colour alone: the legend counts, and the details name it.
const RANKS = ["", "green", "yellow", "red"];
const COST_LINES = ["", "#6a9a6a", "#b08900", "#c0392b"];
const THEMES = {
  light: {
    text: "#1c2430", border: "#98a4b5", edge: "#8a97a8", mark: "#d93a2b", plain: "#eef1f5", back: "#ffffff",
    kinds: { own: "#cfe3ff", std: "#e4e7ec", "third-party": "#ffe6c2", missing: "#ffc9c5", mixed: "#e7dbff" },
    steps: ["#f1f4f8", "#fdebc8", "#fbcf8f", "#f5a95b", "#ea8a45"],
    sets: ["#cfe3ff", "#ffe3b3", "#d3f0d0", "#f7d1e3", "#e2d7fb", "#c9eef0", "#f3e7a6", "#e0d6cc"],
    levels: ["", "#cfe8cf", "#ffe08a", "#ff9d8f"],
  },
  dark: {
    text: "#e4e9f0", border: "#586273", edge: "#657081", mark: "#ff7a6b", plain: "#2a313c", back: "#12161c",
    kinds: { own: "#2b5c94", std: "#4a525e", "third-party": "#7d5a1e", missing: "#8a2f2b", mixed: "#5b4488" },
    steps: ["#2a313c", "#4a3d24", "#6b4d1c", "#85571a", "#9a5c12"],
    sets: ["#27538a", "#7a5413", "#2e6433", "#7d3559", "#55428c", "#1f6269", "#6a611d", "#5b5047"],
    levels: ["", "#2f5a37", "#7a6112", "#8f3024"],
  },
};
const system = matchMedia("(prefers-color-scheme: dark)");
function theme() {
  return THEMES[document.documentElement.dataset.theme || (system.matches ? "dark" : "light")];
}
const rank = (members) => Math.max(...members.map((node) => RANKS.indexOf(data.nodes[node][LEVEL] || "")));
const setNames = [...new Set(data.nodes.map((node) => node[SET]).filter(Boolean))].sort();
const STEPS = [1, 4, 16, 64]; // where a scale of counts goes up
const STEP_NAMES = ["0", "1 to 3", "4 to 15", "16 to 63", "64 and more"];
function stepOf(count) {
  return STEPS.filter((step) => count >= step).length;
}
// The packages outside a node that import it, as things stand.
function fanIn(members) {
  const inside = new Set(members), found = new Set();
  for (const node of members) for (const number of incoming[node]) {
    const from = data.edges[number][FROM];
    if (!inside.has(from) && exists(number)) found.add(from);
  }
  return found.size;
}
const weightOf = (members) => Math.max(...members.map((node) => data.nodes[node][WEIGHT]));
const SEVERITY = ["none", "known or a warning", "fails the check"];
const severities = new Map();
for (const one of data.findings) {
  const degree = one.fails ? 2 : 1;
  const nodes = [...one.from, one.to].filter((node) => node >= 0 && isOwn(node));
  for (const node of nodes) severities.set(node, Math.max(severities.get(node) ?? 0, degree));
}
const severityOf = (members) => Math.max(...members.map((node) => severities.get(node) ?? 0));
// For each way to colour: the place of a node in its scale, the names of the places, their colours.
const common = (values) => (values.size === 1 ? [...values][0] : -1);
const KIND_NAMES = ["own", "std", "third-party", "missing", "mixed"];
const WAYS = {
  kind: {
    at: (all) => { const kinds = new Set(all.map((n) => data.nodes[n][KIND])); return kinds.size === 1 ? KIND_NAMES.indexOf([...kinds][0]) : 4; },
    names: () => ["your packages", "standard library", "third party", "not found", "mixed"], colours: (t) => KIND_NAMES.map((kind) => t.kinds[kind]),
  },
  layer: { at: (all) => common(new Set(all.map((n) => data.nodes[n][LAYER]))), names: () => data.layers, colours: (t) => data.layers.map((_, at) => t.sets[at % t.sets.length]) },
  set: { at: (all) => common(new Set(all.map((n) => setNames.indexOf(data.nodes[n][SET])))), names: () => setNames, colours: (t) => setNames.map((_, at) => t.sets[at % t.sets.length]) },
  "fan-in": { at: (all) => stepOf(fanIn(all)), names: () => STEP_NAMES.map((name) => `${name} packages import it`), colours: (t) => t.steps },
  weight: { at: (all) => stepOf(weightOf(all)), names: () => STEP_NAMES.map((name) => `${name} packages leave with it`), colours: (t) => t.steps },
  cost: { at: (all) => rank(all) - 1, names: () => ["little", "some", "much: most of the start"], colours: (t) => t.levels.slice(1) },
  finding: { at: (all) => severityOf(all), names: () => SEVERITY, colours: (t) => [t.plain, t.levels[2], t.levels[3]] },
};
function colourOf(members) {
  const way = WAYS[state.colour];
  return way.colours(theme())[way.at(members)] ?? theme().plain;
}
function legend() {
  const way = WAYS[state.colour], counts = new Map();
  for (const [, members] of drawn.nodes) counts.set(way.at(members), (counts.get(way.at(members)) ?? 0) + 1);
  const names = way.names(), colours = way.colours(theme());
  const rows = [...counts].sort((a, b) => (a[0] < 0) - (b[0] < 0) || a[0] - b[0]);
  $("legend").replaceChildren(...rows.map(([at, count]) => {
    const row = document.createElement("li"), swatch = document.createElement("i");
    swatch.style.background = colours[at] ?? theme().plain;
    row.append(swatch, `${names[at] ?? "none, or several"}: ${count}`);
    return row;
  }));
}
