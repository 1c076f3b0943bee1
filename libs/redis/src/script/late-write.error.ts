/** The server saw a write after its fence and refused it: it was surely not applied. */
export class LateWriteError extends Error {
  readonly code = 'redis_late_write';
  readonly fault = 'slow';

  constructor(script: string) {
    super(`${script} reached Redis too late and was refused`);
    this.name = 'LateWriteError';
  }
}
