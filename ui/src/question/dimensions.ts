/** Columns that the partnership's charter and taxonomy name, in the order in which one asks by them. */
const NAMED = ["party", "site", "team", "channel", "contact_type", "queue", "language", "priority", "agent"];

/** Columns to ask by, those that the partnership names first and the rest apart; a group without any is left out. */
export function grouped<T>(all: readonly T[], nameOf: (one: T) => string): { label: string; members: T[] }[] {
  const at = (one: T) => NAMED.indexOf(nameOf(one));
  const named = all.filter((one) => at(one) >= 0).sort((one, other) => at(one) - at(other));
  const rest = all.filter((one) => at(one) < 0).sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  return [
    { label: "The partnership's", members: named },
    { label: "Other columns", members: rest },
  ].filter((group) => group.members.length > 0);
}
