import { InMemoryWebStorage, User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { config } from "../lib/config.ts";

/** Where the provider sends the browser back to. */
export const CALLBACK = "/signed-in";

/** What a sign-in gives. */
export interface Tokens {
  access: string;
  refresh: string | null;
  identity: string | null;
  /** Milliseconds since 1970 at which the access token ends. */
  expires: number;
}

let manager: Promise<UserManager> | null = null;

/** Any OpenID provider, by Authorization Code and PKCE. Tokens stay in memory; the caller keeps what is to last. */
function provider(): Promise<UserManager> {
  manager ??= config().then(
    ({ issuer, clientId, scope, audience }) =>
      new UserManager({
        authority: issuer,
        client_id: clientId,
        scope,
        redirect_uri: location.origin + CALLBACK,
        post_logout_redirect_uri: `${location.origin}/`,
        extraQueryParams: audience ? { audience } : {},
        automaticSilentRenew: false,
        // Other tabs of the session wait for a renewal.
        requestTimeoutInSeconds: 15,
        userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
        stateStore: new WebStorageStateStore({ store: sessionStorage }),
      }),
  );
  return manager;
}

function tokens(user: User): Tokens {
  return {
    access: user.access_token,
    refresh: user.refresh_token ?? null,
    identity: user.id_token ?? null,
    expires: (user.expires_at ?? 0) * 1_000,
  };
}

/** Leaves the page; `back` is where to be afterwards. */
export async function leaveToSignIn(back: string): Promise<void> {
  await (await provider()).signinRedirect({ state: back });
}

/** The end of a sign-in, on the page that the provider came back to. */
export async function finishSignIn(): Promise<{ tokens: Tokens; back: string }> {
  const user = await (await provider()).signinRedirectCallback();
  return { tokens: tokens(user), back: typeof user.state === "string" ? user.state : "/" };
}

/** New tokens for a refresh token; null where the provider takes it no more. Throws where it does not answer. */
export async function renew(refresh: string, identity: string | null): Promise<Tokens | null> {
  const oidc = await provider();
  const held = {
    refresh_token: refresh,
    id_token: identity ?? undefined,
    access_token: "",
    token_type: "Bearer",
  };
  await oidc.storeUser(new User({ ...held, profile: {} as User["profile"] }));
  try {
    const user = await oidc.signinSilent();
    return user ? tokens(user) : null;
  } catch (thrown) {
    // The provider's own refusal has a name; everything else may be better in a moment.
    if (thrown instanceof Error && thrown.name === "ErrorResponse") return null;
    throw thrown;
  }
}

/** Leaves the page, and ends the session at the provider, where it knows how. */
export async function leaveToSignOut(identity: string | null): Promise<void> {
  const oidc = await provider();
  const endpoint = await oidc.metadataService.getEndSessionEndpoint().catch(() => undefined);
  if (!endpoint) return location.assign("/");
  await oidc.signoutRedirect({ id_token_hint: identity ?? undefined });
}
