// The JavaScript and styles that a screen needs, gzipped, by the build's manifest. Fails beyond the budget.
//
//   node budgets.mjs [DIST]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = process.argv[2] ?? new URL("../app/dist", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));

/** In bytes. `also` are the chunks that a screen fetches by itself, by the ends of their names. */
const BUDGETS = [
  { screen: "first page", entries: ["index.html"], js: 90_000, css: 12_000 },
  {
    screen: "watch",
    entries: ["index.html", "Channel.tsx", "room/livekit.ts", "LiveMedia.tsx", "_livekit-client.esm"],
    js: 280_000,
    css: 24_000,
  },
  {
    screen: "video",
    entries: ["index.html", "Video.tsx", "HlsMedia.tsx"],
    js: 230_000,
    css: 24_000,
  },
];

/** The files of some entries, with all that they import at once. */
function files(entries) {
  const seen = new Set();
  const css = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const file of manifest[key].css ?? []) css.add(file);
    for (const other of manifest[key].imports ?? []) visit(other);
  };
  for (const name of entries) {
    const keys = Object.keys(manifest).filter(
      (key) => key === name || key.endsWith(`/${name}`) || key.startsWith(`${name}-`),
    );
    if (keys.length === 0) throw new Error(`no chunk ${name} in the manifest`);
    keys.forEach(visit);
  }
  return {
    js: [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith(".js")),
    css: [...css],
  };
}

const size = (names) =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0);

let failed = 0;
for (const { screen, entries, ...budget } of BUDGETS) {
  const found = files(entries);
  for (const kind of ["js", "css"]) {
    const bytes = size(found[kind]);
    const fits = bytes <= budget[kind];
    if (!fits) failed += 1;
    console.log(
      `budget | ${screen} | ${kind} | ${bytes} of ${budget[kind]} bytes${fits ? "" : " | TOO MUCH"}`,
    );
    if (process.env.VERBOSE) for (const name of found[kind]) console.log(`  ${size([name])} ${name}`);
  }
}
process.exitCode = failed ? 1 : 0;
