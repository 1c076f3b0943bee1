/** No scanner has said what it thinks of a file. */
export class ScannerAwayError extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(`The scanner has not answered: ${why}`, options);
    this.name = 'ScannerAwayError';
  }
}
