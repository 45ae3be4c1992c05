/** A bearer token, or none for a guest. */
export type Token = string | null | undefined;

/** Where the caller's token comes from. */
export interface TokenSource {
  /** The present token; asked before every call. */
  getToken?: () => Token | Promise<Token>;
  /** A new token, when the API refused the present one: asked once, however many calls were refused. */
  refresh?: () => Token | Promise<Token>;
  /** No token helps any more: sign in again. */
  onUnauthorized?: () => void;
}

/** Hands out tokens and renews a refused one: one renewal at a time, and none where another call had it done. */
export class Tokens {
  readonly #source: TokenSource;
  #renewal: Promise<Token> | null = null;

  constructor(source: TokenSource) {
    this.#source = source;
  }

  async present(): Promise<Token> {
    return (await this.#source.getToken?.()) || null;
  }

  /** The token to try instead of a refused one; null where there is none. */
  async after(refused: Token): Promise<Token> {
    const present = await this.present();
    if (present && present !== refused) return present;
    if (!this.#source.refresh) return null;
    this.#renewal ??= Promise.resolve(this.#source.refresh()).finally(() => {
      this.#renewal = null;
    });
    const renewed = await this.#renewal;
    return renewed && renewed !== refused ? renewed : null;
  }

  refused(): void {
    this.#source.onUnauthorized?.();
  }
}
