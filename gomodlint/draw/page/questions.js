// Why, cut, break: the questions that the picture answers.
function only(nodes) {
  state.only = nodes;
  state.selected = "";
  draw(true);
}
function all() {
  state.only = null;
  draw(true);
}
function toggle(group) {
  if (state.open.has(group)) { for (const name of [...state.open]) if (name === group || name.startsWith(`${group}/`)) state.open.delete(name); }
  else state.open.add(group);
  draw(true);
}
function find(node, quiet) {
  if (state.only && !state.only.has(node)) state.only = null;
  if (!isShown(node)) { state.outside = true; $("outside").checked = true; }
  const closed = nameOf(node) === data.nodes[node][PATH] ? [] : groupsOf(node).filter((name) => sizes.get(name) > 1 && !state.open.has(name));
  closed.forEach((name) => state.open.add(name));
  if (closed.length || picture.getElementById(data.nodes[node][PATH]).empty()) draw(true);
  const name = nameOf(node), element = picture.getElementById(name);
  if (quiet) mark(element); else choose(name);
  if (element.empty()) say(`${data.nodes[node][PATH]} is in no import of ${asked()}`);
  picture.animate({ center: { eles: element }, zoom: Math.max(picture.zoom(), 0.8) }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200 });
}
function near(members) {
  const found = new Set(members);
  for (const node of members) {
    outgoing[node].filter(exists).forEach((number) => found.add(data.edges[number][TO]));
    incoming[node].filter(exists).forEach((number) => found.add(data.edges[number][FROM]));
  }
  const kept = state.outside ? found : new Set([...found].filter((node) => isOwn(node) || members.includes(node)));
  only(kept);
}
// The first of two clicks that ask why.
function pick(name, members) {
  state.picking = members;
  $("from").value = name;
  say("Now click what it should reach, or name it");
  $("to").focus();
}
function endsOfQuestion() {
  const starts = packagesOf($("from").value), goals = packagesOf($("to").value);
  if (!starts.length || !goals.length) { say(`name a package, a directory or a group ${starts.length ? "to reach" : "to start from"}`); return null; }
  return [starts, new Set(goals.filter((node) => !starts.includes(node)))];
}
function why() {
  const ends = endsOfQuestion();
  if (ends) showWhy(ends[0], ends[1], $("from").value, $("to").value);
}
function showWhy(starts, goals, from, to) {
  state.picking = null;
  const found = chain(starts, goals);
  const box = heading(`${from} → ${to}`);
  if (!found) {
    box.append(span(`No chain of imports in ${asked()}.`, ""));
    say("no chain");
    return;
  }
  row(box, button("All ways", () => ways(starts, goals)), button("The cut", () => showCut(starts, goals, from, to)));
  box.append(span(`${found.length} imports, ${buildText(whereAll(found))}`, "place"));
  some(found, 60, part(box, "Chain"), importItem);
  only(new Set(found.flatMap((number) => [data.edges[number][FROM], data.edges[number][TO]])));
  say(`a chain of ${counted(found.length, "import")}`);
}
function ways(starts, goals) {
  const found = between(starts, goals);
  only(found);
  say(`${found.size} packages lie on chains`);
}
function askCut() {
  const ends = endsOfQuestion();
  if (ends) showCut(ends[0], ends[1], $("from").value, $("to").value);
}
function showCut(starts, goals, from, to) {
  state.picking = null;
  const box = heading(`The cut: ${from} → ${to}`);
  const found = cut(starts, new Set([...goals].filter((node) => !starts.includes(node))));
  if (!found || !found.imports.length) {
    box.append(span(found ? `There is no chain in ${asked()}: nothing to cut.` : "No removal of imports of your own packages parts them.", ""));
    say("no cut");
    return;
  }
  const count = found.imports.length, sure = count === found.least ? "no fewer will do" : `at least ${found.least} are needed`;
  row(box, button(count > 1 ? `Break these ${count}` : "Break it", () => breakImports(found.imports)));
  box.append(span(`${counted(count, "import")} in ${asked()} (${sure})`, "place"));
  some(found.imports, 80, part(box, "Imports to remove"), importItem);
  const lost = leaving(new Set([...state.broken, ...found.imports])).filter((node) => !gone.has(node));
  some(sorted(lost).map(textOf), 100, part(box, `Packages that leave every program (${lost.length})`), item);
  const shown = new Set(found.imports), around = between(starts, goals);
  if (around.size <= 60) only(around);
  reveal([...drawn.edges].filter(([, numbers]) => numbers.some((number) => shown.has(number))).map(([key]) => key));
  mark(picture.edges().filter((edge) => (drawn.edges.get(edge.id()) ?? []).some((number) => shown.has(number))));
  say(`the cut has ${counted(count, "import")}`);
}
function breakImports(numbers) {
  const before = gone.size;
  numbers.forEach((number) => state.broken.add(number));
  draw(false);
  showBroken(gone.size - before);
}
function mend(numbers) {
  numbers.forEach((number) => state.broken.delete(number));
  draw(false);
  if (state.broken.size) showBroken(0); else heading("Mended");
}
function showBroken(more) {
  const box = heading(`${counted(state.broken.size, "import")} broken: ${counted(gone.size, "package")} left`);
  row(box, button("Mend all", () => mend([...state.broken])));
  some([...state.broken], 40, part(box, "Broken"), importItem);
  some(sorted(gone).map(textOf), 300, part(box, "They leave every program"), item);
  document.body.dataset.gone = String(gone.size);
  say(`${counted(state.broken.size, "import")} broken, ${counted(more, "more package")} left every program`);
}
