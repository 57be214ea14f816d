let times = $state(0);

/** How often somebody signed in while a page was open. What was asked in vain until then is asked again. */
export const renewal = {
  get times() {
    return times;
  },
};

export function renew(): void {
  times += 1;
}
