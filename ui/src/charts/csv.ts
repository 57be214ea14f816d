/** A field of a table. */
export type Field = string | number | null | undefined;

/** Rows as CSV (RFC 4180). A text that a spreadsheet would run as a formula is written so that it stays a text. */
export function csv(rows: readonly (readonly Field[])[]): string {
  return rows.map((row) => row.map(written).join(",")).join("\r\n") + "\r\n";
}

function written(field: Field): string {
  if (field === null || field === undefined) return "";
  if (typeof field === "number") return String(field);
  const safe = /^[=+\-@\t\r]/.test(field) && Number.isNaN(Number(field)) ? `'${field}` : field;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a file to the person. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Hands a table to the person. The mark at its start tells spreadsheets that it is UTF-8. */
export function saveCsv(rows: readonly (readonly Field[])[], name: string): void {
  save(new Blob(["\ufeff", csv(rows)], { type: "text/csv;charset=utf-8" }), name);
}
