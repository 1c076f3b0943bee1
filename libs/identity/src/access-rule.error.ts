/** One handler whose access cannot hold, and what to do about it. */
export interface AccessFault {
  /** Class and method. */
  readonly target: string;
  readonly problem: string;
  readonly cure: string;
}

/** Handlers that do not say who may call them, or say two things at once; the service does not start until they do. */
export class AccessRuleError extends Error {
  readonly code = 'faulty_access_rule';

  constructor(readonly faults: readonly AccessFault[]) {
    const lines = faults.map(({ target, problem, cure }) => `  - ${target} ${problem}. ${cure}`);
    super(`Every handler says who may call it. At fault:\n${lines.join('\n')}`);
    this.name = 'AccessRuleError';
  }
}
