/** Words in a row: `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** A short name as words: `contact_type` is `Contact type`. */
export function named(short: string): string {
  const words = short.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The same, inside a sentence. */
export function namedWithin(short: string): string {
  return short.replaceAll("_", " ").trim();
}

/** Words as the beginning of a sentence. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
