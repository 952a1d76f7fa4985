// Chance that can be repeated: everything follows from a number, the seed.

// → { below(n), between(low, high), pick(list), weighted({ name: weight }) }
export function randomFrom(seed) {
  let state = seed >>> 0;
  // Mulberry32, in the public domain; good enough to choose with.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  const weighted = (weights) => {
    let left = next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    return Object.entries(weights).find(([, weight]) => (left -= weight) < 0)[0];
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)],
    weighted,
  };
}
