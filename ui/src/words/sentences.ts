/** A text without some of its sentences, which stand elsewhere on the page; the whole text when nothing else is left. */
export function without(text: string, sentences: readonly string[]): string {
  const rest = sentences.reduce((left, sentence) => (sentence === "" ? left : left.replace(`${sentence}.`, "").replace(sentence, "")), text);
  const bare = rest.replace(/\s+/g, " ").trim();
  return bare === "" ? text : bare;
}

/** Words as a sentence: with a full stop, unless they end with one. */
export function stopped(words: string): string {
  return /[.?…]$/.test(words) ? words : `${words}.`;
}
