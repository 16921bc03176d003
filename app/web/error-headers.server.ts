/** Remix shows a thrown Response's status and body on the error page, and drops its headers: these are put back. */

const CARRIED = ["Retry-After", "Allow"];

type Thrown = {
  errors: object | null;
  loaderHeaders: Record<string, Headers>;
  actionHeaders: Record<string, Headers>;
};

/** Adds to the page's headers what a thrown Response said about coming back. */
export function carryErrorHeaders(headers: Headers, { errors, loaderHeaders, actionHeaders }: Thrown): void {
  if (!errors) return;
  for (const source of [...Object.values(actionHeaders), ...Object.values(loaderHeaders)]) {
    for (const name of CARRIED) {
      const value = source.get(name);
      if (value !== null && !headers.has(name)) headers.set(name, value);
    }
  }
}
