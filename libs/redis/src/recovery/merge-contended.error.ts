/** Others wrote the same keys again and again in between; nothing is lost, and trying again is right. */
export class MergeContendedError extends Error {
  readonly code = 'merge_contended';

  constructor(readonly prefix: string) {
    super(`${prefix}*: others kept writing the same keys while they were merged`);
    this.name = 'MergeContendedError';
  }
}
