import { existsSync } from "node:fs";

import { preview } from "vite";
import type { TestProject } from "vitest/node";

/** Where the pages are served, and as whom to walk them. */
export interface Serving {
  url: string;
  /** Whether the made-up partnership answers. */
  mock: boolean;
  client: { email: string; password: string };
  /** Someone who sees every party's rows and may hand in facts. */
  steward: { email: string; password: string } | undefined;
  provider: { email: string; password: string; party: string } | undefined;
}

declare module "vitest" {
  interface ProvidedContext {
    serving: Serving;
  }
}

/** Serves the built application over the made-up partnership, unless a Tandem serves already. */
export default async function serve(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { TANDEM_URL, TANDEM_EMAIL, TANDEM_PASSWORD, TANDEM_STEWARD_EMAIL, TANDEM_STEWARD_PASSWORD, TANDEM_PROVIDER_EMAIL, TANDEM_PROVIDER_PASSWORD, TANDEM_PROVIDER_PARTY } = process.env;
  if (TANDEM_URL !== undefined && TANDEM_URL !== "") {
    if (!TANDEM_EMAIL || !TANDEM_PASSWORD) throw new Error("TANDEM_URL is set: TANDEM_EMAIL and TANDEM_PASSWORD must say who signs in.");
    project.provide("serving", {
      url: TANDEM_URL.replace(/\/$/, ""),
      mock: false,
      client: { email: TANDEM_EMAIL, password: TANDEM_PASSWORD },
      steward: TANDEM_STEWARD_EMAIL ? { email: TANDEM_STEWARD_EMAIL, password: TANDEM_STEWARD_PASSWORD ?? TANDEM_PASSWORD } : undefined,
      provider:
        TANDEM_PROVIDER_EMAIL && TANDEM_PROVIDER_PARTY
          ? { email: TANDEM_PROVIDER_EMAIL, password: TANDEM_PROVIDER_PASSWORD ?? TANDEM_PASSWORD, party: TANDEM_PROVIDER_PARTY }
          : undefined,
    });
    return undefined;
  }
  if (!existsSync("dist/index.html")) throw new Error("There is no dist/: run `npm run build` first.");
  const server = await preview({
    configFile: "mock/vite.config.ts",
    configLoader: "runner",
    logLevel: "warn",
    preview: { port: 0, host: "127.0.0.1" },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("The preview server has no port.");
  const password = "harbor-demo";
  project.provide("serving", {
    url: `http://127.0.0.1:${address.port}`,
    mock: true,
    client: { email: "mara.roos@harbor.example", password },
    steward: { email: "mara.roos@harbor.example", password },
    provider: { email: "ines.carvalho@alder.example", password, party: "Alder" },
  });
  return () => server.close();
}
