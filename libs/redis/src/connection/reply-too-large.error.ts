/** A reply grew beyond the limit; its connection was given up for the memory's sake. A bug of the caller, no outage. */
export class ReplyTooLargeError extends Error {
  readonly code = 'reply_too_large';

  constructor(readonly limitBytes: number) {
    super(`The reply of Redis is larger than ${limitBytes} bytes`);
    this.name = 'ReplyTooLargeError';
  }
}
