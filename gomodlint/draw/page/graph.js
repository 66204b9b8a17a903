// Chains, and what is reached. A chain counts only in builds in which all of its imports exist.
const outgoing = data.nodes.map(() => []);
const incoming = data.nodes.map(() => []);
data.edges.forEach((edge, number) => {
  outgoing[edge[FROM]].push(number);
  incoming[edge[TO]].push(number);
});
const byPath = new Map(data.nodes.map((node, number) => [node[PATH], number]));
const isOwn = (node) => data.nodes[node][KIND] === "own";
const every = data.nodes.map((_, node) => node);
// The builds, of those asked about, in which an import exists.
function where(number) {
  const edge = data.edges[number];
  return edge[TEST] && !state.tests ? 0n : holds(edge[CONDITION]);
}
function exists(number) {
  return !state.broken.has(number) && where(number) !== 0n;
}
// A shortest chain from one of some packages to one of others, as numbers of imports; null when there is none.
// A package is entered again only in builds in which it was not reached by a chain as short.
function chain(starts, goals, without = state.broken) {
  const seen = new Map(starts.map((node) => [node, mask]));
  let level = starts.map((node) => ({ node, in: mask, number: -1, before: null }));
  while (level.length) {
    const next = [];
    for (const step of level) for (const number of outgoing[step.node]) {
      if (without.has(number)) continue;
      const to = data.edges[number][TO];
      const fresh = step.in & where(number) & ~(seen.get(to) ?? 0n);
      if (!fresh) continue;
      seen.set(to, (seen.get(to) ?? 0n) | fresh);
      const one = { node: to, in: fresh, number, before: step };
      if (goals.has(to)) return stepsOf(one);
      next.push(one);
    }
    level = next;
  }
  return null;
}
function stepsOf(last) {
  const found = [];
  for (let step = last; step.before; step = step.before) found.unshift(step.number);
  return found;
}
const whereAll = (numbers) => numbers.reduce((set, number) => set & where(number), mask);
// What packages lead to (or, backwards, what leads to them), and in which builds.
function flood(starts, backwards, without = state.broken) {
  const found = new Map(starts.map((node) => [node, mask]));
  const fresh = new Map(found);
  for (const [node] of fresh) {
    const news = fresh.get(node);
    fresh.delete(node); // a Map hands out again what is put in again
    for (const number of backwards ? incoming[node] : outgoing[node]) {
      if (without.has(number)) continue;
      const to = data.edges[number][backwards ? FROM : TO];
      const added = news & where(number) & ~(found.get(to) ?? 0n);
      if (!added) continue;
      found.set(to, (found.get(to) ?? 0n) | added);
      fresh.set(to, (fresh.get(to) ?? 0n) | added);
    }
  }
  return found;
}
// The packages on chains from some to others.
function between(starts, goals) {
  const ahead = flood(starts, false), back = flood([...goals], true);
  return new Set([...ahead].filter(([node, set]) => set & (back.get(node) ?? 0n)).map(([node]) => node));
}
// What programs start with: the mains; in a library, the packages that no other one of it imports.
function roots() {
  const mains = every.filter((node) => data.nodes[node][MAIN]);
  if (mains.length) return mains;
  return every.filter((node) => isOwn(node) && !incoming[node].some((n) => where(n) && isOwn(data.edges[n][FROM])));
}
// The packages that no program contains any more without some imports, in no build that is asked about.
function leaving(without) {
  const start = roots();
  const before = flood(start, false, new Set()), after = flood(start, false, without);
  return [...before.keys()].filter((node) => !after.has(node));
}
