import { flushSync } from "svelte";

export type Theme = "system" | "light" | "dark";

const KEY = "tandem.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

let chosen = $state<Theme>(stored());
let systemDark = $state(system.matches);
system.addEventListener("change", (event) => (systemDark = event.matches));

// Paper is light. A canvas is drawn before it is printed, so what draws it has to know before.
let printing = $state(false);
addEventListener("beforeprint", () => {
  document.documentElement.dataset.theme = "light";
  flushSync(() => (printing = true));
});
addEventListener("afterprint", () => {
  apply(chosen);
  flushSync(() => (printing = false));
});

/** Light or dark: by the system, or by choice. */
export const theme = {
  get chosen() {
    return chosen;
  },
  get dark() {
    return !printing && (chosen === "dark" || (chosen === "system" && systemDark));
  },
  choose(next: Theme): void {
    chosen = next;
    apply(next);
    try {
      if (next === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Storage may be switched off: the choice holds until the page is left.
    }
  },
};

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function stored(): Theme {
  const now = document.documentElement.dataset.theme;
  return now === "light" || now === "dark" ? now : "system";
}
