import { ApiError, NetworkError } from "@onair/client";
import type { Messages } from "../messages/messages.ts";

/** What to tell the user of something that was thrown. */
export function problem(thrown: unknown, messages: Messages): string {
  if (thrown instanceof NetworkError) return messages.offlineNetwork;
  if (!(thrown instanceof ApiError))
    return messages.failed(thrown instanceof Error ? thrown.message : String(thrown));
  const text = messages.errors[thrown.error] ?? thrown.error;
  return thrown.status >= 500 && thrown.requestId ? `${text} ${messages.requestId(thrown.requestId)}` : text;
}
