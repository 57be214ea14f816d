// What a file taken from a page says of what was asked: in its name, and in each of its rows.
import type { Field } from "../charts/csv";
import type { Question } from "./question";
import { choicesOf } from "./where";

/** Longer than this a filter makes no name; it stands in the rows. */
const LONGEST = 40;

/** The end of a file's name for the rows a filter leaves: `_party_birch`, `_filtered`, or nothing where there is none. */
export function filterSlug(where: string): string {
  if (where.trim() === "") return "";
  const choices = choicesOf(where) ?? [];
  const words = choices.map(({ column, values }) => `_${column}_${values.join("-")}`).join("");
  return /^[\w-]+$/.test(words) && words.length <= LONGEST ? words : "_filtered";
}

/** The time that rows are of, and from what they were computed. */
interface Asked {
  window: { from: string; to: string; grain?: string };
  zone: string;
  basis: string;
}

/** The last columns of a table that is taken away, and what stands in them in each row. */
export function askedColumns({ window, zone, basis }: Asked, { where }: Pick<Question, "where">): { heads: string[]; fields: Field[] } {
  const grain = window.grain === undefined ? {} : { grain: window.grain };
  const said = { ...grain, from: window.from, to: window.to, where, zone, basis };
  return { heads: Object.keys(said), fields: Object.values(said) };
}
