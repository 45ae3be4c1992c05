/** Drawings of the frame, 24 × 24, in the line weight of the components' own. */
const PATHS = {
  home: "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20.5 20.5",
  heart: "M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.4 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
  user: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0",
  cast: "M12 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM8 8a5.6 5.6 0 0 0 0 8M16 8a5.6 5.6 0 0 1 0 8M5 5a10 10 0 0 0 0 14M19 5a10 10 0 0 1 0 14",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
  shield: "M12 3.5l7 2.5v5c0 4.5-3 7.8-7 9.5-4-1.7-7-5-7-9.5V6z",
  out: "M14 4H6v16h8M11 12h10M17.5 8.5L21 12l-3.5 3.5",
  pen: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  share: "M12 15V4M8 7.5L12 3.5l4 4M5 12v8h14v-8",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12",
  start: "M15 6l-6 6 6 6",
  end: "M9 6l6 6-6 6",
  close: "M6 6l12 12M18 6L6 18",
  cut: "M7 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM7 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 8.5L20 18M9 15.5L20 6",
  bin: "M5 7h14M9.5 7V4h5v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  begin: "M5 5v14M19 5v14l-10-7z",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  apart: "M14 4h6v6M20 4l-9 9M10 5H4v15h15v-6",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 9.5h4M4 14.5h4M16 9.5h4M16 14.5h4",
} as const;

export type GlyphName = keyof typeof PATHS;

/** Those that point along the line, and turn with it. */
const DIRECTED: readonly GlyphName[] = ["start", "end", "out"];

export function Glyph({ name, size = 22 }: { name: GlyphName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={DIRECTED.includes(name) ? "turns" : undefined}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
