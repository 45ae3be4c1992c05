import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * `cargo dev` is the API; `ONAIR_API` where it is elsewhere. It uses the built packages, as an app outside does, with its own
 * React: the oldest that they take.
 */
export default defineConfig({
  plugins: [react()],
  // Only in this workspace is there another React beside it.
  resolve: { dedupe: ["react", "react-dom"] },
  server: { proxy: { "/api": process.env.ONAIR_API ?? "http://127.0.0.1:3000" } },
});
