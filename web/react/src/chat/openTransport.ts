import { isApiError } from "@onair/client";
import { apiTransport } from "./apiTransport.ts";
import { directTransport } from "./directTransport.ts";
import type { ChatPorts, ChatTransport } from "./transport.ts";

/** The transport that this server has: the API's chat, else the viewers' own over LiveKit. */
export async function openTransport(ports: ChatPorts): Promise<ChatTransport> {
  const api = apiTransport(ports);
  try {
    await api.begin();
    return api;
  } catch (thrown) {
    // `Stream not found` is a chat that is not there; `Not found` a server that has none.
    if (isApiError(thrown, "Not found")) return directTransport(ports);
    throw thrown;
  }
}
