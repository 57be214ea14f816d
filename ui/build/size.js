// Measures what a first visit to the board loads, compressed as a server sends it, and fails above the limit.
// Counted: index.html, the entry script with everything it imports statically, the board page's chunks, their styles,
// the theme script and the Latin part of the typeface. Charts load on pages that have them, and are not counted.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 200;
const dist = new URL("../dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

const files = new Set(["index.html", "theme.js"]);
function add(key) {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const other of chunk.imports ?? []) add(other);
}
add("index.html");
for (const key of Object.keys(manifest)) if (key.includes("pages/board/")) add(key);
for (const name of readdirSync(join(dist, "assets"))) {
  if (/^inter-latin-wght-normal.*\.woff2$/.test(name)) files.add(`assets/${name}`);
}

let total = 0;
for (const file of files) {
  const bytes = readFileSync(join(dist, file));
  const size = file.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 6 }).length;
  total += size;
  console.log(`${(size / 1000).toFixed(1).padStart(8)} kB  ${file}`);
}
const kb = total / 1000;
console.log(`${kb.toFixed(1).padStart(8)} kB  first load of the board, compressed; the limit is ${LIMIT_KB} kB`);
if (kb > LIMIT_KB) {
  console.error("The first load is over its limit: import what is heavy only on the pages that need it.");
  process.exit(1);
}
