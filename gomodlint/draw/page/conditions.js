"use strict";
// What the page is about, what is asked of it, and where imports exist. The scripts of this folder are one script, in
// the order of html.py.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const [PATH, KIND, DIRECTORY, MODULE, SET, MAIN, LEVEL, LAYER, WEIGHT] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const [FROM, TO, CONDITION, LABEL, TEST, PLACES] = [0, 1, 2, 3, 4, 5];
const state = {
  group: "directory", colour: "kind", port: "", cgo: "", tags: new Set(), outside: false, tests: false,
  open: new Set(), // groups whose members are drawn instead of them
  broken: new Set(), // imports that are taken away, by number
  only: null, // the packages that are drawn, where it is not all
  arrows: "some", // or "all", or "chosen": those of the chosen node
  selected: "", picking: null, // the node that is chosen; the packages of "why from here", until a goal is clicked
};

// A condition is a set of builds, in hex, or a node that asks for a tag: [tag, on, off]. Sets are BigInts, one bit for
// each build; `mask` has the builds that are asked about.
const leaves = data.conditions.map((one) => (typeof one === "string" ? BigInt("0x" + one) : null));
let mask = (1n << BigInt(data.builds.length)) - 1n;
let known = new Map();
function forget() {
  known = new Map();
}
function setMask() {
  mask = 0n;
  data.builds.forEach(([os, arch, cgo], number) => {
    const port = !state.port || state.port === os || state.port === `${os}/${arch}`;
    if (port && (!state.cgo || state.cgo === cgo)) mask |= 1n << BigInt(number);
  });
  forget();
}
function holds(condition) {
  let found = known.get(condition);
  if (found === undefined) {
    let at = condition;
    while (leaves[at] === null) {
      const [tag, on, off] = data.conditions[at];
      at = state.tags.has(tag) ? on : off;
    }
    found = leaves[at] & mask;
    known.set(condition, found);
  }
  return found;
}
function buildsIn(set) {
  return data.builds.filter((_, number) => (set >> BigInt(number)) & 1n);
}
function asked() {
  const port = state.port || "any port";
  const cgo = state.cgo === "cgo" ? ", cgo on" : state.cgo ? ", cgo off" : "";
  const tags = state.tags.size ? `, tags ${[...state.tags].sort().join(",")}` : "";
  return `${port}${cgo}${tags}`;
}
const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
// Where a set of builds is not all of those that are asked about: one of them, for people.
function buildText(set) {
  const all = buildsIn(set);
  if (!all.length) return "in no build";
  const [os, arch, cgo] = all[0];
  const one = `${os}/${arch}, cgo ${cgo === "cgo" ? "on" : "off"}`;
  return set === mask ? (all.length > 1 ? `in all ${all.length} builds asked about` : `in ${one}`) : `in ${all.length} of ${buildsIn(mask).length} builds, as ${one}`;
}
