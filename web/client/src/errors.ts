import type { Failure, FieldError } from "./generated/types.gen.ts";

/** What the API answered when it refused, thrown by every call. `E` is the union of an operation's texts. */
export class ApiError<E extends string = string> extends Error {
  override readonly name = "ApiError";
  /** HTTP status. */
  readonly status: number;
  /** The fixed text of the contract, as `Stream not found`. */
  readonly error: E;
  /** Faults of fields, all at once, of a 400. */
  readonly details: readonly FieldError[];
  /** A word for machines beside `error`, where the contract has one, as `SLOW_MODE`. */
  readonly code: string | null;
  /** Until when a refusal holds (ISO 8601), where it ends by itself. */
  readonly until: string | null;
  /** Of a creator route's 403: where the caller's application stands; undefined elsewhere. */
  readonly applicationStatus: string | null | undefined;
  /** Seconds after which to ask again, where the answer says so. */
  readonly retryAfter: number | null;
  /** To find the request in the logs. */
  readonly requestId: string | null;

  constructor(status: number, body: FailureBody, headers?: Headers) {
    const error = (body.error ?? `HTTP ${status}`) as E;
    super(body.message && body.message !== error ? `${error}: ${body.message}` : error);
    this.status = status;
    this.error = error;
    this.details = body.details ?? [];
    this.code = body.code ?? null;
    this.until = body.until ?? null;
    this.applicationStatus = body.applicationStatus;
    this.retryAfter = seconds(headers?.get("retry-after"));
    this.requestId = headers?.get("x-request-id") ?? null;
  }

  /** The fault of one field, if the answer names it. */
  fault(field: string): string | null {
    return this.details.find((detail) => detail.field === field)?.message ?? null;
  }
}

/** No answer came: no network, a refused connection, a time-out. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";

  constructor(cause: unknown) {
    super("No answer from the server", { cause });
  }
}

/** Whether this was an answer of the API, and, where a text is given, that one. */
export function isApiError<E extends string = string>(thrown: unknown, error?: E): thrown is ApiError<E> {
  return thrown instanceof ApiError && (error === undefined || thrown.error === error);
}

type FailureBody = Partial<Omit<Failure, "success">> & {
  code?: string | null;
  until?: string | null;
};

/** The error that an answer is, whatever its body holds. */
export async function fromAnswer(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null);
  return new ApiError(answer.status, isRecord(body) ? body : {}, answer.headers);
}

function isRecord(value: unknown): value is Record<string, never> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `Retry-After` in seconds; it may be a date. */
export function seconds(header: string | null | undefined, now = Date.now()): number | null {
  if (!header) return null;
  const number = Number(header);
  if (Number.isFinite(number)) return Math.max(0, number);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
