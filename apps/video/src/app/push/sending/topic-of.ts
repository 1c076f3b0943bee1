/** What is told of one call takes the place of what was told of it before: its id, as short as Web Push wants it. */
export const topicOf = (callId: string): string =>
  Buffer.from(callId.replaceAll('-', ''), 'hex').toString('base64url');
