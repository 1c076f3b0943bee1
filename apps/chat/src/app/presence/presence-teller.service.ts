import { Inject, Injectable, Logger } from '@nestjs/common';
import { type PresenceWire } from '@secureconnect/contracts';
import { DegradedMarks, RedisMetrics } from '@secureconnect/resilience';
import { LocalSockets } from '../delivery/local-sockets';
import { DevicesHere } from './devices-here';
import { HeardPresence } from './heard-presence';
import { PresenceAudience } from './presence-audience.port';
import { PRESENCE_TIMES, type PresenceTimes } from './presence-times';
import { ToldPresence } from './told-presence';
import { WhoIsHere } from './who-is-here';

/** In one go; the record is asked with whom they share a conversation. */
const mostInOne = 200;
/** After a record that could not be asked. */
const againMs = 1_000;

/** Tells people here that somebody they share a conversation with has come or gone: each change once, and no flood of them. */
@Injectable()
export class PresenceTeller {
  private readonly logger = new Logger('Presence');
  private readonly told: ToldPresence;
  private readonly count: () => void;
  private isTelling = false;

  constructor(
    private readonly who: WhoIsHere,
    private readonly heard: HeardPresence,
    here: DevicesHere,
    private readonly audience: PresenceAudience,
    private readonly sockets: LocalSockets,
    { metrics }: RedisMetrics,
    @Inject(PRESENCE_TIMES) private readonly times: PresenceTimes,
  ) {
    this.told = new ToldPresence({ ...times, everyMs: times.tellEveryMs, maxUsers: 100_000 });
    const told = { name: 'chat_presence_told_total', help: 'Changes of presence that were told here' };
    const counter = metrics.counter(told, [{}]);
    this.count = () => counter.inc();
    metrics.gauge({
      ...{ name: 'chat_presence_devices', help: 'Devices known to be here, by whether their sockets are' },
      labels: ['sockets'],
      read: (gauge) => {
        gauge.set({ sockets: 'this instance' }, here.size);
        gauge.set({ sockets: 'any instance' }, heard.size);
      },
    });
  }

  /** Something is otherwise with her, or may be. */
  doubt(userId: string): void {
    this.told.doubt(userId, Date.now(), this.heard.statusOf(userId) !== undefined);
  }

  /** Tells what is due, unless it is being told. */
  tellDue(): void {
    if (this.isTelling) return;
    const due = this.told.takeDue(Date.now(), mostInOne);
    if (due.length === 0) return;
    this.isTelling = true;
    // With marks of its own: it is no part of any answer.
    void new DegradedMarks().run(() => this.tell(due)).finally(() => (this.isTelling = false));
  }

  private async tell(userIds: readonly string[]): Promise<void> {
    try {
      const audiences = await this.audience.of(userIds);
      for (const each of await this.who.of(userIds)) this.tellOf(each, audiences.get(each.user_id) ?? []);
    } catch (error) {
      // What could not be found out now is told when it can.
      this.logger.debug(`Not told: ${String(error)}`);
      for (const userId of userIds) this.told.askAgain(userId, Date.now() + againMs);
    }
  }

  private tellOf(presence: PresenceWire, people: Iterable<string>): void {
    const { user_id: userId, status } = presence;
    const now = Date.now();
    // Somebody of whom only the store knows goes without a word.
    if (status !== 'offline' && !this.heard.statusOf(userId))
      this.told.askAgain(userId, now + this.times.keepMs);
    if (!this.told.isNews(userId, status, now)) return;
    this.sockets.tell(people, 'presence.changed', { presence });
    this.count();
  }
}
