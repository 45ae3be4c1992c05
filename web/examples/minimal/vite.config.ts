import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** `cargo dev` is the API; `ONAIR_API` where it is elsewhere. It uses the built packages, as an app outside does. */
export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": process.env.ONAIR_API ?? "http://127.0.0.1:3000" } },
});
