import { saidBy } from '@secureconnect/platform';

/**
 * A provider could not be asked, or has not answered in time; names it and never whom it was for. Of the cause it keeps
 * the words alone: a connection that was refused does not say whose it was, and would be taken for Redis's.
 */
export class PushFailedError extends Error {
  constructor(provider: string, { cause }: ErrorOptions = {}) {
    super(`${provider} could not be asked, or has not answered in time`, { cause: saidBy(cause) });
  }
}
