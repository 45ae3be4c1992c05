import { appendFileSync, readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import manifest from "./package.json" with { type: "json" };

const outside = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];

/** A module for each source file, so that a bundler leaves out what a page does not use; all styles in one file. */
export default defineConfig({
  plugins: [
    react(),
    {
      name: "theme-first",
      writeBundle(options) {
        const styles = `${options.dir}/style.css`;
        const components = readFileSync(styles, "utf8");
        const theme = readFileSync(new URL("src/theme.css", import.meta.url), "utf8");
        appendFileSync(styles, "", { flag: "w" });
        appendFileSync(styles, theme + components);
      },
    },
  ],
  css: { modules: { generateScopedName: "onair-[name]-[local]" } },
  build: {
    target: "es2022",
    sourcemap: true,
    cssCodeSplit: false,
    minify: false,
    lib: { entry: "src/index.ts", formats: ["es"], cssFileName: "style" },
    rolldownOptions: {
      external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
      output: { preserveModules: true, preserveModulesRoot: "src", entryFileNames: "[name].js" },
    },
  },
});
