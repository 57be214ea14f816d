import { defineConfig } from "vitest/config";

// A real browser walks the pages. Against the made-up partnership by default; against a Tandem that serves when
// TANDEM_URL, TANDEM_EMAIL and TANDEM_PASSWORD say where and as whom.
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    globalSetup: ["e2e/serve.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
  },
});
