const KEY = "tandem.keys";

let on = $state(stored());

/** Whether keys that are pressed alone act. Who speaks to the machine, or hits a key by chance, turns them off; kept in this browser. */
export const single = {
  get on() {
    return on;
  },
  choose(next: boolean): void {
    on = next;
    try {
      if (next) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, "off");
    } catch {
      // Storage may be switched off: the choice holds until the page is left.
    }
  },
};

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}
