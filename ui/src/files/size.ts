/** A size as one would say it: `4.2 MB`, `812 kB`, `96 bytes`. */
export function sizeWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1_000 ? `${Math.round(bytes / 1_000)} kB` : bytes === 1 ? "1 byte" : `${bytes} bytes`;
}
