import { ProblemError } from '@secureconnect/platform';

/** The part that was asked for is not there. */
export class RangeNotSatisfiableError extends ProblemError {
  readonly code = 'range_not_satisfiable';
  override readonly headers: Readonly<Record<string, string>>;

  constructor(size: number) {
    super('');
    this.headers = { 'content-range': `bytes */${size}` };
  }
}
