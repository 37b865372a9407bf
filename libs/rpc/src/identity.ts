import { ChannelCredentials, credentials, ServerCredentials } from "@grpc/grpc-js";

/** What a process proves itself with to those that it calls and that call it, as PEM. */
export interface Identity {
  /** The authority that issued the certificates of all services. */
  readonly authority: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

let own: Identity | undefined;

/**
 * From now on this process takes and makes connections with TLS only, in which both sides show a certificate of the
 * authority. To be called before the first server and client: a certificate is the process's, not that of one
 * connection.
 */
export function useIdentity(identity: Identity): void {
  own = identity;
}

/** Of servers: with an identity, clients without a certificate of the authority are refused. */
export function serverCredentials(): ServerCredentials {
  if (!own) return ServerCredentials.createInsecure();
  const { authority, certificate, key } = own;
  return ServerCredentials.createSsl(authority, [{ private_key: key, cert_chain: certificate }], true);
}

/** Of clients: with an identity, servers must have a certificate of the authority for the name that was called. */
export function clientCredentials(): ChannelCredentials {
  if (!own) return credentials.createInsecure();
  return credentials.createSsl(own.authority, own.key, own.certificate);
}
