import { type TokenSource, Tokens } from "./auth.ts";
import { type ApiError, fromAnswer, NetworkError } from "./errors.ts";
import { wait } from "./wait.ts";

/** How a call is repeated. */
export interface Patience {
  /** How often a call is repeated that got no answer, or was told to come again. 2 unless said otherwise. */
  retries?: number;
  /** The longest `Retry-After` that is waited for, in seconds; a longer one is thrown. 10 unless said otherwise. */
  maxWait?: number;
  /** How long one try may take, in milliseconds. 15,000 unless said otherwise. */
  timeout?: number;
}

/** What the transport is told. */
export interface TransportOptions extends TokenSource, Patience {
  /** Another `fetch` than the browser's. */
  fetch?: (request: Request) => Promise<Response>;
}

const KEY = "Idempotency-Key";
const FIRST_PAUSE = 300;
/** Asked twice it is the same: needs no key. */
const REPEATABLE = new Set(["GET", "HEAD", "OPTIONS"]);
/** Twice is no harm (two tokens), or told apart by what it carries (a message's `clientId`): a key's two trips for nothing. */
const WITHOUT_KEY = /\/api\/(viewer\/token|chat\/[^/]+\/(token|messages))$/;

/** A call with all that it takes to be answered: token, key, repetition. */
export function transport(options: TransportOptions) {
  const tokens = new Tokens(options);
  const send = options.fetch ?? ((request: Request) => fetch(request));

  /** One try. */
  async function once(
    request: Request,
    token: string | null | undefined,
    timeout: number,
  ): Promise<Response> {
    const tried = new Request(request.clone(), {
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]),
    });
    if (token) tried.headers.set("Authorization", `Bearer ${token}`);
    try {
      return await send(tried);
    } catch (cause) {
      if (request.signal.aborted) throw request.signal.reason;
      throw new NetworkError(cause);
    }
  }

  /** The answer, if it is a good one. Throws `ApiError`, `NetworkError`, or what the signal says. */
  return async function call(request: Request, patience: Patience = {}): Promise<Response> {
    const { retries = 2, maxWait = 10, timeout = 15_000 } = { ...defined(options), ...defined(patience) };
    const { pathname } = new URL(request.url);
    const keyless = REPEATABLE.has(request.method) || WITHOUT_KEY.test(pathname);
    if (!keyless && !request.headers.has(KEY)) {
      request.headers.set(KEY, newKey());
    }
    const own = request.headers.has("Authorization");
    let bearer = own ? null : await tokens.present();
    let renewed = false;
    for (let repeated = 0; ; ) {
      let pause = FIRST_PAUSE * 2 ** repeated * (1 + Math.random() / 2);
      let problem: ApiError | NetworkError;
      try {
        const answer = await once(request, bearer, timeout);
        if (answer.ok) return answer;
        const refusal = await fromAnswer(answer);
        if (refusal.status === 401 && !own && bearer) {
          const other = renewed ? null : await tokens.after(bearer);
          renewed = true;
          if (other) {
            bearer = other;
            continue;
          }
          tokens.refused();
          throw refusal;
        }
        if (!comesBack(refusal) || (refusal.retryAfter ?? 0) > maxWait) throw refusal;
        if (refusal.retryAfter !== null) pause = Math.max(refusal.retryAfter * 1000, FIRST_PAUSE);
        problem = refusal;
      } catch (thrown) {
        if (!(thrown instanceof NetworkError)) throw thrown;
        problem = thrown;
      }
      if (repeated >= retries) throw problem;
      repeated += 1;
      await wait(pause, request.signal);
    }
  };
}

/** Whether the same request may be answered otherwise a moment later. */
function comesBack(refusal: ApiError): boolean {
  if (refusal.status === 409) return refusal.retryAfter !== null;
  return refusal.status === 429 ? refusal.retryAfter !== null : [502, 503, 504].includes(refusal.status);
}

/** 128 random bits. `crypto.randomUUID` is missing where the page came by plain http. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Without what was given as undefined, which would hide a default. */
function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
