/** Words in a row: `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "";
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** Words of the field that are initials. */
const INITIALS = new Set(["aht", "asa", "csat", "fcr", "id", "ivr", "nps", "qa", "sla", "sop"]);

/** A short name as words: `contact_type` is `Contact type`. */
export function named(short: string): string {
  return sentence(namedWithin(short));
}

/** The same, inside a sentence. */
export function namedWithin(short: string): string {
  return short
    .split("_")
    .filter((word) => word !== "")
    .map((word) => (INITIALS.has(word) ? word.toUpperCase() : word))
    .join(" ");
}

/** Words as the beginning of a sentence. The name of a file or column that begins it stays as it is written. */
export function sentence(words: string): string {
  if (/^[\w-]*[._]\w/.test(words)) return words;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
