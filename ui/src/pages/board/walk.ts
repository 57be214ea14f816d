interface Spot {
  row: number;
  column: number;
}

/** Where a key leads from a place of a table; undefined when it leads nowhere. */
export function walk(from: Spot, press: { key: string; ctrlKey: boolean }, size: { rows: number; columns: number }): Spot | undefined {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  switch (press.key) {
    case "ArrowUp":
      return { ...from, row: Math.max(0, from.row - 1) };
    case "ArrowDown":
      return { ...from, row: Math.min(last.row, from.row + 1) };
    case "ArrowLeft":
      return { ...from, column: Math.max(0, from.column - 1) };
    case "ArrowRight":
      return { ...from, column: Math.min(last.column, from.column + 1) };
    case "Home":
      return press.ctrlKey ? { row: 0, column: 0 } : { ...from, column: 0 };
    case "End":
      return press.ctrlKey ? last : { ...from, column: last.column };
    default:
      return undefined;
  }
}
