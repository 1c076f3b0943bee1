/** A client opened a socket and never said who it is. */
export class NeverAskedError extends Error {
  constructor(readonly how: 'silent' | 'gone') {
    super(`The client is ${how}`);
  }
}
