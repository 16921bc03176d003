/**
 * The session cookie holds a random id and nothing else. Over https it carries the `__Host-` prefix, which browsers
 * accept only with Secure, Path=/ and no Domain (RFC 6265bis 4.1.3.2). The stored row decides when a session ends;
 * the cookie just outlives it (400 days is the longest that browsers keep one).
 */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

type Place = { isSecure: boolean };

export function sessionCookieName({ isSecure }: Place): string {
  return isSecure ? "__Host-leadbitz_session" : "leadbitz_session";
}

export function readSessionCookie(request: Request, place: Place): string | undefined {
  return readCookie(request, sessionCookieName(place));
}

export function sessionCookie(token: string, place: Place): string {
  return setCookie(sessionCookieName(place), token, MAX_AGE_SECONDS, place);
}

export function clearedSessionCookie(place: Place): string {
  return setCookie(sessionCookieName(place), "", 0, place);
}

export function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.get("Cookie") ?? "").split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return value.join("=");
  }
  return undefined;
}

/** A host-only, HttpOnly cookie; the value must be made of cookie characters. */
export function setCookie(name: string, value: string, maxAgeSeconds: number, { isSecure }: Place): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
}
