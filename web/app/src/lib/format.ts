/** 12,400 as `12.4K`, in the language's own way. */
export function short(n: number, tag: string): string {
  return new Intl.NumberFormat(tag, { notation: "compact", maximumFractionDigits: 1 }).format(n);
}

const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const WEEK = 7 * 86_400;

/** When, seen from `now`: "3 days ago" within a week, else the date. */
export function when(iso: string, tag: string, now = Date.now()): string {
  const at = Date.parse(iso);
  const seconds = Math.round((at - now) / 1_000);
  if (Math.abs(seconds) >= WEEK) return new Intl.DateTimeFormat(tag, { dateStyle: "medium" }).format(at);
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  for (const [unit, size] of SPANS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, "second");
}

/** The whole date and time, for a title. */
export function exactly(iso: string, tag: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" }).format(Date.parse(iso));
}
