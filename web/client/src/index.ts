export type { Token, TokenSource } from "./auth.ts";
export { ApiError, isApiError, NetworkError } from "./errors.ts";
export type { Operations } from "./generated/operations.gen.ts";
export type * from "./generated/types.gen.ts";
export {
  type CallOptions,
  createOnAir,
  type ErrorText,
  type Input,
  type OnAir,
  type OnAirOptions,
  type Output,
  type RawInput,
} from "./onair.ts";
export { items, type Page, type Paged, pages } from "./pager.ts";
export { newKey, type Patience } from "./transport.ts";
