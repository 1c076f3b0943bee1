/** A source of a cache was given a name it cannot have. */
export class SourceNameError extends Error {
  readonly code = 'source_name';

  constructor(name: string, fault: string) {
    super(`A cached source cannot be called ${JSON.stringify(name)}: it ${fault}.`);
    this.name = 'SourceNameError';
  }
}
