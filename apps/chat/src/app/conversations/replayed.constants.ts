/** What the document says of orders that may be repeated with an Idempotency-Key. */
export const replayed =
  'Repeated with its Idempotency-Key it tells the conversation as it was when it was first answered, even to somebody ' +
  'who has been removed since; it is done once, and lets nobody in. How it is now says GET.';
