/** All that is cached of one user: profile, directory entries, whatever is added under it. */
export const userTag = (userId: string): string => `user:${userId}`;

/** All that is cached of one conversation, its members included. */
export const conversationTag = (conversationId: string): string => `conversation:${conversationId}`;

/** Who belongs to one conversation; void with the conversation's own tag too. */
export const membersTag = (conversationId: string): string => `${conversationTag(conversationId)}/members`;

/** The public keys that access tokens are verified with. */
export const jwksTag = 'jwks';
