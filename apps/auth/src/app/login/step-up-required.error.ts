import { ProblemError } from '@secureconnect/platform';

/** What a client needs to go on with a login that waits for a code. */
export interface StepUpDetails {
  readonly challenge: string;
  readonly expires_at: string;
  readonly methods: readonly ('totp' | 'recovery_code' | 'mail')[];
}

/** The password was right, and is not enough. */
export class StepUpRequiredError extends ProblemError {
  readonly code = 'step_up_required';

  constructor(override readonly details: StepUpDetails) {
    super('');
  }
}
