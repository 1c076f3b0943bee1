import { ProblemError } from '@secureconnect/platform';

/** A session is opened by GET, and then polled by GET and spoken to by POST. */
export class PollMethodError extends ProblemError {
  readonly code = 'method_not_allowed';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(isOpening: boolean) {
    super('');
    this.headers = { allow: isOpening ? 'GET, OPTIONS' : 'GET, OPTIONS, POST' };
  }
}
