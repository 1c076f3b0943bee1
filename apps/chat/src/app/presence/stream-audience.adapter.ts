import { Injectable } from '@nestjs/common';
import { StreamRecord } from '../delivery/stream-record.adapter';
import { Streams } from '../delivery/streams.service';
import { PresenceAudience } from './presence-audience.port';

/** Whose conversations they are says the record; who of them is here, and a member still, the streams. */
@Injectable()
export class StreamAudience extends PresenceAudience {
  constructor(
    private readonly record: StreamRecord,
    private readonly streams: Streams,
  ) {
    super();
  }

  async of(userIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const audiences = new Map<string, Set<string>>();
    for (const { userId, conversationId } of await this.record.placesOf(userIds)) {
      const audience = audiences.get(userId) ?? new Set();
      audiences.set(userId, audience);
      for (const each of this.streams.peopleIn(conversationId)) if (each !== userId) audience.add(each);
    }
    return audiences;
  }
}
