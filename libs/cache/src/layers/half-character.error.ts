/** A key or tag has half of a surrogate pair, which every other instance would take for something else. */
export class HalfCharacterError extends Error {
  readonly code = 'half_character';

  constructor(what: 'key' | 'tag', name: string) {
    super(`A ${what} of a cache cannot be ${JSON.stringify(name)}: half of a surrogate pair has no UTF-8.`);
    this.name = 'HalfCharacterError';
  }
}
