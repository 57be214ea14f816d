// The cells of a row as it came, so that a person who mends a column sees what it holds.

export interface SourceCell {
  column: string;
  value: string | null;
}

/** The columns of the source and what this row has in them; empty where its text does not say, or cannot be read. */
export function cellsOf(row: { raw: string; format: string }): SourceCell[] {
  const format = read(row.format);
  if (!isObject(format)) return [];
  if (format.type === "csv" || format.type === "tsv") {
    const header = Array.isArray(format.header) ? format.header.map(String) : [];
    const delimiter = typeof format.delimiter === "string" ? format.delimiter : format.type === "tsv" ? "\t" : ",";
    const cells = separated(row.raw, delimiter, typeof format.quote === "string" ? format.quote : '"');
    return header.map((column, nth) => ({ column, value: cells[nth] ?? null }));
  }
  const record = read(row.raw);
  if (!isObject(record)) return [];
  return Object.entries(record).map(([column, value]) => ({
    column,
    value: value === null ? null : typeof value === "string" ? value : JSON.stringify(value),
  }));
}

/** The column that a check speaks of, when the source has one of that name: `cannot_read.opened_at` is about `opened_at`. */
export function columnOf(check: string, reason: string, columns: readonly string[]): string | undefined {
  const after = check.includes(".") ? check.slice(check.indexOf(".") + 1) : check;
  return columns.find((one) => one === after) ?? columns.find((one) => reason.includes(`\`${one}\``)) ?? columns.find((one) => after.startsWith(one));
}

function separated(text: string, delimiter: string, quote: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (sign === quote) {
      if (quoted && text.charAt(at + 1) === quote) {
        cell += quote;
        at += 1;
      } else quoted = !quoted;
    } else if (sign === delimiter && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += sign;
  }
  return [...cells, cell.replace(/\r?\n$/, "")];
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
