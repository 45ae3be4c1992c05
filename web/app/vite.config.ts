import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** Where `cargo dev` is, for `npm run dev`. */
const api = process.env.ONAIR_API ?? "http://127.0.0.1:3000";
const proxied = ["/api", "/_dev", "/config.json", "/docs", "/openapi.json"];

export default defineConfig({
  plugins: [react()],
  resolve: {
    conditions: ["onair-source", ...defaultClientConditions],
    // React's interface in a sixth of its size. The packages are React's own, and know nothing of it.
    alias: {
      "react-dom/client": "preact/compat/client",
      "react-dom": "preact/compat",
      "react/jsx-runtime": "preact/jsx-runtime",
      react: "preact/compat",
    },
  },
  css: { transformer: "lightningcss" },
  build: {
    target: "es2023",
    manifest: true,
    // Small files stay files: the policy allows no `data:` scripts or styles, and they are cached.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first page imports at once is one file: forty small ones wait for one another.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } } },
  },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: api }])) },
});
