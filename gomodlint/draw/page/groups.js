// What a package is drawn as: itself, or the outermost group around it that is not open.
const paths = new Map();
function groupsOf(node) {
  let found = paths.get(node);
  if (!found) paths.set(node, (found = around(data.nodes[node])));
  return found;
}
function around(one) {
  if (state.group === "package") return [];
  if (state.group === "set" && one[SET]) return [one[SET]];
  if (one[KIND] === "std") return ["std", `std ${one[PATH].split("/")[0]}`];
  if (one[KIND] !== "own") return one[MODULE] ? [one[MODULE]] : [];
  const names = one[DIRECTORY].split("/").filter(Boolean);
  const directories = names.map((_, at) => "./" + names.slice(0, at + 1).join("/"));
  return state.group === "module" ? [`module ${one[MODULE]}`, ...directories] : directories;
}
// How many packages a group has, in the grouping that is chosen; one that has one is that package.
let sizes = new Map();
function regroup() {
  paths.clear();
  sizes = new Map();
  for (const node of every) for (const name of groupsOf(node)) sizes.set(name, (sizes.get(name) ?? 0) + 1);
}
function nameOf(node) {
  if (state.only && state.only.size <= 60) return data.nodes[node][PATH];
  return groupsOf(node).find((name) => sizes.get(name) > 1 && !state.open.has(name)) ?? data.nodes[node][PATH];
}
// The innermost open group around a node of the picture: what "Close" closes.
function openAround(node) {
  return [...groupsOf(node)].reverse().find((name) => state.open.has(name));
}
function isShown(node) {
  return state.only ? state.only.has(node) : state.outside || isOwn(node);
}
// A package by its path, a group by its name, or what lies in a directory.
function packagesOf(text) {
  const name = text.trim();
  if (byPath.has(name)) return [byPath.get(name)];
  const members = every.filter((node) => groupsOf(node).includes(name));
  if (members.length) return members;
  const directory = name.replace(/^\.\//, "").replace(/\/?\.\.\.$/, "");
  if (!name.startsWith("./")) return [];
  return every.filter((node) => isOwn(node) && `${data.nodes[node][DIRECTORY]}/`.startsWith(`${directory}/`));
}
function labelOf(name, members) {
  const node = data.nodes[members[0]];
  const isPackage = name === node[PATH];
  const full = isPackage && node[KIND] === "own" && node[DIRECTORY] ? `./${node[DIRECTORY]}` : name.replace(/^(std|module) /, "");
  const parts = full.split("/");
  const short = full.length > 28 && parts.length > 3 ? `…/${parts.slice(-2).join("/")}` : full;
  return isPackage ? short : `${short} (${members.length})`;
}
