/** The environment can't be used; the message lists every fault, each with what would be right. */
export class ConfigurationError extends Error {
  readonly code = 'invalid_configuration';

  constructor(
    service: string,
    readonly faults: readonly string[],
  ) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    const lines = faults.map((fault) => `  - ${fault}`).join('\n');
    super(
      `${service} cannot start: ${count} in its configuration.\n${lines}\nEach variable is explained in .env.example.`,
    );
    this.name = 'ConfigurationError';
  }
}
