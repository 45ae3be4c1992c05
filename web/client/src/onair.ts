import { createClient, createConfig } from "./generated/client/index.ts";
import type { Operations } from "./generated/operations.gen.ts";
import * as sdk from "./generated/sdk.gen.ts";
import { type Patience, type TransportOptions, transport } from "./transport.ts";

/** How to reach the API. */
export interface OnAirOptions extends TransportOptions {
  /** Where the API is: the page's own origin unless said otherwise. */
  baseUrl?: string;
}

/** What every call takes beside its own. */
export interface CallOptions extends Patience {
  /** Ends the call, its waits and its repetitions. */
  signal?: AbortSignal;
  /** Names what the user did, so that it is done once, however often it is sent. Made anew for each call if not given. */
  idempotencyKey?: string;
}

type PartNames<D> = {
  [P in keyof D]-?: P extends "path" | "query" | "body"
    ? [Exclude<D[P], undefined>] extends [never]
      ? never
      : P
    : never;
}[keyof D];
type Parts<D> = Pick<D, PartNames<D>>;
/** What an operation takes: `path`, `query` and `body` as the document has them. */
export type Input<K extends keyof Operations> = CallOptions & Parts<Operations[K]["data"]>;
/** What an operation answers: the whole envelope, `data` and what stands beside it. */
export type Output<K extends keyof Operations> = Operations[K]["answer"];
/** The texts with which an operation refuses. */
export type ErrorText<K extends keyof Operations> = Operations[K]["error"] extends {
  error: infer E extends string;
}
  ? E
  : string;

type Call<K extends keyof Operations> =
  Record<never, never> extends Parts<Operations[K]["data"]>
    ? (input?: Input<K>) => Promise<Output<K>>
    : (input: Input<K>) => Promise<Output<K>>;

/** The API: a function per operation, by its id in the document. */
export type OnAir = { readonly [K in keyof Operations]: Call<K> } & {
  /** A route that the document does not have (yet), by method and path. */
  request<T>(method: string, path: string, input?: RawInput): Promise<T>;
};

/** What a route outside of the document takes. */
export interface RawInput extends CallOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A client of the API at this address. Every call throws `ApiError`, `NetworkError`, or what its signal says. */
export function createOnAir(options: OnAirOptions = {}): OnAir {
  const call = transport(options);
  const base = (options.baseUrl ?? globalThis.location?.origin ?? "").replace(/\/+$/, "");

  const client = (patience: Patience) =>
    createClient(createConfig({ baseUrl: base, fetch: (request) => call(request as Request, patience) }));

  const operation =
    (send: Send) =>
    async (input: Input<"listLive"> = {}) => {
      const { signal, idempotencyKey, retries, maxWait, timeout, ...parts } = input;
      const answer = await send({
        ...parts,
        client: client({ retries, maxWait, timeout }),
        headers: idempotencyKey === undefined ? undefined : { "Idempotency-Key": idempotencyKey },
        signal,
        throwOnError: true,
      });
      return answer.data;
    };

  async function request(method: string, path: string, input: RawInput = {}): Promise<unknown> {
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(input.query ?? {})) {
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = new Headers(input.headers);
    if (input.idempotencyKey !== undefined) headers.set("Idempotency-Key", input.idempotencyKey);
    if (input.body !== undefined) headers.set("Content-Type", "application/json");
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const answer = await call(new Request(url, { method, headers, body, signal: input.signal }), input);
    const text = await answer.text();
    // What is no JSON comes as the text that it is: a table, say.
    if (!/\bjson\b/.test(answer.headers.get("Content-Type") ?? "json")) return text;
    return text ? JSON.parse(text) : {};
  }

  const operations = Object.entries(sdk).map(([name, send]) => [name, operation(send as Send)]);
  return { ...Object.fromEntries(operations), request };
}

type Send = (options: Record<string, unknown>) => Promise<{ data: unknown }>;
