/** A person with a browser's manners over plain fetch: cookies kept, redirects followed, forms posted from our origin. */

export type Person = {
  get(path: string): Promise<Response>;
  submit(path: string, fields: Record<string, string>): Promise<Response>;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
};

export function httpPerson(origin: string): Person {
  const cookies = new Map<string, string>();

  async function go(url: URL, init: RequestInit, hops = 0): Promise<Response> {
    const isOwn = url.origin === origin;
    const headers = new Headers(init.headers);
    if (isOwn) headers.set("Cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    if (isOwn) keepCookies(response);
    const location = response.headers.get("Location");
    if (!location || response.status < 300 || response.status > 399) return response;
    if (hops > 8) throw new Error(`too many redirects at ${url.pathname}`);
    return go(new URL(location, url), {}, hops + 1);
  }

  function keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", ...value] = pair.split("=");
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value.join("="));
    }
  }

  async function must(response: Response, what: string): Promise<Response> {
    if (response.ok) return response;
    throw new Error(`${what} answered ${response.status}: ${(await response.text()).slice(0, 600)}`);
  }

  return {
    get: async (path) => must(await go(new URL(path, origin), {}), path),
    submit: async (path, fields) => {
      const url = new URL(path, origin);
      const init = { method: "POST", body: new URLSearchParams(fields), headers: { Origin: url.origin } };
      return must(await go(url, init), path);
    },
    call: async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const isText = typeof body === "string";
      const init: RequestInit = {
        method,
        headers: { Origin: origin, "Content-Type": isText ? "text/csv" : "application/json" },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      };
      const response = await must(await go(new URL(path, origin), init), `${method} ${path}`);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
  };
}

export function connectGmail(person: Person, email: string): Promise<void> {
  return connectMailbox(person, "google", email);
}

/** Goes through the vendor's consent page of the sandbox as a person would: every scope ticked, Allow pressed. */
export async function connectMailbox(person: Person, vendor: "google" | "microsoft", email: string): Promise<void> {
  const consent = await person.get(`/api/inboxes/${vendor}/connect`);
  const page = await consent.text();
  const fields: Record<string, string> = { email, decision: "allow" };
  const body = new URLSearchParams(fields);
  for (const [, name = "", value = ""] of page.matchAll(
    /<input type="(?:hidden|checkbox)" name="([^"]+)" value="([^"]*)"/g,
  )) {
    body.append(name, value.replaceAll("&amp;", "&").replaceAll("&quot;", '"'));
  }
  const action = /<form[^>]*action="([^"]*)"/.exec(page)?.[1] ?? new URL(consent.url).pathname;
  const answer = await fetch(new URL(action.replaceAll("&amp;", "&"), consent.url), {
    method: "POST",
    body,
    redirect: "manual",
  });
  const back = answer.headers.get("Location");
  if (!back) throw new Error(`the consent page did not send back: ${answer.status}`);
  const landed = await person.get(back);
  const failed = new URL(landed.url).searchParams.get("failed");
  if (failed) throw new Error(`connecting ${email} failed: ${failed}`);
}
