// The fewest imports of own packages without which some packages no longer reach others: a smallest set that meets
// every chain, where chains are found one at a time. As `gomodlint cut` does it.
const CHAINS = 200, BRANCHES = 4000;
const ownImports = (numbers) => numbers.filter((number) => isOwn(data.edges[number][FROM]));
function cut(starts, goals) {
  const find = (taken) => chain(starts, goals, new Set([...state.broken, ...taken]));
  const chains = [];
  let chosen = new Set(), least = 0;
  while (chains.length < CHAINS) {
    const found = apart(find, chosen, CHAINS - chains.length);
    if (found === null) return null;
    if (!found.length) return { imports: best(find, chosen, chains), least };
    chains.push(...found);
    const solution = smallest(chains);
    if (!solution) break;
    chosen = solution;
    least = chosen.size;
  }
  chosen = cover(chains);
  for (let one = find(chosen); one; one = find(chosen)) {
    const own = ownImports(one);
    if (!own.length) return null;
    chosen.add(own[0]);
  }
  return { imports: [...chosen], least };
}
// Chains that nothing chosen meets, no two through one own import; null when a chain has no own import.
function apart(find, chosen, most) {
  const found = [], avoided = new Set(chosen);
  for (let one = find(avoided); one && found.length < most; one = find(avoided)) {
    const own = ownImports(one);
    if (!own.length) return null;
    found.push(new Set(own));
    own.forEach((number) => avoided.add(number));
  }
  return found;
}
// Of several cuts by one import, that with which the fewest packages leave.
function best(find, chosen, chains) {
  if (chosen.size !== 1) return [...chosen];
  const common = [...chains[0]].filter((number) => chains.every((one) => one.has(number)) && !find(new Set([number])));
  const lost = new Map(common.map((number) => [number, leaving(new Set([...state.broken, number])).length]));
  return common.sort((a, b) => lost.get(a) - lost.get(b)).slice(0, 1);
}
function smallest(chains) {
  let found = cover(chains), steps = 0;
  const waiting = [[new Set(), chains]];
  while (waiting.length) {
    if (++steps > BRANCHES) return null;
    const [chosen, left] = waiting.pop();
    if (!left.length) {
      if (chosen.size < found.size) found = chosen;
      continue;
    }
    if (chosen.size + packing(left) >= found.size) continue;
    const branch = left.reduce((a, b) => (b.size < a.size ? b : a));
    for (const number of branch) waiting.push([new Set([...chosen, number]), left.filter((one) => !one.has(number))]);
  }
  return found;
}
function cover(chains) {
  const chosen = new Set();
  let left = chains;
  while (left.length) {
    const counts = new Map();
    for (const one of left) for (const number of one) counts.set(number, (counts.get(number) ?? 0) + 1);
    const [most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    chosen.add(most);
    left = left.filter((one) => !one.has(most));
  }
  return chosen;
}
// Chains without a common import: each needs an import of its own.
function packing(chains) {
  const used = new Set();
  let count = 0;
  for (const one of [...chains].sort((a, b) => a.size - b.size)) {
    if ([...one].some((number) => used.has(number))) continue;
    one.forEach((number) => used.add(number));
    count++;
  }
  return count;
}
