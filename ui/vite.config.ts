import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

import { mockServer } from "./mock/plugin.ts";

// `npm run dev` talks to a Tandem that serves at TANDEM_URL; `npm run mock` to the made-up partnership in `mock/`.
export default defineConfig(({ mode }) => {
  const target = process.env.TANDEM_URL ?? "http://127.0.0.1:7400";
  return {
    plugins: [svelte(), ...(mode === "mock" ? [mockServer()] : [])],
    build: {
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
    },
    server: mode === "mock" ? {} : { proxy: { "/api": target, "/docs": target } },
    test: { include: ["src/**/*.test.ts"], environment: "node" },
  };
});
