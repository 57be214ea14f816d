/**
 * Says on a box that scrolls sideways whether there is more to the right: `data-wide` where it does not fit, `data-more`
 * until one has scrolled to its end. What that looks like stands in base.css.
 */
export function edge(box: HTMLElement): { destroy(): void } {
  const look = () => {
    const beyond = box.scrollWidth - box.clientWidth;
    box.toggleAttribute("data-wide", beyond > 2);
    box.toggleAttribute("data-more", beyond - box.scrollLeft > 2);
  };
  const watch = new ResizeObserver(look);
  watch.observe(box);
  for (const child of box.children) watch.observe(child);
  box.addEventListener("scroll", look, { passive: true });
  look();
  return {
    destroy() {
      watch.disconnect();
      box.removeEventListener("scroll", look);
    },
  };
}
