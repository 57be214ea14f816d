/** The first sentence of a text: up to a full stop that a space or the end follows. */
export function firstSentence(text: string): string {
  return /^.*?[.?](?=\s|$)/.exec(text)?.[0] ?? text;
}

/** Words as a sentence: with a full stop, unless they end already. */
export function stopped(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
