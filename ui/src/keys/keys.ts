/** A key, or two after another, and what it does. */
export interface Binding {
  keys: string;
  does: string;
  /** Whether it is a key pressed alone that acts on every page. */
  single?: boolean;
}

/** The keys there are, as the list under `?` shows them. */
export const BINDINGS: readonly Binding[] = [
  { keys: "Ctrl K", does: "Find a KPI, a board or a page" },
  { keys: "/", does: "Search on this page, or everywhere", single: true },
  { keys: "g b", does: "Go to the board", single: true },
  { keys: "g n", does: "Go to now: who waits and who works", single: true },
  { keys: "g i", does: "Go to what if: try something on the double", single: true },
  { keys: "g k", does: "Go to the KPIs", single: true },
  { keys: "g d", does: "Go to the data", single: true },
  { keys: "g w", does: "Go to the words: the glossary", single: true },
  { keys: "g a", does: "Go to your account", single: true },
  { keys: "t", does: "Switch between light and dark", single: true },
  { keys: "?", does: "Show these keys", single: true },
  { keys: "← ↑ → ↓", does: "Walk the board, or the points of a chart" },
  { keys: "Enter", does: "Open the KPI, or pin a note to the point" },
  { keys: "Esc", does: "Close what is open, leave the wall display" },
];

/** What a press of a key asks for. */
export type Command = "palette" | "search" | "keys" | "theme" | "board" | "now" | "what-if" | "kpis" | "data" | "glossary" | "account";

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const GO: Record<string, Command> = { b: "board", n: "now", i: "what-if", k: "kpis", d: "data", w: "glossary", a: "account" };
const PATIENCE_MS = 1200;

/** Reads presses one after another: `g` waits a moment for the letter that follows it. Keys pressed alone count while `single` says so. */
export function reader(single: () => boolean): (press: Press, writing: boolean, nowMs: number) => Command | undefined {
  let goUntilMs = -1;
  return (press, writing, nowMs) => {
    const waiting = nowMs <= goUntilMs;
    goUntilMs = -1;
    if ((press.ctrlKey || press.metaKey) && press.key.toLowerCase() === "k") return "palette";
    if (writing || !single() || press.ctrlKey || press.metaKey || press.altKey) return undefined;
    if (waiting && GO[press.key] !== undefined) return GO[press.key];
    switch (press.key) {
      case "g":
        goUntilMs = nowMs + PATIENCE_MS;
        return undefined;
      case "/":
        return "search";
      case "?":
        return "keys";
      case "t":
        return "theme";
      default:
        return undefined;
    }
  };
}
