const query = matchMedia("(max-width: 48rem)");
let matches = $state(query.matches);
query.addEventListener("change", (event) => (matches = event.matches));

/** Whether the page is as narrow as a phone. */
export const narrow = {
  get now() {
    return matches;
  },
};
