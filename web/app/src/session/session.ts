import type { Tokens } from "./oidc.ts";

/** So long before its end a token is renewed, in milliseconds. */
const EARLY = 30_000;
const KEY = "onair.session";

/** Of the lock that renewals are done under, and of the channel on which they are told. */
const SHARED = "onair.session";

/** What another tab told has arrived after so long, in milliseconds. */
const TOLD = 100;

interface Kept {
  refresh: string;
  identity: string | null;
}

/** What became of a refresh token: it was renewed, or its user signed out. */
interface News {
  of: string;
  tokens: Tokens | null;
}

/**
 * Who is signed in on this page. The access token is in memory only; the refresh token is in this tab's storage, so that
 * a reload stays signed in. The provider's library is fetched when there is something to do for it. A tab that was duplicated, and
 * the chat in a window of its own, have the same refresh token, which is good once: one of them renews it, and tells the others.
 */
export class Session {
  #tokens: Tokens | null = null;
  #renewal: Promise<string | null> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(SHARED);
  #signedIn: boolean;

  constructor() {
    this.#signedIn = kept() !== null;
    this.#others?.addEventListener("message", ({ data }: MessageEvent<News>) => {
      if (kept()?.refresh !== data.of) return;
      if (data.tokens) this.#hold(data.tokens);
      else this.end();
    });
  }

  /** Whether there is somebody, as far as this page knows. */
  get isSignedIn(): boolean {
    return this.#signedIn;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): boolean => this.#signedIn;

  /** The present token; a new one where it ends soon. */
  token = async (): Promise<string | null> => {
    if (!this.#signedIn) return null;
    if (this.#tokens && this.#tokens.expires - EARLY > Date.now()) return this.#tokens.access;
    return this.renew();
  };

  /** A new token: one renewal at a time. Where the provider does not answer, the present one goes on. */
  renew = (): Promise<string | null> => {
    this.#renewal ??= this.#inTurn().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  };

  /** One tab after the other: who waited has been told what the one before got. */
  async #inTurn(): Promise<string | null> {
    // Missing where the page came by plain http.
    const { locks } = navigator;
    if (!locks) return this.#renewed();
    const at = await locks.request(SHARED, { ifAvailable: true }, async (lock) =>
      lock ? { token: await this.#renewed() } : null,
    );
    if (at) return at.token;
    const before = this.#tokens;
    return locks.request(SHARED, async () => {
      await new Promise((told) => setTimeout(told, TOLD));
      return this.#tokens && this.#tokens !== before ? this.#tokens.access : this.#renewed();
    });
  }

  async #renewed(): Promise<string | null> {
    const held = kept();
    if (!held) {
      if (!this.#tokens || this.#tokens.expires <= Date.now()) this.end();
      return this.#tokens?.access ?? null;
    }
    const { renew } = await import("./oidc.ts");
    const tokens = await renew(held.refresh, held.identity);
    if (tokens) this.#hold(tokens);
    else this.end();
    this.#tellOthers(held.refresh, tokens);
    return tokens?.access ?? null;
  }

  signIn = async (back = location.pathname + location.search): Promise<void> => {
    const { leaveToSignIn } = await import("./oidc.ts");
    await leaveToSignIn(back);
  };

  /** On the page that the provider came back to; tells where to go on. */
  finish = async (): Promise<string> => {
    const { finishSignIn } = await import("./oidc.ts");
    const { tokens, back } = await finishSignIn();
    this.#hold(tokens);
    // What came along is ours, but a path it has to be.
    return back.startsWith("/") && !back.startsWith("//") ? back : "/";
  };

  signOut = async (): Promise<void> => {
    const held = kept();
    const identity = this.#tokens?.identity ?? held?.identity ?? null;
    this.end();
    if (held) this.#tellOthers(held.refresh, null);
    const { leaveToSignOut } = await import("./oidc.ts");
    await leaveToSignOut(identity);
  };

  /** Nobody is signed in any more, here. */
  end = (): void => {
    this.#tokens = null;
    sessionStorage.removeItem(KEY);
    this.#tell(false);
  };

  #hold(tokens: Tokens): void {
    this.#tokens = tokens;
    if (tokens.refresh) {
      const held: Kept = { refresh: tokens.refresh, identity: tokens.identity };
      sessionStorage.setItem(KEY, JSON.stringify(held));
    } else {
      sessionStorage.removeItem(KEY);
    }
    this.#tell(true);
  }

  #tellOthers(of: string, tokens: Tokens | null): void {
    this.#others?.postMessage({ of, tokens } satisfies News);
  }

  #tell(signedIn: boolean): void {
    this.#signedIn = signedIn;
    for (const listener of this.#listeners) listener();
  }
}

function kept(): Kept | null {
  try {
    const held = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return typeof held?.refresh === "string" ? held : null;
  } catch {
    return null;
  }
}
