/** Bytes were brought for another place of a blob than its end. */
export class BlobMisplacedError extends Error {
  constructor(
    readonly offset: number,
    readonly length: number,
  ) {
    super(`Bytes for ${offset} of a blob that is ${length} long.`);
  }
}
