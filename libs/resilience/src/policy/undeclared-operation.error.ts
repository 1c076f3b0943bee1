/** Handlers that do not say how they fail; the service does not start until they do. */
export class UndeclaredOperationError extends Error {
  readonly code = 'undeclared_operation';

  constructor(readonly targets: readonly string[]) {
    const names = targets.map((target) => `  - ${target}`).join('\n');
    super(
      `Every operation declares how it fails when Redis is away, and these declare nothing:\n${names}\n` +
        "Put @RedisFree('operation') on the method or its class if it never touches Redis.",
    );
    this.name = 'UndeclaredOperationError';
  }
}
