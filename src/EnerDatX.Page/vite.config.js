import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// Files are served by the node from one table of paths; nothing is written into the page itself, so that a strict policy holds.
export default defineConfig({
  plugins: [svelte()],
  build: { outDir: "dist", assetsDir: "page", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: true },
});
