import { isApiError } from "./errors.ts";

/** A page of a list. */
export interface Page<T> {
  data: T[];
  pagination: { nextCursor?: string | null };
}

/** A page as the pager yields it. */
export type Paged<P> = P & {
  /** The cursor was outlived and the list begins anew: what came before is shown again. */
  restarted: boolean;
};

type ListCall<P, Q> = (input: { query?: Q; signal?: AbortSignal }) => Promise<P>;

/** So often in a row a list may begin anew before that is thrown. */
const RESTARTS = 2;

/**
 * All pages of a list: `for await (const page of pages(onair.listLive, {}))`. An empty page does not end it;
 * an outlived cursor begins it anew.
 */
export async function* pages<P extends Page<unknown>, Q extends { cursor?: string } = { cursor?: string }>(
  list: ListCall<P, Q>,
  input: { query?: Q; signal?: AbortSignal } = {},
): AsyncGenerator<Paged<P>, void, void> {
  let cursor: string | undefined;
  let restarts = 0;
  let restarted = false;
  do {
    let page: P;
    try {
      const query = (cursor === undefined ? input.query : { ...input.query, cursor }) as Q;
      page = await list({ ...input, query });
    } catch (thrown) {
      if (cursor === undefined || restarts >= RESTARTS || !isApiError(thrown, "Invalid cursor")) throw thrown;
      cursor = undefined;
      restarts += 1;
      restarted = true;
      continue;
    }
    if (!restarted) restarts = 0;
    yield { ...page, restarted };
    restarted = false;
    cursor = page.pagination.nextCursor ?? undefined;
    if (cursor === undefined) return;
  } while (true);
}

/** All items of a list, each once, also where it began anew. `key` tells items apart: their `id` unless said otherwise. */
export async function* items<T, Q extends { cursor?: string } = { cursor?: string }>(
  list: ListCall<Page<T>, Q>,
  input: { query?: Q; signal?: AbortSignal } = {},
  key: (item: T) => unknown = (item) => (item as { id?: unknown }).id,
): AsyncGenerator<T, void, void> {
  const seen = new Set<unknown>();
  for await (const page of pages(list, input)) {
    for (const item of page.data) {
      if (seen.has(key(item))) continue;
      seen.add(key(item));
      yield item;
    }
  }
}
