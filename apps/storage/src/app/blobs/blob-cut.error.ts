/** A blob holds other than as many bytes as were promised. */
export class BlobCutError extends Error {
  constructor(missing: number) {
    super(missing > 0 ? `A blob ended ${missing} bytes early.` : `A blob is ${-missing} bytes too long.`);
  }
}
