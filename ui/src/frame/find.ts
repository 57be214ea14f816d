/** Somewhere to go. */
export interface Place {
  title: string;
  to: string;
  group: "Boards" | "KPIs" | "Pages";
  /** What is said of it beside its title; searched too. */
  aside: string;
}

/** The places that have every word of a search, those whose titles begin with it first. */
export function find(places: readonly Place[], search: string): Place[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [...places];
  const rank = (place: Place): number => {
    const title = place.title.toLowerCase();
    const all = `${title} ${place.aside.toLowerCase()} ${place.to.toLowerCase().replaceAll("_", " ")}`;
    if (!words.every((word) => all.includes(word))) return -1;
    if (title.startsWith(words.join(" "))) return 3;
    return words.every((word) => title.includes(word)) ? 2 : 1;
  };
  return places
    .map((place) => ({ place, rank: rank(place) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ place }) => place);
}
