import { readFile } from "node:fs/promises";

import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

test("the client's types are those of openapi.json; `npm run api` writes them again", async () => {
  const document = new URL("../../../openapi.json", import.meta.url);
  const fresh = COMMENT_HEADER + astToString(await openapiTS(document));
  expect(await readFile(new URL("schema.d.ts", import.meta.url), "utf8")).toBe(fresh);
});
