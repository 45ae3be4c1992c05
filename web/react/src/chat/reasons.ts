import { ApiError } from "@onair/client";
import type { ChatReason, Messages } from "../messages/messages.ts";
import { fromNow } from "../ui/format.ts";
import { ChatRefusal } from "./transport.ts";

/** Why one may not write, and until when (milliseconds). */
export interface Refusal {
  code: ChatReason;
  until: number | null;
}

const CODES: readonly ChatReason[] = [
  "CHAT_OFF",
  "GUESTS_OFF",
  "BANNED",
  "TIMED_OUT",
  "FOLLOWERS_ONLY",
  "EMOTE_ONLY",
  "LINKS",
  "TERM",
  "DUPLICATE",
  "SLOW_MODE",
  "TOO_FAST",
];
/** These are of one message: the next may pass. */
const OF_THE_MESSAGE: ReadonlySet<ChatReason> = new Set([
  "LINKS",
  "TERM",
  "DUPLICATE",
  "EMOTE_ONLY",
  "OTHER",
]);

/** What was thrown, if it is a refusal of the message. */
export function refusalOf(thrown: unknown, now = Date.now()): Refusal | null {
  if (thrown instanceof ChatRefusal) {
    return {
      code: thrown.code ?? "OTHER",
      until: thrown.retryAfter === null ? null : now + thrown.retryAfter * 1_000,
    };
  }
  if (!(thrown instanceof ApiError)) return null;
  const code = CODES.find((known) => known === thrown.code);
  if (!code) return null;
  const until = thrown.until
    ? Date.parse(thrown.until)
    : thrown.retryAfter === null
      ? null
      : now + thrown.retryAfter * 1_000;
  return { code, until };
}

/** Whether it holds for what is written next, too. */
export function lasts({ code }: Refusal): boolean {
  return !OF_THE_MESSAGE.has(code);
}

/** In words. */
export function reasonText(
  { code, until }: Refusal,
  messages: Messages,
  locale: string,
  now = Date.now(),
): string {
  const seconds = until === null ? null : Math.max(1, Math.ceil((until - now) / 1_000));
  return messages.chat.reasons[code](seconds === null ? null : fromNow(seconds, locale));
}
