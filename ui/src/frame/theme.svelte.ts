export type Theme = "system" | "light" | "dark";

const KEY = "tandem.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

let chosen = $state<Theme>(stored());
let systemDark = $state(system.matches);
system.addEventListener("change", (event) => (systemDark = event.matches));

/** Light or dark: by the system, or by choice. */
export const theme = {
  get chosen() {
    return chosen;
  },
  get dark() {
    return chosen === "dark" || (chosen === "system" && systemDark);
  },
  choose(next: Theme): void {
    chosen = next;
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Storage may be switched off: the choice holds until the page is left.
    }
  },
};

function stored(): Theme {
  const now = document.documentElement.dataset.theme;
  return now === "light" || now === "dark" ? now : "system";
}
