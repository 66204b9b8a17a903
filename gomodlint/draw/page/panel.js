// The panel beside the picture: all that the picture says, in words and buttons.
function say(text) {
  $("status").textContent = text;
}
function button(text, act, name) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = text;
  if (name) one.setAttribute("aria-label", name);
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
function heading(text) {
  const title = document.createElement("h2");
  title.textContent = text;
  $("details").replaceChildren(title);
  $("aside").scrollTop = 0;
  return $("details");
}
function row(box, ...buttons) {
  const one = document.createElement("div");
  one.className = "row";
  one.append(...buttons);
  box.append(one);
}
function part(box, text) {
  const title = document.createElement("h3"), list = document.createElement("ul");
  title.textContent = text;
  box.append(title, list);
  return list;
}
// Your own packages first.
const sorted = (nodes) => [...nodes].sort((a, b) => isOwn(b) - isOwn(a) || (textOf(a) < textOf(b) ? -1 : 1));
const textOf = (node) => (isOwn(node) && data.nodes[node][DIRECTORY] ? `./${data.nodes[node][DIRECTORY]}` : data.nodes[node][PATH]);
function packageButton(node) {
  const one = button(textOf(node), () => find(node));
  one.title = data.nodes[node][PATH];
  return one;
}
function importItem(into, number) {
  const edge = data.edges[number], broken = state.broken.has(number), places = edge[PLACES];
  const lines = [];
  for (let at = 0; at < places.length; at += 2) lines.push(`${data.files[places[at]]}:${places[at + 1]}`);
  const name = `${textOf(edge[FROM])} imports ${textOf(edge[TO])}`;
  item(into, packageButton(edge[FROM]), " imports ", packageButton(edge[TO]), " ",
    broken ? button("mend", () => mend([number]), `mend: ${name}`) : button("break", () => breakImports([number]), `break: ${name}`),
    " ", span(lines.join("\n"), "place"), " ", span(data.labels[edge[LABEL]] ? `if ${data.labels[edge[LABEL]]}` : "", "condition"), span(edge[TEST] ? "test files only" : "", "place"));
}
function some(numbers, most, into, one) {
  numbers.slice(0, most).forEach((number) => one(into, number));
  if (numbers.length > most) item(into, `and ${numbers.length - most} more`);
}
function list() {
  const text = $("filter").value.toLowerCase();
  const found = drawn.nodes.filter(([name, members]) => !text || name.toLowerCase().includes(text) || labelOf(name, members).toLowerCase().includes(text));
  $("listed").textContent = `In the picture (${text ? `${found.length} of ` : ""}${drawn.nodes.length})`;
  $("list").replaceChildren();
  some(found, 400, $("list"), (into, [name, members]) => item(into, button(members.length > 1 ? `${name} (${members.length})` : textOf(members[0]), () => choose(name))));
}
// What is open, broken or left out of the picture: each can be taken back here.
function opened() {
  const chips = [...state.open].sort().map((name) => button(`${name} ✕`, () => toggle(name), `close ${name}`));
  if (state.only) chips.unshift(button(`only ${state.only.size} packages ✕`, all, "draw all packages again"));
  if (state.broken.size) chips.push(button(`${state.broken.size} broken ✕`, () => mend([...state.broken]), "mend all imports"));
  $("opened").replaceChildren(...chips);
}
function choose(name) {
  const node = picture.getElementById(name), entry = drawn.nodes.find(([one]) => one === name);
  if (!entry) return;
  reveal(keysOf(name));
  mark(node);
  state.selected = name;
  const members = entry[1], group = nameOf(members[0]) === name && sizes.get(name) > 1 ? name : "", around = openAround(members[0]);
  const box = heading(members.length > 1 ? `${name} (${members.length} packages)` : data.nodes[members[0]][PATH]);
  row(box, ...(group ? [button(`Open ${group}`, () => toggle(group))] : []), ...(around ? [button(`Close ${around}`, () => toggle(around))] : []),
    button("Why from here", () => pick(name, members)), button("Why to here", () => { $("to").value = name; $("from").focus(); }),
    button("Only what is near", () => near(members)));
  facts(box, members);
  const inside = new Set(members);
  const out = members.flatMap((one) => outgoing[one]).filter((n) => exists(n) && !inside.has(data.edges[n][TO]));
  const into = members.flatMap((one) => incoming[one]).filter((n) => exists(n) && !inside.has(data.edges[n][FROM]));
  some(out, 60, part(box, `Imports (${out.length})`), importItem);
  some(into, 60, part(box, `Imported by (${into.length})`), importItem);
}
function facts(box, members) {
  const weights = weightOf(members), one = data.nodes[members[0]];
  const said = [`imported by ${fanIn(members)} packages outside it`];
  if (weights) said.push(members.length > 1 ? `with its heaviest package ${weights} leave` : `${weights} packages leave with it`);
  if (members.length === 1 && one[LAYER] >= 0) said.push(`layer ${data.layers[one[LAYER]]}`);
  if (members.length === 1 && one[LEVEL]) said.push(`cost: ${one[LEVEL]}`);
  if (members.length === 1 && one[MAIN]) said.push("a program");
  const lost = members.filter((node) => gone.has(node)).length;
  if (lost) said.push(members.length > 1 ? `${lost} of its packages leave every program` : "leaves every program");
  box.append(span(said.join("; "), "place"));
  const touched = data.findings.filter((finding) => [...finding.from, finding.to].some((node) => members.includes(node)));
  if (touched.length) some(touched, 20, part(box, `Findings (${touched.length})`), findingItem);
}
function findingItem(into, finding) {
  item(into, button(finding.message, () => showFinding(finding)), span(`${finding.file}:${finding.line}`, "place"), span(`[${finding.rule}] ${finding.state}`, "condition"));
}
function showFinding(finding) {
  if (!whereAll(finding.chain)) askFor("", "", finding.tags); // it is in other builds than those asked about
  const box = heading(finding.message);
  box.append(span(`${finding.severity} of rule ${finding.rule}, ${finding.state}; ${finding.file}:${finding.line}`, "place"));
  if (finding.why) box.append(span(finding.why, "place"));
  if (finding.chain.length) {
    only(new Set(finding.chain.flatMap((number) => [data.edges[number][FROM], data.edges[number][TO]])));
    some(finding.chain, 60, part(box, "Chain"), importItem);
  } else if (finding.from.length) find(finding.from[0], true);
}
function chooseEdge(key) {
  mark(picture.getElementById(key));
  const numbers = drawn.edges.get(key) ?? [], left = numbers.filter((number) => !state.broken.has(number));
  const from = [...new Set(numbers.map((n) => data.edges[n][FROM]))], to = [...new Set(numbers.map((n) => data.edges[n][TO]))];
  const [a, b] = key.split("\n");
  const box = heading(`${a} → ${b}`);
  const names = drawn.nodes.filter(([name]) => name === a || name === b).map(([name, members]) => [name, members]);
  const ends = new Map(names);
  row(box, left.length ? button(left.length > 1 ? `Break all ${left.length} imports` : "Break this import", () => breakImports(left)) : button("Mend", () => mend(numbers)),
    button("The cut", () => showCut(ends.get(a) ?? from, new Set(ends.get(b) ?? to), a, b)));
  some(numbers, 80, part(box, `Imports (${numbers.length})`), importItem);
}
