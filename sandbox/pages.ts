// The sandbox's own pages: the consent page, an error page, and what each mailbox has
// accepted and received. Plain HTML, nothing to run, everything escaped.

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;color:#1c2430;background:#f6f7f9;margin:0}
main{max-width:60rem;margin:2rem auto;padding:1.5rem 2rem;background:#fff;border:1px solid #dfe3e8;border-radius:8px}
h1{font-size:1.35rem;margin:0 0 1rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #e8ebef;vertical-align:top}
th{font-weight:600;color:#586375}a{color:#1f4fa3}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,monospace}
label{display:block;padding:.3rem 0}fieldset{border:1px solid #dfe3e8;border-radius:6px;margin:0 0 1rem}
input[type=email]{font:inherit;padding:.4rem;width:100%;max-width:24rem;box-sizing:border-box}
button{font:inherit;padding:.5rem 1.2rem;border:1px solid #1f4fa3;border-radius:6px;background:#fff;color:#1f4fa3}
button.main{background:#1f4fa3;color:#fff}.note{color:#8a1f1f}.quiet{color:#586375}`;

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export function errorPage(message: string): string {
  return page("Access blocked", `<p class="note">${escapeHtml(message)}</p>`);
}

const PASSED_ON = [
  "client_id",
  "redirect_uri",
  "response_type",
  "response_mode",
  "scope",
  "state",
  "access_type",
  "prompt",
  "code_challenge",
  "code_challenge_method",
];

export function consentPage(ask: {
  title: string;
  action: string;
  asked: URLSearchParams;
  scopes: string[];
  /** Whether the person may untick a scope. */
  isOptional: (scope: string) => boolean;
  emails: string[];
  note?: string;
}): string {
  const hint = ask.asked.get("login_hint") ?? ask.asked.get("email") ?? "";
  const known = ask.emails.map(
    (email, at) =>
      `<label><input type="radio" name="mailbox" value="${escapeHtml(email)}"${hint === "" && at === 0 ? " checked" : ""}> ${escapeHtml(email)}</label>`,
  );
  const scopes = ask.scopes.map((scope) =>
    ask.isOptional(scope)
      ? `<label><input type="checkbox" name="granted" value="${escapeHtml(scope)}" checked> ${escapeHtml(scope)}</label>`
      : `<label class="quiet">${escapeHtml(scope)}</label>`,
  );
  return page(
    ask.title,
    `${ask.note ? `<p class="note" role="alert">${escapeHtml(ask.note)}</p>` : ""}
<p>An application (${escapeHtml(ask.asked.get("client_id") ?? "")}) asks for access to a mailbox.</p>
<form method="post" action="${escapeHtml(ask.action)}">${hiddenFields(ask.asked)}
<fieldset><legend>Mailbox</legend>${known.join("")}
<label>${known.length > 0 ? "Or another address" : "E-mail address"}<br><input type="email" name="email" value="${escapeHtml(hint)}" autocomplete="off"></label></fieldset>
<fieldset><legend>It may</legend>${scopes.join("")}</fieldset>
<button class="main" name="decision" value="allow">Allow</button> <button name="decision" value="cancel" formnovalidate>Cancel</button></form>`,
  );
}

/** "Need admin approval": shown to a person (`email`) or to the administrator who may give it. */
export function adminPage(ask: { asked: URLSearchParams; action: string; email?: string }): string {
  const client = escapeHtml(ask.asked.get("client_id") ?? "");
  const body = ask.email
    ? `<p>${client} needs permission to access resources in your organization that only an admin can grant. Signed in as ${escapeHtml(ask.email)}.</p>`
    : `<p>${client} asks for its permissions on behalf of your organization.</p><label>Organization's domain<br><input type="text" name="domain" autocomplete="off"></label>`;
  const button = ask.email
    ? '<button class="main" name="decision" value="back">Return to the application without granting consent</button>'
    : '<button class="main" name="decision" value="allow">Accept</button> <button name="decision" value="cancel">Cancel</button>';
  return page(
    ask.email ? "Need admin approval" : "Permissions requested",
    `<form method="post" action="${escapeHtml(ask.action)}" novalidate>${hiddenFields(ask.asked)}${body}${button}</form>`,
  );
}

function hiddenFields(asked: URLSearchParams): string {
  const fields = PASSED_ON.flatMap((name) => {
    const value = asked.get(name);
    return value === null ? [] : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  });
  return fields.join("");
}
