/** What is wrong with servers that were typed in: the field to look at, and plain words. Never the server's own text. */
import type { FieldIssue } from "../../domain/errors.ts";
import type { ServerCheck, ServerProblem } from "../../providers/ports.ts";

const WORDS: Record<ServerProblem, { field: "host" | "password"; text: string }> = {
  host_not_found: { field: "host", text: "There is no server of this name. Look for a spelling mistake." },
  unreachable: {
    field: "host",
    text: "Nothing answers there. Check the name, the port and the kind of encryption, and whether a firewall lets this installation out.",
  },
  encryption: {
    field: "host",
    text: "No safe connection: the certificate is not valid for this name, or port and kind of encryption do not fit.",
  },
  password: {
    field: "password",
    text: "refuses this user name and password. Many hosts want an app password made for this purpose.",
  },
  blocked: { field: "password", text: "says that this account is blocked. Ask your mail host." },
  no_sent_folder: {
    field: "host",
    text: "The mailbox has no folder for sent mails. Create one named Sent in your mail program, so that a doubtful mail can be looked up.",
  },
  trouble: { field: "host", text: "The server has trouble at the moment. Try again in a few minutes." },
};

export function issueOfCheck({ server, problem }: Extract<ServerCheck, { ok: false }>): FieldIssue {
  const { field, text } = WORDS[problem];
  if (field === "host") return { path: `${server}.host`, message: text };
  const name = server === "smtp" ? "The server for sending" : "The server for reading";
  return { path: `${server}.password`, message: `${name} ${text}` };
}
