/** One thing wrong with the handlers of an application. */
export interface RegistrationFault {
  readonly target: string;
  readonly problem: string;
  readonly cure: string;
}

/** The handlers of an application do not fit together, so it does not start; each line names class, method and cure. */
export class JobRegistrationError extends Error {
  override readonly name = 'JobRegistrationError';
  readonly code = 'job_registration_invalid';

  constructor(readonly faults: readonly RegistrationFault[]) {
    const lines = faults.map(({ target, problem, cure }) => `  ${target} ${problem}. ${cure}`);
    super(['The job handlers of this application do not fit together:', ...lines].join('\n'));
  }
}
