/** The record gave nothing for too long while a store was rehydrated from it; trying again later is right. */
export class RecordHangsError extends Error {
  readonly code = 'record_hangs';

  constructor(readonly timeoutMs: number) {
    super(`the record gave nothing within ${timeoutMs} ms`);
    this.name = 'RecordHangsError';
  }
}
