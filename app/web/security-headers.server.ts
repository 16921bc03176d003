/** Headers of every answer. Sources: CSP level 3; OWASP secure headers; reliability.md A. */

/** Chromium applies form-action to the redirects after a form, so Stripe's pages are named. */
const FORM_TARGETS = "'self' https://checkout.stripe.com https://billing.stripe.com";
const TWO_YEARS_SECONDS = 63_072_000;

/**
 * The headers for one answer.
 *
 * Rules   scripts and style sheets by nonce or from here, nothing inline, nothing from elsewhere, never inside a frame
 */
export function securityHeaders(nonce: string, { isSecure }: { isSecure: boolean }): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    `form-action ${FORM_TARGETS}`,
    "frame-ancestors 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(isSecure ? { "Strict-Transport-Security": `max-age=${TWO_YEARS_SECONDS}; includeSubDomains` } : {}),
  };
}
