import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Drain } from '@secureconnect/platform';
import { type ToldDevice } from '@secureconnect/presence-store';
import { Backplane, type Topic } from '@secureconnect/realtime';
import { type DeviceHere, DevicesHere } from './devices-here';
import { HeardPresence } from './heard-presence';
import { devicesIn, noticesOf, type PresenceNotice } from './presence-notice';
import { PresenceTeller } from './presence-teller.service';
import { PRESENCE_TIMES, type PresenceTimes } from './presence-times';
import { PresenceWrites } from './presence-writes.service';

const tickMs = 250;
/** Who was stalled so long has notices to read first, before it takes silence for an end. */
const stallMs = 2_000;

/** What instances tell each other of who is here: changes at once, and everything again before a lease ends. */
@Injectable()
export class PresenceExchange implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly topic: Topic<PresenceNotice>;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;
  private tickedAt = Date.now();

  constructor(
    private readonly backplane: Backplane,
    private readonly writes: PresenceWrites,
    private readonly here: DevicesHere,
    private readonly heard: HeardPresence,
    private readonly teller: PresenceTeller,
    private readonly drain: Drain,
    @Inject(PRESENCE_TIMES) private readonly times: PresenceTimes,
  ) {
    this.topic = backplane.topic('presence');
  }

  onApplicationBootstrap(): void {
    this.heard.listensFrom(Date.now());
    this.unsubscribe = this.topic.subscribe({
      onNotice: (notice, from) => this.hear(notice, from),
      onGap: () => this.heard.listensFrom(Date.now()),
    });
    this.timer = setInterval(() => this.tick(), tickMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.unsubscribe();
    await this.writes.settled();
  }

  /** A device has a socket more. */
  arrive(device: DeviceHere, socketId: string): void {
    const told = this.here.arrive(device, socketId, Date.now());
    if (told) this.say(told);
  }

  /** A device has a socket less. Who is sent away by a draining instance comes back elsewhere: her lease waits for her. */
  leave(device: DeviceHere, socketId: string): void {
    const told = this.here.leave(device, socketId);
    if (told && !this.drain.isDraining) this.say(told);
  }

  /** Whether an instance says that she is here. */
  isHere(userId: string): boolean {
    return this.heard.statusOf(userId) !== undefined;
  }

  /** What a device says of itself, and the store was told. What it has said before is no news to others. */
  change(told: ToldDevice & { status: 'online' | 'away' }): void {
    if (this.here.find(told)?.status === told.status) return;
    this.here.say(told, told.status);
    this.tell(told);
  }

  private say(told: ToldDevice): void {
    this.writes.write([told]);
    this.tell(told);
  }

  private tell(told: ToldDevice): void {
    this.note(this.backplane.node, told);
    for (const notice of noticesOf([told], true)) this.topic.publish(notice);
  }

  private hear(notice: PresenceNotice, from: string): void {
    for (const told of devicesIn(notice)) {
      this.note(from, told);
      if (notice.news) this.follow(told);
    }
  }

  /** Somebody spoke of a device that has sockets here too: what it says of itself holds here, and it is not gone. */
  private follow(told: ToldDevice): void {
    const own = told.status === 'gone' ? this.here.find(told) : this.here.say(told, told.status);
    if (!own) return;
    if (told.status === 'gone') this.writes.write([own]);
    else this.note(this.backplane.node, own);
  }

  private note(node: string, told: ToldDevice): void {
    if (this.heard.hear(node, told, Date.now())) this.teller.doubt(told.userId);
  }

  private tick(): void {
    const now = Date.now();
    const isStalled = now - this.tickedAt > stallMs;
    this.tickedAt = now;
    const due = this.here.takeDue(now - this.times.keepMs, Infinity, now);
    this.writes.write(due);
    for (const told of due) this.note(this.backplane.node, told);
    for (const notice of noticesOf(due, false)) this.topic.publish(notice);
    if (!isStalled) for (const userId of this.heard.runOut(now)) this.teller.doubt(userId);
    this.teller.tellDue();
  }
}
