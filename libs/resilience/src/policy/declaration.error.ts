/** One declaration that cannot hold, where it stands and what to do about it. */
export interface DeclarationFault {
  /** Class and method. */
  readonly target: string;
  readonly problem: string;
  readonly cure: string;
}

/** Operations that do not say how they fail, or say what cannot be; the service does not start until they do. */
export class DeclarationError extends Error {
  readonly code = 'faulty_declaration';

  constructor(readonly faults: readonly DeclarationFault[]) {
    const lines = faults.map(({ target, problem, cure }) => `  - ${target} ${problem}. ${cure}`);
    super(`Every operation declares how it fails when Redis is away. At fault:\n${lines.join('\n')}`);
    this.name = 'DeclarationError';
  }
}
