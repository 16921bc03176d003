/**
 * One OAuth2Client with our manners: all endpoints on another server when one is named, a time limit on every
 * call, and no repeat by the library (a repeated POST is how mails leave twice; the caller decides).
 * Source: providers.md 1.2, 1.3 and 2.8.
 */
import { OAuth2Client } from "google-auth-library";

export type GoogleClientConfig = {
  clientId: string;
  clientSecret: string;
  /** Another server in place of Google's OAuth; undefined is Google itself. */
  oauthBaseUrl?: string;
};

export function createGoogleClient(config: GoogleClientConfig, timeoutMs: number, redirectUri?: string): OAuth2Client {
  const client = new OAuth2Client({
    clientId: config.clientId,
    clientSecret: config.clientSecret,
    redirectUri,
    transporterOptions: { timeout: timeoutMs },
    ...(config.oauthBaseUrl ? { endpoints: endpointsAt(config.oauthBaseUrl) } : {}),
  });
  client.transporter.interceptors.request.add({
    // The library asks for repeats of its token calls; both fields must go for none to happen.
    resolved: async (call) => Object.assign(call, { retry: false, retryConfig: undefined }),
  });
  return client;
}

/** All six must be named, or the rest go to Google. */
function endpointsAt(base: string) {
  return {
    oauth2AuthBaseUrl: `${base}/o/oauth2/v2/auth`,
    oauth2TokenUrl: `${base}/token`,
    oauth2RevokeUrl: `${base}/revoke`,
    tokenInfoUrl: `${base}/tokeninfo`,
    oauth2FederatedSignonPemCertsUrl: `${base}/oauth2/v1/certs`,
    oauth2FederatedSignonJwkCertsUrl: `${base}/oauth2/v3/certs`,
  };
}
