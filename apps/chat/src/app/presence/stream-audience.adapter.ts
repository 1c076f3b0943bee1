import { Injectable } from '@nestjs/common';
import { StreamRecord } from '../delivery/stream-record.adapter';
import { Streams } from '../delivery/streams.service';
import { Memberships } from '../memberships/memberships';
import { PresenceAudience } from './presence-audience.port';

/** Whose conversations they are says the record; who of them is here, and a member still, the streams. */
@Injectable()
export class StreamAudience extends PresenceAudience {
  constructor(
    private readonly record: StreamRecord,
    private readonly streams: Streams,
    private readonly memberships: Memberships,
  ) {
    super();
  }

  async of(userIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const audiences = new Map(userIds.map((userId) => [userId, new Set<string>()]));
    const doubtful = new Map<string, Set<string>>();
    for (const { userId, conversationId, version } of await this.record.placesOf(userIds)) {
      // A stream that is behind may count people who were removed.
      const isBehind = (this.streams.versionOf(conversationId) ?? Infinity) < version;
      const people = (isBehind ? doubtful.get(userId) : audiences.get(userId)) ?? new Set();
      for (const each of this.streams.peopleIn(conversationId)) if (each !== userId) people.add(each);
      if (isBehind && people.size > 0) doubtful.set(userId, people);
    }
    for (const [userId, people] of doubtful)
      for (const each of await this.memberships.sharing(userId, [...people]))
        audiences.get(userId)?.add(each);
    return audiences;
  }
}
