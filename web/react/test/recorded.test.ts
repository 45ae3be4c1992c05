import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "@onair/client";
import { actionOf, type Press, RECORDED_SHORTCUTS, SHORTCUTS } from "../src/player/keys.ts";
import { cutOf, cutTo, picturesOf, stripOf } from "../src/recorded/cut.ts";
import { lasting, renewed, untilRenewal } from "../src/recorded/playlist.ts";
import {
  bufferedTo,
  chapterAt,
  chaptersOf,
  mediaAt,
  rangeOf,
  secondsOf,
  shownAt,
  written,
} from "../src/recorded/timeline.ts";
import { hindranceOf } from "../src/recorded/usePlayback.ts";
import { ago } from "../src/ui/format.ts";

const first = "https://cdn.example/t/100.aa/v/3f/one/index.m3u8";
const later = "https://cdn.example/t/200.bb/v/3f/one/index.m3u8";

test("a new token is used for what stands beside the playlist, and for nothing else", () => {
  const segment = "https://cdn.example/t/100.aa/v/3f/one/run/s_00000.ts";
  assert.equal(renewed(segment, first, later), "https://cdn.example/t/200.bb/v/3f/one/run/s_00000.ts");
  assert.equal(renewed(first, first, later), later);
  assert.equal(renewed(segment, first, first), segment);
  const elsewhere = "https://other.example/t/100.aa/v/3f/one/run/s_00000.ts";
  assert.equal(renewed(elsewhere, first, later), elsewhere);
});

test("a playlist is the same whatever its token", () => {
  assert.equal(lasting(first), lasting(later));
  assert.notEqual(lasting(first), lasting(first.replace("/one/", "/one/run/")));
  assert.equal(lasting("http://127.0.0.1:3000/v/index.m3u8"), "http://127.0.0.1:3000/v/index.m3u8");
});

test("an address is asked for anew before its hour ends, and not without end by a clock that is off", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  assert.equal(untilRenewal("2026-11-30T13:00:00Z", now), 55 * 60_000);
  assert.equal(untilRenewal("2026-11-30T12:04:00Z", now), 2 * 60_000);
  assert.equal(untilRenewal("2026-11-30T11:00:00Z", now), 30_000);
});

test("a clip is counted from its own beginning, and ends at its own end", () => {
  const clip = { start: 2.4, length: 30 };
  assert.equal(shownAt(2.4, clip), 0);
  assert.equal(shownAt(12.4, clip), 10);
  assert.equal(shownAt(0, clip), 0);
  assert.equal(shownAt(40, clip), 30);
  assert.equal(mediaAt(10, clip), 12.4);
  assert.equal(mediaAt(-5, clip), 2.4);
  assert.equal(mediaAt(99, clip), 32.4);
});

test("what is buffered is what is there without a gap", () => {
  const ranges = [
    [0, 10],
    [10.05, 20],
    [30, 40],
  ] as const;
  assert.equal(bufferedTo(ranges, 5), 10);
  assert.equal(bufferedTo(ranges, 35), 40);
  assert.equal(bufferedTo(ranges, 25), 25);
});

const marker = (offset: number, text: string, isChapter = true) => ({ id: text, offset, text, isChapter });

test("chapters go on until the next one; markers are none", () => {
  const markers = [marker(60, "b"), marker(0, "a"), marker(30, "c", false), marker(400, "behind the end")];
  const found = chaptersOf(markers, 300).map(({ text, from, to }) => [text, from, to]);
  assert.deepEqual(found, [
    ["a", 0, 60],
    ["b", 60, 300],
  ]);
  assert.equal(chapterAt(markers, 59.9), "a");
  assert.equal(chapterAt(markers, 60), "b");
  assert.equal(chapterAt([marker(5, "x")], 1), null);
});

test("a time is read as people and addresses write it", () => {
  for (const [text, seconds] of [
    ["0", 0],
    ["83", 83],
    ["83.5", 83.5],
    ["1:23", 83],
    ["1:02:03", 3_723],
    ["1h2m3s", 3_723],
    ["2m5s", 125],
    ["45s", 45],
    [" 7 ", 7],
  ] as const) {
    assert.equal(secondsOf(text), seconds, text);
  }
  for (const text of ["", null, undefined, "x", "1:2:3:4", "-5", "1e3", "1:"]) {
    assert.equal(secondsOf(text), null, String(text));
  }
});

test("a time is written to the tenth, and read as it was", () => {
  for (const [seconds, text] of [
    [0, "0:00"],
    [65.38, "1:05.4"],
    [59.96, "1:00"],
    [3_723.5, "1:02:03.5"],
  ] as const) {
    assert.equal(written(seconds), text);
    assert.equal(secondsOf(text), Math.round(seconds * 10) / 10);
  }
});

test("a part of a highlight lies within the video", () => {
  assert.deepEqual(rangeOf({ from: "0:10", to: "0:40" }, 61.5), { start: 10, end: 40 });
  assert.deepEqual(rangeOf({ from: "1:00", to: "1:02" }, 61.5), { start: 60, end: 61.5 });
  for (const [from, to] of [
    ["0:40", "0:10"],
    ["0:10", "0:10"],
    ["0:10", "2:00"],
    ["1:02", "1:03"],
    ["", "0:10"],
  ] as const) {
    assert.equal(rangeOf({ from, to }, 61.5), null, `${from}–${to}`);
  }
});

const refusal = (status: number, error: string) => new ApiError(status, { error });

test("a refusal says what one can do", () => {
  for (const [thrown, what] of [
    [refusal(409, "Video not ready"), "notReady"],
    [refusal(409, "Clip not ready"), "notReady"],
    [refusal(403, "Followers only"), "followers"],
    [refusal(404, "Video not found"), "missing"],
    [refusal(503, "Service unavailable"), "broken"],
    [new TypeError("no network"), "broken"],
  ] as const) {
    assert.equal(hindranceOf(thrown), what);
  }
});

test("a time line has keys that a live stream has not", () => {
  const press = (code: string, more: Partial<Press> = {}): Press => ({
    code,
    key: "",
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    ...more,
  });
  const nothing = { writes: false, presses: false, slides: false };
  assert.equal(actionOf(RECORDED_SHORTCUTS, press("ArrowLeft"), nothing), "back");
  assert.equal(actionOf(RECORDED_SHORTCUTS, press("KeyL"), nothing), "farForth");
  assert.equal(actionOf(RECORDED_SHORTCUTS, press("KeyK"), nothing), "play");
  assert.equal(actionOf(SHORTCUTS, press("ArrowLeft"), nothing), null);
  // The volume's and the time line's own.
  for (const code of ["ArrowLeft", "Home", "End"]) {
    assert.equal(actionOf(RECORDED_SHORTCUTS, press(code), { ...nothing, slides: true }), null);
  }
  const codes = RECORDED_SHORTCUTS.flatMap((shortcut) => shortcut.codes);
  assert.equal(new Set(codes).size, codes.length, "two of one key");
});

test("when is told in words for a week, then by its date", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  assert.equal(ago("2026-11-30T11:59:30Z", "en", now), "now");
  assert.equal(ago("2026-11-30T10:00:00Z", "en", now), "2 hours ago");
  assert.equal(ago("2026-11-29T10:00:00Z", "en", now), "yesterday");
  assert.equal(ago("2026-11-01T10:00:00Z", "en", now), "Nov 1, 2026");
});

test("a strip shows the minute and a half around a moment, and never what is not there", () => {
  assert.deepEqual(stripOf(600, 1_000), { start: 525, end: 615 });
  assert.deepEqual(stripOf(10, 1_000), { start: 0, end: 90 });
  assert.deepEqual(stripOf(1_000, 1_000), { start: 910, end: 1_000 });
  assert.deepEqual(stripOf(20, 44), { start: 0, end: 44 });
});

test("at first a clip is the half minute before the moment", () => {
  assert.deepEqual(cutOf(600, { start: 525, end: 615 }), { start: 570, end: 600 });
  assert.deepEqual(cutOf(12, { start: 0, end: 90 }), { start: 0, end: 12 });
  assert.deepEqual(cutOf(1, { start: 0, end: 90 }), { start: 0, end: 5 });
  assert.deepEqual(cutOf(1, { start: 0, end: 3 }), { start: 0, end: 3 });
});

test("a handle takes the other one along where the clip were too short or too long", () => {
  const strip = { start: 100, end: 190 };
  const cut = { start: 130, end: 160 };
  assert.deepEqual(cutTo(cut, "start", 140, strip), { start: 140, end: 160 });
  assert.deepEqual(cutTo(cut, "start", 158, strip), { start: 158, end: 163 });
  assert.deepEqual(cutTo(cut, "start", 189, strip), { start: 185, end: 190 });
  assert.deepEqual(cutTo({ start: 150, end: 190 }, "start", 90, strip), { start: 100, end: 160 });
  assert.deepEqual(cutTo(cut, "end", 150, strip), { start: 130, end: 150 });
  assert.deepEqual(cutTo(cut, "end", 132, strip), { start: 127, end: 132 });
  assert.deepEqual(cutTo(cut, "end", 101, strip), { start: 100, end: 105 });
  assert.deepEqual(cutTo({ start: 100, end: 130 }, "end", 300, strip), { start: 130, end: 190 });
});

test("a film's pictures stand at their places of the video, whatever strip shows them", () => {
  assert.deepEqual(picturesOf({ start: 0, end: 44 }), [0, 1, 2, 3, 4]);
  assert.deepEqual(picturesOf({ start: 525, end: 615 }), [52, 53, 54, 55, 56, 57, 58, 59, 60, 61]);
  assert.deepEqual(picturesOf({ start: 0, end: 0 }), []);
});
