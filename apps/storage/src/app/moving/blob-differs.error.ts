/** What was copied of a blob does not come to its checksum. */
export class BlobDiffersError extends Error {
  constructor(key: string) {
    super(`The bytes of ${key} are not those that its row tells of.`);
  }
}
