/** Whether a basis is that one or a later one, in facts and in decisions. */
export function isAsLate(basis: string, than: string): boolean {
  const other = parts(than);
  return parts(basis).every((part, nth) => part >= (other[nth] ?? Infinity));
}

function parts(basis: string): number[] {
  return basis.split("·").map(Number);
}
