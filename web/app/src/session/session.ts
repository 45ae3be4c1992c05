import type { Tokens } from "./oidc.ts";

/** So long before its end a token is renewed, in milliseconds. */
const EARLY = 30_000;
const KEY = "onair.session";

interface Kept {
  refresh: string;
  identity: string | null;
}

/**
 * Who is signed in on this page. The access token is in memory only; the refresh token is in this tab's storage, so that
 * a reload stays signed in. The provider's library is fetched when there is something to do for it.
 */
export class Session {
  #tokens: Tokens | null = null;
  #renewal: Promise<string | null> | null = null;
  readonly #listeners = new Set<() => void>();
  #signedIn: boolean;

  constructor() {
    this.#signedIn = kept() !== null;
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
    this.#renewal ??= this.#renewed().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  };

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
    const identity = this.#tokens?.identity ?? kept()?.identity ?? null;
    this.end();
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
