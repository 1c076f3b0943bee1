import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Grouping } from '@secureconnect/platform';
import { type CallChange } from '../calls/call-change';
import { CallRecord } from '../calls/call-record.port';
import { type Call } from '../machine/call';
import { isLive, isOver, participantOf } from '../machine/standing';
import { type CallListener } from './call-listener';
import { CallReads } from './call-reads';
import { CallSockets } from './call-sockets.service';
import { CallTeller } from './call-teller.service';
import { CatchUps } from './catch-ups';
import { DeliveryTally } from './delivery-tally';
import { FollowedCall } from './followed-call';
import { OpenCalls } from './open-calls';
import { OverCalls } from './over-calls';

/** What is told twice comes soon after another, or by the sweep of an instance that could not say that it had told it. */
const overForMs = 60_000;
const mostOver = 10_000;

/** The newest this node has heard of each call of which somebody is connected here, and the order in which it is told. */
@Injectable()
export class CallBook implements OnModuleDestroy {
  readonly reads: CallReads;
  private readonly logger = new Logger('Delivery');
  private readonly calls = new Map<string, FollowedCall>();
  private readonly byUser = new Grouping<FollowedCall>();
  private readonly over = new OverCalls(mostOver);
  private readonly leaving = new Map<FollowedCall, NodeJS.Timeout>();
  private readonly listeners = new Set<CallListener>();
  private readonly catchUps: CatchUps;
  private readonly open: OpenCalls;

  constructor(
    record: CallRecord,
    private readonly sockets: CallSockets,
    private readonly teller: CallTeller,
    private readonly tally: DeliveryTally,
  ) {
    this.reads = new CallReads(record, tally);
    this.catchUps = new CatchUps(this.reads, tally, (call) => this.look(call));
    this.open = new OpenCalls(
      this.reads,
      (userId) => sockets.has(userId),
      (calls, userIds) => this.learn(calls, userIds),
    );
  }

  /** How much there is of what, for metrics and health. */
  get sizes() {
    const { calls, catchUps, open, sockets } = this;
    return {
      ...{ people: sockets.size, calls: calls.size, catching_up: catchUps.size, asking: open.size },
    };
  }

  /** As it is by the newest this node has heard; undefined: nobody here is in it. */
  newest(callId: string): Call | undefined {
    return this.calls.get(callId)?.newest;
  }

  /** Calls that are not over and that she is in, or called by. */
  newestOf(userId: string): readonly Call[] {
    return this.byUser.of(userId).flatMap(({ newest }) => (isOpenFor(newest, userId) ? newest : []));
  }

  watch(listener: CallListener): void {
    this.listeners.add(listener);
  }

  /** Reads which calls of hers are open; resolves once that is known, or she is not here any more. Never rejects. */
  ask(userId: string): Promise<void> {
    return this.open.read(userId);
  }

  /** Her last socket here is closed. */
  left(userId: string): void {
    for (const call of this.byUser.of(userId)) if (!this.concerns(call.newest)) this.forget(call);
  }

  /** Something was committed, here or elsewhere; false: that was told already, or is nobody's business here. */
  hear(change: CallChange): boolean {
    const { id, version } = change.call;
    const call = this.calls.get(id) ?? this.beginWith(change);
    if (!call) return false;
    if (!call.hear(change)) {
      this.tally.dropped += 1;
      return false;
    }
    this.index(call);
    if (call.version < version) this.tally.late += 1;
    this.look(call);
    return true;
  }

  /** News may have been lost: the record is asked about everybody here. */
  mayHaveMissed(): void {
    this.tally.gaps += 1;
    for (const userId of this.sockets.people) void this.open.read(userId);
  }

  onModuleDestroy(): void {
    this.open.stop();
    this.catchUps.stopAll();
    for (const timer of this.leaving.values()) clearTimeout(timer);
  }

  private concerns({ participants }: Call): boolean {
    return participants.some(({ userId }) => this.sockets.has(userId));
  }

  /** Of one that began unheard everything is read; of one that is over already nobody wants to know how it began. */
  private beginWith({ call }: CallChange): FollowedCall | undefined {
    if (!this.concerns(call)) return undefined;
    if (this.over.has(call.id, call.version)) {
      this.tally.dropped += 1;
      return undefined;
    }
    const followed = this.begin(call, isOver(call) ? call.version - 1 : 0);
    if (call.version > followed.version + 1) this.catchUps.now(followed);
    return followed;
  }

  private begin(call: Call, version: number): FollowedCall {
    const followed: FollowedCall = new FollowedCall(call, version, (change, before) =>
      this.tell(followed, change, before),
    );
    this.calls.set(call.id, followed);
    this.index(followed);
    return followed;
  }

  private index(call: FollowedCall): void {
    for (const { userId } of call.newest.participants) this.byUser.add(userId, call);
  }

  private tell(call: FollowedCall, change: CallChange, before: Call | undefined): void {
    this.tally.told += 1;
    this.teller.tell(change, (userId) => call.floorOf(userId));
    this.say((listener) => listener.onChange(change, before));
  }

  private say(news: (listener: CallListener) => void): void {
    for (const listener of this.listeners)
      try {
        news(listener);
      } catch (error) {
        this.logger.error('Who listens to calls threw', error instanceof Error ? error.stack : String(error));
      }
  }

  private learn(calls: readonly Call[], userIds: readonly string[]): void {
    for (const call of calls) this.learnOne(call);
    const found = new Set(calls.map(({ id }) => id));
    // Those that the record does not have among the open ones ended unheard, or she left them.
    for (const userId of userIds)
      for (const { id } of this.newestOf(userId)) if (!found.has(id)) this.lookUp(id);
  }

  private learnOne(call: Call): void {
    const known = this.calls.get(call.id);
    if (!known && !this.concerns(call)) return;
    // Whoever is here for longer should have been told how it began.
    const followed = known ?? this.begin(call, this.isMissedBySomebody(call) ? 0 : call.version);
    followed.learn(call);
    this.index(followed);
    if (followed.isBehind) this.catchUps.now(followed);
    else if (!known) this.say((listener) => listener.onLearned(call));
  }

  private isMissedBySomebody({ participants }: Call): boolean {
    return participants.some(({ userId }) => this.sockets.of(userId).some(({ isShown }) => isShown));
  }

  private lookUp(callId: string): void {
    const call = this.calls.get(callId);
    if (call) this.catchUps.now(call);
  }

  /** Whether it goes on, and whether it must be helped. */
  private look(call: FollowedCall): void {
    this.index(call);
    if (call.isBehind) this.catchUps.soon(call);
    else if (call.isDone && !this.leaving.has(call)) {
      const timer = setTimeout(() => this.forget(call), overForMs).unref();
      this.leaving.set(call, timer);
    }
  }

  private forget(call: FollowedCall): void {
    clearTimeout(this.leaving.get(call));
    this.leaving.delete(call);
    this.catchUps.stop(call);
    if (call.isDone) this.over.add(call.id, call.version);
    for (const { userId } of call.newest.participants) {
      this.byUser.delete(userId, call);
      for (const socket of this.sockets.of(userId)) socket.forget(call.id);
    }
    if (this.calls.get(call.id) === call) this.calls.delete(call.id);
    this.say((listener) => listener.onForgotten?.(call.id));
  }
}

function isOpenFor(call: Call, userId: string): boolean {
  const participant = participantOf(call, userId);
  return !isOver(call) && participant !== undefined && isLive(participant);
}
