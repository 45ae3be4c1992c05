/** What the server says of itself, in `/config.json`. */
export interface Config {
  /** The identity provider. */
  issuer: string;
  clientId: string;
  scope: string;
  /** Asked for at the provider, where it wants one (Auth0 does). */
  audience?: string;
  /** False on `cargo dev`'s stand-in. */
  carriesMedia: boolean;
  isDevelopment: boolean;
}

const DEFAULTS = { scope: "openid profile offline_access", carriesMedia: true, isDevelopment: false };

let fetched: Promise<Config> | null = null;

/** The configuration, fetched once. */
export function config(): Promise<Config> {
  fetched ??= fetch("/config.json")
    .then((answer) => {
      if (!answer.ok) throw new Error(`/config.json: ${answer.status}`);
      return answer.json();
    })
    .then((given) => ({ ...DEFAULTS, ...given }));
  return fetched;
}
