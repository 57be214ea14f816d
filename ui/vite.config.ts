import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** `npm run dev` talks to the Tandem that serves here. */
const server = process.env.TANDEM_URL ?? "http://127.0.0.1:7400";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": server, "/docs": server } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
