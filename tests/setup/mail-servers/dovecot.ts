/** Dovecot in a folder of its own: IMAP on 993 and 143, and the passwords for itself and for Postfix. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MailPrograms } from "../../../scripts/find-mail-servers.ts";
import type { Certificates } from "./authority.ts";

/** Writes the configuration; gives the command that runs the server in the foreground. */
export function prepareDovecot(
  folder: string,
  address: string,
  programs: MailPrograms,
  certificates: Certificates,
  users: Record<string, string>,
): { command: string; args: string[] } {
  mkdirSync(join(folder, "dovecot-run"), { mode: 0o755 });
  const lines = Object.entries(users).map(([email, password]) => `${email}:{PLAIN}${password}`);
  writeFileSync(join(folder, "users"), `${lines.join("\n")}\n`, { mode: 0o644 });
  const config = join(folder, "dovecot.conf");
  writeFileSync(config, configOf(folder, address, certificates));
  return { command: programs.dovecot, args: ["-F", "-c", config] };
}

function configOf(folder: string, address: string, certificates: Certificates): string {
  return `base_dir = ${folder}/dovecot-run
state_dir = ${folder}/dovecot-run
log_path = ${folder}/dovecot.log
listen = ${address}
protocols = imap
ssl = required
ssl_cert = <${certificates.certFile}
ssl_key = <${certificates.keyFile}
mail_location = maildir:${folder}/mail/%d/%n/Maildir
first_valid_uid = 1
mail_max_userip_connections = 100
auth_failure_delay = 0
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${folder}/mail/%d/%n
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    special_use = \\Sent
  }
  mailbox Junk {
    special_use = \\Junk
  }
  mailbox Trash {
    special_use = \\Trash
  }
  mailbox Drafts {
    special_use = \\Drafts
  }
}
service imap-login {
  inet_listener imap {
    port = 143
  }
  inet_listener imaps {
    port = 993
    ssl = yes
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener ${folder}/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
`;
}
