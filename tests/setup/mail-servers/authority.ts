/** A certificate authority that lives for one run, and the servers' certificate signed by it. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Certificates = { ca: string; certFile: string; keyFile: string };

export function makeCertificates(folder: string, address: string, name = "server"): Certificates {
  const at = (file: string) => join(folder, file);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const ca = `${name}-ca`;
  openssl([
    "req",
    "-x509",
    ...key,
    "-keyout",
    at(`${ca}.key`),
    "-out",
    at(`${ca}.pem`),
    "-days",
    "2",
    "-subj",
    `/CN=${ca}`,
  ]);
  openssl(["req", "-new", ...key, "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`), "-subj", "/CN=mail.test"]);
  writeFileSync(at(`${name}.ext`), `subjectAltName=IP:${address},IP:127.0.0.1,DNS:localhost\n`);
  const signer = ["-CA", at(`${ca}.pem`), "-CAkey", at(`${ca}.key`), "-CAcreateserial"];
  const wanted = ["-in", at(`${name}.csr`), "-out", at(`${name}.pem`), "-days", "2", "-extfile", at(`${name}.ext`)];
  openssl(["x509", "-req", ...signer, ...wanted]);
  return { ca: readFileSync(at(`${ca}.pem`), "utf8"), certFile: at(`${name}.pem`), keyFile: at(`${name}.key`) };
}

function openssl(args: string[]): void {
  const done = spawnSync("openssl", args, { timeout: 20_000 });
  if (done.status !== 0) throw new Error(`openssl ${args[0]} failed: ${done.stderr.toString()}`);
}
