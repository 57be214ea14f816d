// A filter as the address holds it is an SQL predicate, the same that the command line takes. The part of SQL that the
// filter menu writes (`column = 'a' and other in ('b', 'c')`) is read back into choices; anything else stays as it is.

/** Values chosen for a column; any of them will do. */
export interface Choice {
  column: string;
  values: string[];
}

/** A predicate as choices, or undefined when it says more than choices can. */
export function choicesOf(where: string): Choice[] | undefined {
  const choices: Choice[] = [];
  let rest = where.trim();
  if (rest === "") return choices;
  for (;;) {
    const column = /^([a-z_][a-z0-9_]*)\s*/i.exec(rest);
    if (column?.[1] === undefined) return undefined;
    rest = rest.slice(column[0].length);
    const values: string[] = [];
    const operator = /^(=|in\s*\()\s*/i.exec(rest);
    if (operator === null) return undefined;
    rest = rest.slice(operator[0].length);
    const list = operator[0].trim() !== "=";
    for (;;) {
      const literal = /^'((?:[^']|'')*)'\s*/.exec(rest);
      if (literal?.[1] === undefined) return undefined;
      values.push(literal[1].replaceAll("''", "'"));
      rest = rest.slice(literal[0].length);
      if (!list) break;
      if (rest.startsWith(",")) {
        rest = rest.slice(1).trimStart();
      } else if (rest.startsWith(")")) {
        rest = rest.slice(1).trimStart();
        break;
      } else {
        return undefined;
      }
    }
    if (choices.some((choice) => choice.column === column[1])) return undefined;
    choices.push({ column: column[1], values });
    if (rest === "") return choices;
    const and = /^and\s+/i.exec(rest);
    if (and === null) return undefined;
    rest = rest.slice(and[0].length);
  }
}

/** Choices as a predicate. */
export function whereOf(choices: Choice[]): string {
  return choices
    .filter((choice) => choice.values.length > 0)
    .map(({ column, values }) =>
      values.length === 1 ? `${column} = ${quoted(values[0] ?? "")}` : `${column} in (${values.map(quoted).join(", ")})`,
    )
    .join(" and ");
}

/** A predicate with the values of one column replaced; none takes the column out. Free predicates are kept and added to. */
export function choose(where: string, column: string, values: string[]): string {
  const choices = choicesOf(where);
  if (choices === undefined) return values.length === 0 ? where : `(${where}) and ${whereOf([{ column, values }])}`;
  if (!choices.some((choice) => choice.column === column)) return whereOf([...choices, { column, values }]);
  return whereOf(choices.map((choice) => (choice.column === column ? { column, values } : choice)));
}

/** The values chosen for a column, if any are. */
export function chosen(where: string, column: string): string[] {
  return choicesOf(where)?.find((choice) => choice.column === column)?.values ?? [];
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
