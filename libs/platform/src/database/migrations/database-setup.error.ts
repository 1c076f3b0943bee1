/** The schema could not be brought up to date; the message is one sentence for an operator. */
export abstract class DatabaseSetupError extends Error {
  abstract readonly code: string;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
  }
}
