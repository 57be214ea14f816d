/** A number in [0, 1) that depends on the text alone: the same question gets the same answer. */
export function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  hash ^= hash >>> 15;
  return (hash >>> 0) / 2 ** 32;
}

/** A number around 0 with a spread of about 1. */
export function noise(text: string): number {
  let sum = 0;
  for (let part = 0; part < 6; part += 1) sum += chance(`${text}~${part}`);
  return (sum - 3) * 1.41;
}
