import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a scripted answer is. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** The connection is cut instead. */
  cut?: boolean;
  /** Not before so many milliseconds. */
  after?: number;
}

/** One request as it came. */
export interface Seen {
  method: string;
  url: string;
  token: string | undefined;
  key: string | undefined;
  body: string;
  at: number;
}

/** A server that answers what it is told, in turn, and then the last again. */
export async function server(script: (Answer | ((seen: Seen) => Answer))[]) {
  const seen: Seen[] = [];
  const http = createServer(async (request, response) => {
    const one = await read(request);
    seen.push(one);
    const step = script[Math.min(seen.length, script.length) - 1] ?? {};
    const answer = typeof step === "function" ? step(one) : step;
    if (answer.after) await new Promise((resolve) => setTimeout(resolve, answer.after));
    if (answer.cut) {
      request.socket.destroy();
      return;
    }
    const body = answer.body ?? { success: true, data: {} };
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    seen,
    close: () => {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Seen> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const header = (name: string) => request.headers[name] as string | undefined;
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    token: header("authorization"),
    key: header("idempotency-key"),
    body,
    at: Date.now(),
  };
}

/** A refusal as the API writes it. */
export function refusal(
  status: number,
  error: string,
  headers?: Record<string, string>,
  more: object = {},
): Answer {
  return { status, headers, body: { success: false, error, ...more } };
}
