"use strict";
const PATH = 0, PARENT = 1, OWN = 2, ALL = 4, COUNT = 6, LEVEL = 7, STATUS = 8, IMPORTERS = 9;
const programs = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const ROW = 22;
let program, packages, children, zoomed = -1, chosen = -1, by = 1;

const human = (size) => {
  if (size < 1024) return size + " B";
  if (size < 1048576) return Math.round(size / 1024) + " KiB";
  return (size / 1048576).toFixed(1) + " MiB";
};
const figure = (row, at) => by ? human(row[at + 1]) : row[at].toLocaleString("en") + " allocs";
const weight = (index) => index < 0 ? program.total[by] : packages[index][ALL + by];
const share = (index) => program.total[by] ? Math.round(100 * weight(index) / program.total[by]) + " %" : "";
const mark = (row) => row[STATUS] === "stale" ? " ~" : row[STATUS] === "unknown" ? " ?" : "";

function element(name, text, properties) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return Object.assign(made, properties || {});
}

function load(number) {
  program = programs[number];
  packages = program.packages;
  children = new Map();
  packages.forEach((row, index) => {
    if (!children.has(row[PARENT])) children.set(row[PARENT], []);
    children.get(row[PARENT]).push(index);
  });
  const names = byId("names");
  names.replaceChildren(...packages.map((row) => element("option", undefined, { value: row[PATH] })));
  zoomed = chosen = -1;
  draw();
}

function ancestors(index) {
  const found = [];
  for (let at = index; at >= 0; at = packages[at][PARENT]) found.unshift(at);
  return found;
}

function bar(index, left, width, depth, above) {
  const row = packages[index];
  const unknown = row[STATUS] === "unknown";
  const button = element("button", width > 24 ? row[PATH].split("/").slice(-2).join("/") + mark(row) : "", {
    title: row[PATH] + ": " + figure(row, ALL) + " (" + share(index) + "), of its own " + figure(row, OWN),
    className: (unknown ? "unknown" : row[LEVEL]) + (index === chosen ? " here" : "") + (above ? " above" : ""),
  });
  button.dataset.index = index;
  button.tabIndex = width > 24 ? 0 : -1;
  button.setAttribute("aria-label", button.title);
  button.style.left = left + "px";
  button.style.width = Math.max(1, width) + "px";
  button.style.top = depth * ROW + "px";
  return button;
}

function rest(count, left, width, depth) {
  const text = count + " smaller package" + (count > 1 ? "s" : "");
  const made = element("div", width > 24 ? text : "", { title: text, className: "rest" });
  Object.assign(made.style, { left: left + "px", width: width + "px", top: depth * ROW + "px" });
  return made;
}

// Bars and lists are made anew: whoever was on one with the keyboard stays on it, or goes to the one just chosen.
function refocus(group, index) {
  if (group) byId(group).querySelector('button[data-index="' + index + '"]')?.focus();
}

function draw() {
  const active = document.activeElement?.closest("#flame, #list, #details")?.id, at = document.activeElement?.dataset.index;
  redraw();
  if (active === "details") refocus("flame", chosen);
  else if (active) refocus(active, chosen >= 0 ? chosen : at);
}

function redraw() {
  const flame = byId("flame"), whole = flame.clientWidth, bars = [];
  const line = ancestors(zoomed);
  line.forEach((index, depth) => bars.push(bar(index, 0, whole, depth, index !== zoomed)));
  const base = Math.max(1, weight(zoomed));
  const below = (parent, left, width, depth) => {
    const sorted = (children.get(parent) || []).slice().sort((a, b) => weight(b) - weight(a));
    for (const [at, index] of sorted.entries()) {
      const size = whole * weight(index) / base;
      if (size < 2) {
        const width = whole * sorted.slice(at).reduce((sum, one) => sum + weight(one), 0) / base;
        if (width >= 2) bars.push(rest(sorted.length - at, left, width, depth));
        break;
      }
      bars.push(bar(index, left, size, depth, false));
      below(index, left, size, depth + 1);
      left += size;
    }
  };
  below(zoomed, 0, whole, line.length);
  flame.replaceChildren(...bars);
  list();
  details();
  const name = zoomed < 0 ? program.main : packages[zoomed][PATH];
  const total = by ? human(program.total[1]) : program.total[0].toLocaleString("en") + " allocs";
  byId("status").textContent = name + ": " + (zoomed < 0 ? total : figure(packages[zoomed], ALL) + " of " + total) +
    " before main (" + program.build + ")";
  document.body.dataset.drawn = bars.length;
}

function list() {
  const order = packages.map((_, index) => index).sort((a, b) => weight(b) - weight(a) || a - b).slice(0, 100);
  byId("list").replaceChildren(...order.map((index) => {
    const item = element("li"), button = element("button", packages[index][PATH] + mark(packages[index]));
    button.dataset.index = index;
    item.append(button, " " + figure(packages[index], ALL));
    return item;
  }));
}

function details() {
  const place = byId("details");
  place.replaceChildren();
  if (chosen < 0) return;
  const row = packages[chosen];
  place.append(element("h2", row[PATH]));
  const table = element("table");
  for (const [name, at] of [["its own init", OWN], ["with all that only it brings", ALL]]) {
    const line = element("tr");
    line.append(element("td", name), element("td", row[at].toLocaleString("en") + " allocs"), element("td", human(row[at + 1])));
    table.append(line);
  }
  place.append(table, element("p", share(chosen) + " of the start, " + row[COUNT] + " packages, " +
    { fresh: "measured as it is", stale: "changed since it was measured", unknown: "not measured" }[row[STATUS]]));
  const ways = [["Imported by", row[IMPORTERS]], ["Brings in alone", (children.get(chosen) || []).slice().sort((a, b) => weight(b) - weight(a))]];
  for (const [title, found] of ways) {
    place.append(element("h3", title + " (" + found.length + ")"));
    const items = element("ul");
    for (const index of found.slice(0, 50)) {
      const item = element("li"), button = element("button", packages[index][PATH] + mark(packages[index]));
      button.dataset.index = index;
      item.append(button, " " + figure(packages[index], ALL));
      items.append(item);
    }
    place.append(items);
  }
}

function choose(index, zoom) {
  chosen = index;
  if (zoom) zoomed = index;
  draw();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-index]");
  if (button) choose(Number(button.dataset.index), true);
});
byId("program").append(...programs.map((one, number) => element("option", one.main + " (" + one.build + ")", { value: number })));
byId("program").addEventListener("change", (event) => load(Number(event.target.value)));
byId("by").addEventListener("change", (event) => { by = Number(event.target.value); draw(); });
byId("up").addEventListener("click", () => choose(zoomed < 0 ? -1 : packages[zoomed][PARENT], true));
byId("whole").addEventListener("click", () => choose(-1, true));
byId("find").addEventListener("change", (event) => {
  const text = event.target.value;
  let index = packages.findIndex((row) => row[PATH] === text);
  if (index < 0) index = packages.findIndex((row) => row[PATH].includes(text));
  if (text && index >= 0) choose(index, true);
  else if (text) byId("status").textContent = "no package has " + text + " in its path";
});
// From a bar: down to the heaviest of those below it, up, and to its neighbours.
function next(index, key) {
  if (key === "ArrowUp") return packages[index][PARENT];
  const order = (parent) => (children.get(parent) || []).slice().sort((a, b) => weight(b) - weight(a));
  if (key === "ArrowDown") return order(index)[0];
  const beside = order(packages[index][PARENT]);
  return beside[beside.indexOf(index) + (key === "ArrowRight" ? 1 : -1)];
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") choose(zoomed < 0 ? -1 : packages[zoomed][PARENT], true);
  const bar = event.key.startsWith("Arrow") && document.activeElement?.closest("#flame button");
  if (!bar) return;
  event.preventDefault();
  refocus("flame", next(Number(bar.dataset.index), event.key));
});
addEventListener("resize", draw);
load(0);
