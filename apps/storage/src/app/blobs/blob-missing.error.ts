/** A store has no finished blob under this key. */
export class BlobMissingError extends Error {
  constructor(key: string, options?: ErrorOptions) {
    super(`No blob ${key}.`, options);
  }
}
