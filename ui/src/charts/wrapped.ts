/** A text in lines no wider than so much; a word that is wider by itself is broken. What is beyond the last line is left out, and that is shown. */
export function wrapped(text: string, width: number, lines: number, measure: (words: string) => number): string[] {
  const found: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    if (line !== "" && measure(`${line} ${word}`) > width) {
      found.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
    while (measure(line) > width && line.length > 1) {
      const fits = fitting(line, width, measure);
      found.push(line.slice(0, fits));
      line = line.slice(fits);
    }
  }
  if (line !== "") found.push(line);
  if (found.length <= lines) return found;
  let last = found[lines - 1] ?? "";
  while (last.length > 1 && measure(`${last}…`) > width) last = last.slice(0, -1);
  return [...found.slice(0, lines - 1), `${last.trimEnd()}…`];
}

/** How many of the letters fit, at least one. */
function fitting(words: string, width: number, measure: (words: string) => number): number {
  let letters = words.length;
  while (letters > 1 && measure(words.slice(0, letters)) > width) letters -= 1;
  return letters;
}
