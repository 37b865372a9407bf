import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Identity } from "@hipstershop/rpc";
export { useIdentity } from "@hipstershop/rpc";
import { UnfitError } from "./addresses.ts";
import type { Env } from "./env.ts";

/**
 * Reads GRPC_TLS_CERT, GRPC_TLS_KEY and GRPC_TLS_CA: PEM files for TLS between services, all of them or none. A key that
 * is not the certificate's, and a certificate that the authority did not issue or that has expired, are problems.
 */
export function readIdentity(env: Env, now = Date.now()): Identity | undefined {
  const certificate = env.file("GRPC_TLS_CERT", "", "read");
  const [keyFile, authorityFile] = [env.file("GRPC_TLS_KEY", "", "read"), env.file("GRPC_TLS_CA", "", "read")];
  if (certificate === "" && keyFile === "" && authorityFile === "") return undefined;
  const read = () => checkedIdentity({ certificate, key: keyFile, authority: authorityFile }, now);
  // A second look at the same variable, with what can be said once all three are known.
  return env.parsed("GRPC_TLS_CERT", certificate || "nothing", read);
}

function checkedIdentity(files: Readonly<Record<keyof Identity, string>>, now: number): Identity {
  if (Object.values(files).includes(""))
    throw new UnfitError("a certificate, together with GRPC_TLS_KEY and GRPC_TLS_CA");
  const identity = {
    authority: readPem(files.authority),
    certificate: readPem(files.certificate),
    key: readPem(files.key),
  };
  const problem = problemOf(identity, now);
  if (problem) throw new UnfitError(problem);
  return identity;
}

/** Empty for a file that can't be read, which is a problem of its own variable. */
function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function problemOf({ authority, certificate, key }: Identity, now: number): string | undefined {
  try {
    const own = new X509Certificate(certificate);
    if (!own.checkPrivateKey(createPrivateKey(key))) return "the certificate of the key in GRPC_TLS_KEY";
    const issuer = new X509Certificate(authority);
    if (!own.verify(issuer.publicKey)) return "a certificate that GRPC_TLS_CA has issued";
    if (Date.parse(own.validTo) < now) return `a certificate that is still valid: this one expired on ${own.validTo}`;
    return undefined;
  } catch {
    return "a certificate in PEM, as the files of GRPC_TLS_KEY and GRPC_TLS_CA must be, too";
  }
}
