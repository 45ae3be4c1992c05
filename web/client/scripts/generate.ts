// Writes src/generated from docs/openapi.json. With --check: writes it elsewhere and compares.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@hey-api/openapi-ts";

const here = fileURLToPath(new URL("..", import.meta.url));
const document = join(here, "../../docs/openapi.json");
const committed = join(here, "src/generated");
/** LiveKit's routes: no client of ours calls them. */
const NOT_OURS = new Set(["receiveWebhook", "health"]);

/** Every operation with the names of its types, so that a call can be typed by its id. */
function operations(sdk: string): string {
  const ids = [...sdk.matchAll(/^export const (\w+) = </gm)].map(([, id]) => id as string);
  const ours = ids.filter((id) => !NOT_OURS.has(id)).sort();
  const name = (id: string) => id.charAt(0).toUpperCase() + id.slice(1);
  const lines = ours.map((id) => {
    const type = name(id);
    return `  ${id}: { data: Types.${type}Data; answer: Types.${type}Response; error: Types.${type}Error };`;
  });
  return [
    "// This file is written by scripts/generate.ts",
    "",
    "import type * as Types from './types.gen.ts';",
    "",
    "/** The operations of the API by their ids: what each takes, answers, and refuses with. */",
    "export interface Operations {",
    ...lines,
    "}",
    "",
  ].join("\n");
}

async function generate(folder: string): Promise<void> {
  await createClient({
    input: document,
    output: { path: folder, importFileExtension: ".ts" },
    plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
    logs: { level: "silent" },
  });
  const sdk = readFileSync(join(folder, "sdk.gen.ts"), "utf8");
  writeFileSync(join(folder, "operations.gen.ts"), operations(sdk));
}

/** What stands in the files of a folder, by their paths. */
function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}

if (process.argv.includes("--check")) {
  const fresh = mkdtempSync(join(tmpdir(), "onair-generated-"));
  try {
    await generate(fresh);
    const [is, should] = [contents(committed), contents(fresh)];
    const stale = [...new Set([...is.keys(), ...should.keys()])].filter(
      (path) => is.get(path) !== should.get(path),
    );
    if (stale.length > 0) {
      console.error(`src/generated is not what docs/openapi.json says: ${stale.join(", ")}`);
      console.error("run: npm run generate --workspace client");
      process.exitCode = 1;
    } else {
      console.log(`src/generated is up to date: ${is.size} files`);
    }
  } finally {
    rmSync(fresh, { recursive: true });
  }
} else {
  await generate(committed);
}
