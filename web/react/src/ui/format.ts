/** 12,400 as `12.4K`, in the language's own way. */
export function short(n: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(n);
}

export function whole(n: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** Seconds as `7:05`, `1:02:03`. */
export function clock(seconds: number): string {
  const all = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** So many seconds from now, in words: "in 7 minutes". */
export function fromNow(seconds: number, locale: string): string {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale).format(Math.ceil(seconds / size), unit);
}

/** A span in words: "10 min", "1 day". */
export function span(seconds: number, locale: string): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size && seconds % size === 0) ?? ["second", 1];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(seconds / size);
}

const WEEK = 7 * 86_400;

/** When, seen from `now`: "3 days ago" within a week, else the date. */
export function ago(iso: string, locale: string, now = Date.now()): string {
  const at = Date.parse(iso);
  const seconds = Math.round((at - now) / 1_000);
  if (Math.abs(seconds) >= WEEK) return date(iso, locale);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size && size > 1) ?? ["second", 60];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

export function date(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(Date.parse(iso));
}

export function timeOfDay(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}

/** The same number for the same text, from 0 on. */
export function hash(text: string): number {
  let sum = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 16_777_619);
  }
  return sum >>> 0;
}
