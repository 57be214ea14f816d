// A feed's text, changed in one place and left as it is everywhere else: comments are the draft's reasons, and a person's.

interface Entry {
  /** First line, from 0. */
  from: number;
  /** The line after its last. */
  to: number;
  /** What stands after its colon, on all its lines. */
  value: string;
}

const isNamed = (line: string, indent: number, name: string): boolean =>
  new RegExp(`^ {${indent}}(?:${escaped(name)}|"${escaped(name)}"|'${escaped(name)}') *:(?: |$)`).test(line);

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isBlank = (line: string): boolean => line.trim() === "";
const isComment = (line: string): boolean => line.trimStart().startsWith("#");

/** An entry within lines, at an indent. */
function entry(lines: readonly string[], name: string, indent: number, from: number, to: number): Entry | undefined {
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? "";
    if (!isNamed(line, indent, name)) continue;
    let end = at + 1;
    while (end < to) {
      const next = lines[end] ?? "";
      const goesOn = isBlank(next) || indentOf(next) > indent || (indent === 0 && next.startsWith("- "));
      if (!goesOn) break;
      end += 1;
    }
    // Comments and blank lines at its end are about what follows.
    while (end > at + 1 && (isBlank(lines[end - 1] ?? "") || (isComment(lines[end - 1] ?? "") && indentOf(lines[end - 1] ?? "") <= indent + 2 && !hasChildrenAfter(lines, end - 1, at, indent)))) end -= 1;
    const first = line.slice(line.indexOf(":", indent + name.length) + 1).trim();
    const rest = lines.slice(at + 1, end).map((one) => one.trim());
    return { from: at, to: end, value: [first, ...rest].join("\n").trim() };
  }
  return undefined;
}

/** Whether the comment is within a map: its options stand among its children. */
function hasChildrenAfter(lines: readonly string[], at: number, start: number, indent: number): boolean {
  return lines.slice(start + 1, at).some((line) => !isComment(line) && !isBlank(line) && indentOf(line) > indent) && indentOf(lines[at] ?? "") > indent;
}

function find(lines: readonly string[], path: string): Entry | undefined {
  const [outer = "", ...inner] = path.split(".");
  const top = entry(lines, outer, 0, 0, lines.length);
  if (inner.length === 0 || top === undefined) return top;
  const indent = childIndent(lines, top);
  return indent === undefined ? undefined : entry(lines, inner.join("."), indent, top.from + 1, top.to);
}

function childIndent(lines: readonly string[], of: Entry): number | undefined {
  const child = lines.slice(of.from + 1, of.to).find((line) => !isBlank(line) && !isComment(line));
  return child === undefined ? undefined : indentOf(child);
}

/** What is written at a place, `zone` or `columns.opened_at`, as text: quotes are taken off. */
export function valueAt(yaml: string, path: string): string | undefined {
  const found = find(yaml.split("\n"), path);
  return found === undefined ? undefined : unquoted(found.value);
}

/** The columns of the table that the feed fills, each with its expression. */
export function mapped(yaml: string): Map<string, string> {
  const lines = yaml.split("\n");
  const columns = new Map<string, string>();
  const top = entry(lines, "columns", 0, 0, lines.length);
  const indent = top === undefined ? undefined : childIndent(lines, top);
  if (top === undefined || indent === undefined) return columns;
  for (let at = top.from + 1; at < top.to; at += 1) {
    const line = lines[at] ?? "";
    const name = new RegExp(`^ {${indent}}["']?(\\w+)["']? *:(?: |$)`).exec(line)?.[1];
    if (name === undefined) continue;
    const found = entry(lines, name, indent, at, top.to);
    if (found !== undefined) columns.set(name, unquoted(found.value));
  }
  return columns;
}

/** The feed with another value at a place; null takes the place away. `value` is YAML for a list, text otherwise. */
export function withValue(yaml: string, path: string, value: string | null): string {
  const lines = yaml.split("\n");
  const [outer = "", ...inner] = path.split(".");
  const name = inner.length === 0 ? outer : inner.join(".");
  const found = find(lines, path);
  const indent = found === undefined ? 0 : indentOf(lines[found.from] ?? "");
  const written = (at: number) => `${" ".repeat(at)}${name}: ${value === null ? "" : asYaml(value)}`;
  if (found !== undefined) {
    lines.splice(found.from, found.to - found.from, ...(value === null ? [] : [written(indent)]));
    return lines.join("\n");
  }
  if (value === null) return yaml;
  if (inner.length === 0) {
    // Before the columns, where a reader looks for it.
    const columns = entry(lines, "columns", 0, 0, lines.length)?.from ?? lines.length;
    let before = columns;
    while (before > 0 && isComment(lines[before - 1] ?? "")) before -= 1;
    lines.splice(before, 0, written(0));
    return lines.join("\n");
  }
  const top = entry(lines, outer, 0, 0, lines.length);
  if (top === undefined) return `${yaml.replace(/\n*$/, "\n")}${outer}:\n${written(2)}\n`;
  lines.splice(top.to, 0, written(childIndent(lines, top) ?? 2));
  return lines.join("\n");
}

/** A value as YAML: lists and what is quoted stay as they are, text is quoted where YAML would take it for something else. */
function asYaml(value: string): string {
  if (/^\[.*\]$/s.test(value) || /^\{.*\}$/s.test(value)) return value;
  const odd = value === "" || /: |\s#|^[\s!&*>|%@`'"#,[\]{}?:-]|[\s:]$|\n/.test(value);
  const other = /^(?:true|false|null|yes|no|on|off|y|n|~|[-+.]?\d.*)$/i.test(value);
  return odd || other ? `'${value.replaceAll("'", "''").replaceAll("\n", " ")}'` : value;
}

function unquoted(value: string): string {
  const block = /^[|>][-+]?\n([\s\S]*)$/.exec(value);
  if (block !== null) return (block[1] ?? "").replaceAll("\n", " ").trim();
  const single = /^'((?:[^']|'')*)'(?:\s+#.*)?$/s.exec(value);
  if (single !== null) return (single[1] ?? "").replaceAll("''", "'");
  const double = /^"((?:[^"\\]|\\.)*)"(?:\s+#.*)?$/s.exec(value);
  if (double !== null) return (double[1] ?? "").replace(/\\(.)/g, (_, one: string) => ({ n: "\n", t: "\t" })[one] ?? one);
  return value.replace(/\s+#.*$/, "").trim();
}
