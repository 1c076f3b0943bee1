import { ProblemError } from '@secureconnect/platform';

/** She is in another call, and nobody is in two. */
export class AlreadyInCallError extends ProblemError {
  readonly code = 'already_in_call';
  override readonly details: { readonly call_id: string };

  constructor(callId: string) {
    super('');
    this.details = { call_id: callId };
  }
}
