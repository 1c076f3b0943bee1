/** A blob holds other than as many bytes as its row says. */
export class ContentCutError extends Error {
  constructor(missing: number) {
    super(missing > 0 ? `A blob ended ${missing} bytes early.` : `A blob is ${-missing} bytes too long.`);
  }
}
