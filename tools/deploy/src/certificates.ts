import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The Secret that components/tls mounts. */
export const TLS_SECRET = "grpc-tls";
const DAYS = 365;

/**
 * Makes an authority and one certificate for `names`, for servers and clients, in the folder: ca.crt, tls.crt and tls.key.
 * The authority's key is thrown away, so nobody can issue another certificate with it. Needs openssl; throws when there are
 * files already.
 */
export function makeCertificates(folder: string, names: readonly string[], days = DAYS): void {
  const at = (file: string) => join(folder, file);
  const [made] = ["ca.crt", "tls.crt", "tls.key"].filter((file) => existsSync(at(file)));
  if (made) throw new Error(`${at(made)} is there already: remove it, or name another folder`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = ["ca.key", "tls.csr", "tls.cnf", "ca.srl"].map(at);
  try {
    writeFileSync(at("tls.cnf"), configOf(names));
    const elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", at("tls.cnf")];
    const own = ["-extensions", "authority", "-subj", "/CN=Hipster Shop authority", "-days", String(days)];
    openssl("req", "-x509", ...elliptic, ...own, "-keyout", at("ca.key"), "-out", at("ca.crt"));
    openssl("req", ...elliptic, "-subj", "/CN=Hipster Shop", "-keyout", at("tls.key"), "-out", at("tls.csr"));
    const issuer = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", String(days)];
    const kind = ["-extfile", at("tls.cnf"), "-extensions", "member"];
    openssl("x509", "-req", "-in", at("tls.csr"), ...issuer, ...kind, "-out", at("tls.crt"));
  } finally {
    for (const file of temporary) rmSync(file, { force: true });
  }
}

/** The names under which a Service of a cluster is called. */
export function namesOf(service: string, namespace: string): readonly string[] {
  return [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];
}

/** What OpenSSL and LibreSSL of any age understand. */
function configOf(names: readonly string[]): string {
  return `[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[member]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = ${names.map((name) => (/^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(", ")}
`;
}

function openssl(...args: readonly string[]): void {
  try {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = isMissing ? "it is not installed" : error instanceof Error ? error.message : "";
    throw new Error(`openssl is needed to make certificates: ${why}`, { cause: error });
  }
}
