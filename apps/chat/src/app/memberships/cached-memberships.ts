import { Injectable } from '@nestjs/common';
import { type CachedSource, MultiLayerCache } from '@secureconnect/cache';
import { membersTag } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { Fallback, RedisFree } from '@secureconnect/resilience';
import { DataSource } from 'typeorm';
import { type Membership, Memberships } from './memberships';

const placeSql = prepared(`
  SELECT role, joined_seq::float8 AS "joinedSeq", joined_version::float8 AS "joinedVersion"
  FROM members WHERE conversation_id = $1 AND user_id = $2 AND left_at IS NULL`);
const sharingSql = prepared(`
  SELECT o.user_id FROM unnest($2::uuid[]) AS o(user_id) WHERE EXISTS (
    SELECT FROM members a JOIN members b USING (conversation_id)
    WHERE a.user_id = $1 AND a.left_at IS NULL AND b.user_id = o.user_id AND b.left_at IS NULL)`);

interface Place {
  readonly conversationId: string;
  readonly userId: string;
}

const tiers = { tiers: ['redis', 'postgres'], guarantee: 'the same, a query slower' };
/** Seconds; whoever died between a commit and its news leaves others with what they knew for no longer. */
const [fresh, nobody] = [30, 10];

/** Memberships through the cache, void everywhere with the commit that changes them. */
@Injectable()
export class CachedMemberships extends Memberships {
  private readonly places: CachedSource<Place, Membership | null>;

  constructor(
    cache: MultiLayerCache,
    private readonly source: DataSource,
  ) {
    super();
    this.places = cache.source({
      // No grace: who was removed must not be let in while PostgreSQL is away.
      ...{ name: 'membership', ttl: fresh, negativeTtl: nobody, grace: 0 },
      keyOf: ({ conversationId, userId }: Place) => `${conversationId}:${userId}`,
      tags: ({ conversationId }: Place) => [membersTag(conversationId)],
      load: ({ conversationId, userId }: Place) => this.load(conversationId, userId),
    });
  }

  @Fallback('memberships.of', 'cache', tiers)
  async of(conversationId: string, userId: string): Promise<Membership | undefined> {
    return (await this.places.get({ conversationId, userId })) ?? undefined;
  }

  @RedisFree('memberships.sharing')
  async sharing(userId: string, others: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.source.query<{ user_id: string }[]>(sharingSql, [userId, others]);
    return new Set(rows.map(({ user_id }) => user_id));
  }

  private async load(conversationId: string, userId: string): Promise<Membership | null> {
    const [row] = await this.source.query<Membership[]>(placeSql, [conversationId, userId]);
    return row ?? null;
  }
}
