import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** Straight from the packages' sources, so that a change is seen at once. */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["onair-source", ...defaultClientConditions] },
});
