import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** `npm run dev` talks to the Tandem that serves here. */
const server = process.env.TANDEM_URL ?? "http://127.0.0.1:7400";
/** The server takes changes from its own origin only, so it must see the host that the browser sees. */
const passed = { target: server, changeOrigin: false };

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
  server: { proxy: { "/api": passed, "/docs": passed } },
  // A page is compiled within a test, which takes its time on a busy machine.
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
});
