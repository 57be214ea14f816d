import { defineConfig, mergeConfig } from "vite";

import usual from "../vite.config";
import { mockServer } from "./plugin";

// The application over the made-up partnership: `npm run mock`.
export default mergeConfig(usual, defineConfig({ root: new URL("..", import.meta.url).pathname, plugins: [mockServer()], server: { proxy: {} } }));
