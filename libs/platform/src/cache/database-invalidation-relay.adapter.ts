import { randomUUID } from 'node:crypto';
import { InvalidationRelay, type RelayListener } from '@secureconnect/cache';
import { type DatabaseBroadcast } from '../database/broadcast/database-broadcast.service';

interface RelayMessage {
  readonly from: string;
  readonly id: string;
  readonly marks: readonly string[];
}

/** What is invalidated while Redis is away reaches the other instances of all services through PostgreSQL. */
export class DatabaseInvalidationRelay extends InvalidationRelay {
  private readonly self = randomUUID();

  constructor(
    private readonly broadcast: DatabaseBroadcast,
    private readonly channel: string,
  ) {
    super();
  }

  override send(marks: readonly string[]): Promise<void> {
    const message: RelayMessage = { from: this.self, id: randomUUID(), marks };
    return this.broadcast.publish(this.channel, JSON.stringify(message));
  }

  override listen(listener: RelayListener): () => void {
    return this.broadcast.subscribe(this.channel, {
      onMessage: (text) => {
        const { from, id, marks } = JSON.parse(text) as RelayMessage;
        if (from !== this.self) listener.onMarks(marks, id);
      },
      onListening: () => listener.onListening(),
      onDeaf: () => listener.onDeaf(),
    });
  }
}
