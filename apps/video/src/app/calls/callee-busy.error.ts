import { ProblemError } from '@secureconnect/platform';

/** Who was called is in another call; the call is recorded as one that came to nothing. */
export class CalleeBusyError extends ProblemError {
  readonly code = 'busy';
  override readonly details: { readonly call_id: string };

  constructor(callId: string) {
    super('');
    this.details = { call_id: callId };
  }
}
