const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process already listens there. Stop it, or set PORT to another port',
  EACCES: 'this user may not use that port. Set PORT to one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST to one it has',
  ENOTFOUND: 'the host name is not known. Set HOST to an address of this machine',
};

/** The service could not listen where it was told to. */
export class ListenError extends Error {
  readonly code = 'cannot_listen';

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    super(`Cannot listen on ${host}:${port}: ${reasons[cause.code ?? ''] ?? cause.message}.`, { cause });
  }
}
