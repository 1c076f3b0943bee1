import { type MultiLayerCache, privateKeyOf } from '@secureconnect/cache';
import { jwksTag, membersTag, userTag } from '@secureconnect/contracts';

/** Where the values come from: a table, or the service that has it. */
export interface Origins {
  profileOf(userId: string): Promise<{ readonly id: string; readonly name: string } | null>;
  userIdOf(mail: string): Promise<string | null>;
  roleOf(conversationId: string, userId: string): Promise<string | null>;
  jwks(): Promise<{ readonly keys: readonly object[] }>;
}

/** The four seams as services open them. */
export const openSeams = (cache: MultiLayerCache, origins: Origins, secret: string) => ({
  profiles: cache.source({
    name: 'profile',
    ttl: 600,
    grace: 86_400,
    tags: (userId) => [userTag(userId)],
    load: (userId: string) => origins.profileOf(userId),
  }),

  // The id alone: what else is known of the person is the profile's, and void by its tag.
  directory: cache.source({
    name: 'directory',
    ttl: 600,
    negativeTtl: 30,
    keyOf: privateKeyOf(secret),
    load: (mail: string) => origins.userIdOf(mail),
  }),

  membership: cache.source({
    name: 'membership',
    ttl: 300,
    negativeTtl: 30,
    keyOf: ({ conversationId, userId }) => `${conversationId}/${userId}`,
    tags: ({ conversationId }) => [membersTag(conversationId)],
    load: (key: { conversationId: string; userId: string }) => origins.roleOf(key.conversationId, key.userId),
  }),

  jwks: cache.source<void, { readonly keys: readonly object[] }>({
    name: 'jwks',
    ttl: 300,
    grace: 86_400,
    tags: () => [jwksTag],
    load: () => origins.jwks(),
  }),
});
