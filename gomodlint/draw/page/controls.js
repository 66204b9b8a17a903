// Controls, keys, and the first picture.
const option = (text, value) => new Option(text, value);
const on = (id, kind, act) => $(id).addEventListener(kind, act);
function fillBuilds() {
  const systems = [...new Set(data.builds.map(([os]) => os))];
  $("port").append(option("any", ""));
  for (const os of systems) {
    const ports = [...new Set(data.builds.filter(([one]) => one === os).map(([, arch]) => `${os}/${arch}`))];
    if (ports.length > 1) $("port").append(option(`${os}, any`, os));
    ports.forEach((port) => $("port").append(option(port, port)));
  }
  const kinds = new Set(data.builds.map(([, , cgo]) => cgo));
  $("cgo").append(option("any", ""), ...(kinds.has("cgo") ? [option("on", "cgo")] : []), ...(kinds.has("no cgo") ? [option("off", "no cgo")] : []));
}
// Asks about other builds, and lets the controls say so.
function askFor(port, cgo, tags) {
  Object.assign(state, { port, cgo, tags: new Set(tags) });
  $("port").value = port;
  $("cgo").value = cgo;
  for (const box of $("tags").querySelectorAll("input")) box.checked = state.tags.has(box.value);
  $("tagsummary").textContent = `Tags (${state.tags.size} on)`;
  setMask();
}
function fillTags() {
  for (const tag of data.tags) {
    const label = document.createElement("label"), box = document.createElement("input");
    box.type = "checkbox";
    box.value = tag;
    box.addEventListener("change", () => {
      if (box.checked) state.tags.add(tag); else state.tags.delete(tag);
      askFor(state.port, state.cgo, state.tags);
      draw(false);
    });
    label.append(box, tag);
    $("tags").append(label);
  }
  $("tagbox").hidden = !data.tags.length;
}
function fillChoices() {
  const offered = { layer: data.layers.length, set: setNames.length, cost: data.nodes.some((node) => node[LEVEL]), finding: data.checked };
  for (const [name, is] of Object.entries(offered)) if (!is) $("colour").querySelector(`[value=${name}]`).remove();
  if (!setNames.length) $("group").querySelector("[value=set]").remove();
  if (offered.cost) $("colour").value = state.colour = "cost";
  $("names").append(...data.nodes.map((node) => option(node[PATH])));
  $("title").textContent = data.title || "Who imports whom";
  document.title = `Who imports whom${data.title ? `: ${data.title}` : ""}`;
  $("checked").hidden = !data.findings.length;
  $("checked").firstChild.textContent = `Findings of the check (${data.findings.length})`;
  some(data.findings, 100, $("findings"), findingItem);
}
function restyle() {
  picture.style(styles());
  draw(false);
}
function look(text) {
  const exact = packagesOf(text);
  if (exact.length === 1) return find(exact[0]);
  if (drawn.nodes.some(([name]) => name === text)) return choose(text);
  const found = every.filter((node) => data.nodes[node][PATH].toLowerCase().includes(text.toLowerCase()));
  if (found.length === 1) return find(found[0]);
  if (!found.length) return say(`no package has ${text} in its path`);
  const box = heading(`${found.length} packages with “${text}”`);
  some(found, 100, part(box, "Found"), (into, node) => item(into, packageButton(node)));
  const names = new Set(found.map((node) => nameOf(node)));
  mark(picture.nodes().filter((node) => names.has(node.id())));
  return say(`${found.length} packages found`);
}
// Arrow keys walk from the chosen node: right to what it imports, left to what imports it, up and down beside it.
function walk(key) {
  const from = picture.getElementById(state.selected);
  if (from.empty()) { if (drawn.nodes.length) choose(drawn.nodes[0][0]); return; }
  const at = from.position();
  const sideways = key === "ArrowRight" ? from.outgoers("node") : key === "ArrowLeft" ? from.incomers("node") : null;
  const others = sideways ?? picture.nodes().filter((node) => (key === "ArrowDown" ? node.position("y") > at.y : node.position("y") < at.y));
  const far = (node) => { const to = node.position(); return sideways ? Math.abs(to.y - at.y) + Math.abs(to.x - at.x) : Math.abs(to.y - at.y) + 3 * Math.abs(to.x - at.x); };
  const next = others.not(from).min((node) => far(node)).ele;
  if (!next) return;
  choose(next.id());
  say(`${next.data("label")}: imports ${next.outgoers("node").length}, imported by ${next.incomers("node").length}`);
  const box = next.renderedBoundingBox();
  if (box.x1 < 0 || box.y1 < 0 || box.x2 > picture.width() || box.y2 > picture.height()) picture.center(next);
}
function escape() {
  state.picking = null;
  state.selected = "";
  mark(picture.collection());
  if (state.only) all();
}
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return escape();
  if (/^(input|select|textarea)$/i.test(event.target.tagName)) return;
  const inPicture = event.target === $("picture");
  if (event.key.startsWith("Arrow") && inPicture) walk(event.key);
  else if (event.key === "Enter" && inPicture && sizes.get(state.selected) > 1) toggle(state.selected);
  else if (event.key === "/") $("find").focus();
  else if (event.key === "f") fit();
  else if (event.key === "+" || event.key === "-") picture.zoom({ level: picture.zoom() * (event.key === "+" ? 1.25 : 0.8), renderedPosition: { x: picture.width() / 2, y: picture.height() / 2 } });
  else return;
  event.preventDefault();
}
fillBuilds();
fillTags();
fillChoices();
regroup();
on("group", "change", (event) => { state.group = event.target.value; state.open.clear(); state.only = null; regroup(); draw(true); });
on("colour", "change", (event) => { state.colour = event.target.value; draw(false); });
on("port", "change", (event) => { state.port = event.target.value; setMask(); draw(false); });
on("cgo", "change", (event) => { state.cgo = event.target.value; setMask(); draw(false); });
on("arrows", "change", (event) => { state.arrows = event.target.value; draw(false); });
on("outside", "change", (event) => { state.outside = event.target.checked; draw(true); });
on("tests", "change", (event) => { state.tests = event.target.checked; draw(true); });
on("find", "change", (event) => { if (event.target.value.trim()) look(event.target.value.trim()); });
on("filter", "input", list);
on("ask", "submit", (event) => { event.preventDefault(); why(); });
on("cut", "click", askCut);
on("swap", "click", () => { [$("from").value, $("to").value] = [$("to").value, $("from").value]; });
on("fit", "click", () => { mark(picture.collection()); fit(); });
on("theme", "change", (event) => { document.documentElement.dataset.theme = event.target.value; restyle(); });
system.addEventListener("change", restyle);
document.addEventListener("keydown", keys);
picture.on("tap", "node", (event) => {
  const name = event.target.id(), members = (drawn.nodes.find(([one]) => one === name) ?? [])[1] ?? [];
  const first = state.picking ?? (event.originalEvent.shiftKey && state.selected ? packagesOf(state.selected) : null);
  if (!first) return choose(name);
  if (!state.picking) $("from").value = state.selected;
  $("to").value = name;
  return showWhy(first, new Set(members.filter((node) => !first.includes(node))), $("from").value, name);
});
picture.on("dbltap", "node", (event) => { if (sizes.get(event.target.id()) > 1) toggle(event.target.id()); });
picture.on("tap", "edge", (event) => chooseEdge(event.target.id()));
picture.on("tap", (event) => { if (event.target === picture) { state.selected = ""; mark(picture.collection()); } });
picture.on("mouseover", "node", (event) => {
  if (!state.selected) reveal(keysOf(event.target.id()));
  event.target.connectedEdges().addClass("near");
});
picture.on("mouseout", "node", (event) => event.target.connectedEdges().removeClass("near"));
draw(true);
document.body.dataset.ready = String(Math.round(performance.now()));
window.gomodlint = { state, draw, choose, chooseEdge, find, look, why, chain, cut, packagesOf, breakImports, mend, data };
