/** A provider could not be asked, or has not answered in time; names it and never whom it was for. */
export class PushFailedError extends Error {
  constructor(provider: string, options?: ErrorOptions) {
    super(`${provider} could not be asked, or has not answered in time`, options);
  }
}
