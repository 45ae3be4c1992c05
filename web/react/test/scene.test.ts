import assert from "node:assert/strict";
import { test } from "node:test";
import type { Phase } from "../src/room/machine.ts";
import { type Facts, scene } from "../src/room/scene.ts";
import type { Stream } from "../src/stream/types.ts";

const of = (state: Stream["state"], hosting: Stream | null = null) =>
  ({ state, isLive: state === "live", hosting }) as Stream;
const shown = (facts: Partial<Facts>) =>
  scene({
    stream: of("live"),
    phase: { at: "connected" },
    picture: false,
    wasLive: false,
    withoutMedia: false,
    ...facts,
  });
const at = (at: Exclude<Phase["at"], "waiting">): Phase => ({ at });

test("every state has its scene", () => {
  const cases: [Partial<Facts>, string][] = [
    [{ stream: undefined, phase: at("idle") }, "loading"],
    [{ stream: null, phase: at("idle") }, "missing"],
    [{ phase: at("missing") }, "missing"],
    [{ phase: at("blocked") }, "blocked"],
    [{ stream: null, phase: at("blocked") }, "blocked"],
    [{ stream: of("offline"), phase: at("idle") }, "offline"],
    [{ stream: of("offline") }, "offline"],
    [{ stream: of("offline"), wasLive: true }, "ended"],
    [{ stream: of("offline", of("live")), picture: true }, "hosting"],
    [{ stream: of("offline", of("live")), phase: at("connecting") }, "connecting"],
    [{ stream: of("live"), withoutMedia: true, phase: at("idle") }, "withoutMedia"],
    [{ stream: of("offline"), withoutMedia: true, phase: at("idle") }, "offline"],
    [{ phase: at("idle") }, "connecting"],
    [{ phase: at("connecting") }, "connecting"],
    [{}, "waiting"],
    [{ picture: true }, "live"],
    [{ stream: of("interrupted") }, "interrupted"],
    [{ stream: of("interrupted"), picture: true }, "live"],
    [{ picture: true, phase: at("reconnecting") }, "reconnecting"],
    [{ phase: { at: "waiting", until: 1 } }, "lost"],
    [{ phase: at("gaveUp") }, "gaveUp"],
    [{ phase: at("elsewhere") }, "elsewhere"],
    [{ stream: of("offline"), phase: at("elsewhere") }, "offline"],
    [{ phase: at("removed") }, "removed"],
  ];
  for (const [facts, expected] of cases) assert.equal(shown(facts), expected, JSON.stringify(facts));
});
