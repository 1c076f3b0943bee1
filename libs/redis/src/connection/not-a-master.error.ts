/** The server we were led to is a replica; named as Redis would. */
export class NotAMasterError extends Error {
  constructor(where: string) {
    super(`READONLY ${where} is a replica and takes no writes`);
    this.name = 'NotAMasterError';
  }
}
