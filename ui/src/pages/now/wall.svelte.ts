// A page on a wall: as large as it can be without scrolling, and the screen stays awake.

/** What the page is laid out for at the usual size of letters, in their heights: 1920 by 1080 at 22 pixels. */
const WIDE = 1920 / 22;
const TALL = 1080 / 22;
/** Smaller than this nobody reads from across a room, in px. */
const LEAST = 11;

let letters = $state(16);

export const wall = {
  /** The size of letters, in px. */
  get letters() {
    return letters;
  },
};

/** The size of letters with which a page of that layout fills a screen. */
export function lettersFor(width: number, height: number): number {
  return Math.max(LEAST, Math.min(width / WIDE, height / TALL));
}

/** Fits a page to the window for as long as it hangs there. Answers what ends that. */
export function hang(content: HTMLElement): () => void {
  const root = document.documentElement;
  let asked = 0;
  const set = (size: number) => {
    letters = size;
    root.style.fontSize = `${size}px`;
  };
  /** How far the page reaches, with as much room below it as letters are high. */
  const reaches = () => content.getBoundingClientRect().bottom + letters;
  // What does not fit is made smaller, step by step: how lines wrap changes with it.
  const shrink = () => {
    const share = innerHeight / reaches();
    if (share >= 1 || letters <= LEAST) return;
    set(Math.max(LEAST, letters * Math.max(0.9, share)));
    asked = requestAnimationFrame(shrink);
  };
  const again = (work: () => void) => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(work);
  };
  const fit = () => {
    set(lettersFor(innerWidth, innerHeight));
    again(shrink);
  };
  // Numbers that change must not make the page breathe: it grows again only where much room is left.
  const changed = () => {
    if (reaches() < 0.85 * innerHeight && letters < lettersFor(innerWidth, innerHeight)) fit();
    else again(shrink);
  };
  const grown = new ResizeObserver(changed);
  grown.observe(content);
  addEventListener("resize", fit);
  fit();
  void document.fonts.ready.then(fit);
  const release = stayAwake();
  return () => {
    cancelAnimationFrame(asked);
    grown.disconnect();
    removeEventListener("resize", fit);
    release();
    letters = 16;
    root.style.fontSize = "";
  };
}

/** Keeps the screen awake where the browser can, and again whenever the page comes back into sight. */
function stayAwake(): () => void {
  let held: WakeLockSentinel | undefined;
  let over = false;
  const take = async () => {
    if (over || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      held = await navigator.wakeLock.request("screen");
      if (over) await held.release();
    } catch {
      // A battery that runs low refuses it: the page still shows.
    }
  };
  const seen = () => void take();
  document.addEventListener("visibilitychange", seen);
  void take();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", seen);
    void held?.release();
  };
}
