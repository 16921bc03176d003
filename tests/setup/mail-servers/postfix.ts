/**
 * Postfix in a folder of its own: submission on 465 and 587 for users of Dovecot, delivery into Maildirs, no mail
 * leaves the machine. Some local parts are answered like servers of the field answer, at RCPT TO or after the dot.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MailPrograms } from "../../../scripts/find-mail-servers.ts";
import type { Certificates } from "./authority.ts";

const QUEUES = ["incoming", "active", "bounce", "defer", "deferred", "flush", "hold", "trace", "corrupt", "saved"];

/** Local part → answer to RCPT TO. Texts as Gmail, Zoho and Postfix themselves give them. */
const AT_RECIPIENT = {
  refused: "550 5.1.1 <refused@lead.test>: Recipient address rejected: User unknown",
  full: "552 5.2.2 The email account that you tried to reach is over quota",
  slow: "451 4.7.1 Sending rate limit reached, try again later",
  busy: "450 4.2.0 Service is busy",
  quota: "550 5.4.5 Daily user sending limit exceeded",
  suspended: "554 5.7.0 Your account is suspended",
};
/** Local part → answer to the final dot. */
const AT_DOT = {
  policy: "554 5.7.1 Message rejected by policy",
  dotlater: "451 4.3.0 Temporary trouble, not stored",
};

/** Whoever has no mailbox of his own has his mails here, told apart by Delivered-To. */
export const OTHERS = "others";

export function maildirOf(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${domain}/${local}/Maildir`;
}

/** Writes the configuration; gives the command that runs the server in the foreground. */
export function preparePostfix(
  folder: string,
  address: string,
  programs: MailPrograms,
  certificates: Certificates,
  emails: string[],
): { command: string; args: string[] } {
  const config = join(folder, "postfix");
  const queue = join(folder, "queue");
  for (const path of [config, queue, join(folder, "postfix-data"), join(queue, "pid")]) mkdirSync(path);
  for (const name of [...QUEUES, "private", "maildrop", "public"]) mkdirSync(join(queue, name), { mode: 0o700 });
  const owned = [...QUEUES, "private", "maildrop", "public"].map((name) => join(queue, name));
  run("chown", ["postfix", join(folder, "postfix-data"), ...owned]);
  run("chgrp", ["postdrop", join(queue, "maildrop"), join(queue, "public")]);
  chmodSync(join(queue, "maildrop"), 0o1730);
  chmodSync(join(queue, "public"), 0o2710);
  writeFileSync(join(config, "main.cf"), mainCf(folder, programs, certificates, emails));
  writeFileSync(join(config, "master.cf"), masterCf(address));
  return { command: `${programs.postfixDaemons}/master`, args: ["-c", config, "-d"] };
}

function mainCf(folder: string, programs: MailPrograms, certificates: Certificates, emails: string[]): string {
  const own = emails.map((email) => `{${email} = ${maildirOf(email)}/}`).join(", ");
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/postfix-data
daemon_directory = ${programs.postfixDaemons}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
myhostname = mail.test
mydestination =
mynetworks =
local_recipient_maps =
alias_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
default_transport = error:5.4.4 no mail leaves this machine
message_size_limit = 60000000
virtual_mailbox_limit = 0
virtual_mailbox_domains = acme.test, lead.test
virtual_mailbox_base = ${folder}/mail
virtual_mailbox_maps = inline:{${own}}, static:${OTHERS}/Maildir/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = ${certificates.certFile}
smtpd_tls_key_file = ${certificates.keyFile}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access ${table(AT_RECIPIENT)}, permit_sasl_authenticated, reject
smtpd_end_of_data_restrictions = check_recipient_access ${table(AT_DOT)}
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 100
`;
}

function table(answers: Record<string, string>): string {
  const rules = Object.entries(answers).map(([local, answer]) => `{/^${local}@/ ${answer}}`);
  return `regexp:{${rules.join(", ")}}`;
}

function masterCf(address: string): string {
  return `${address}:587 inet n - n - - smtpd
${address}:465 inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
${address}:25 inet n - n - - smtpd
  -o smtpd_tls_security_level=none
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}

function run(command: string, args: string[]): void {
  const done = spawnSync(command, args, { timeout: 20_000 });
  if (done.status !== 0) throw new Error(`${command} failed: ${done.stderr.toString()}`);
}
