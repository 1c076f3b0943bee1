import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisMetrics } from '@secureconnect/resilience';
import { type Call } from '../machine/call';
import { type CallChange } from './call-change';

const reconnected = 'participant.reconnected';
const seconds = [0.5, 1, 2, 3, 5, 8, 13, 20, 30, 45, 60];

/** Counts what calls come to, each by the instance that committed it. */
@Injectable()
export class CallTally implements OnModuleInit {
  private readonly ends = new Map<
    string,
    { readonly state: string; readonly reason: string; count: number }
  >();
  private begun = 0;
  private reconnections = 0;
  private ringing: (seconds: number) => void = () => undefined;

  constructor(private readonly shown: RedisMetrics) {}

  onModuleInit(): void {
    const { metrics } = this.shown;
    const counted = (name: string, help: string, read: () => number) =>
      metrics.counted({ name, help }, (counter) => counter.inc(read()));
    counted('video_calls_begun_total', 'Calls that were begun here', () => this.begun);
    const ended = { name: 'video_calls_ended_total', help: 'Calls that ended here, by how and why' };
    metrics.counted({ ...ended, labels: ['state', 'reason'] }, (counter) => {
      for (const { state, reason, count } of this.ends.values()) counter.inc({ state, reason }, count);
    });
    const back = 'Times somebody came back to a call';
    counted('video_reconnections_total', back, () => this.reconnections);
    const rang = { name: 'video_call_ringing_seconds', help: 'How long calls rang, answered or not' };
    const histogram = metrics.histogram(rang, seconds);
    this.ringing = (value) => histogram.observe(value);
  }

  note({ call, told }: CallChange, before: Call | undefined): void {
    if (!before) this.begun += 1;
    if (told.some(({ event }) => event === reconnected)) this.reconnections += 1;
    const isRinging = call.state === 'ringing';
    if (before?.state === 'ringing' && !isRinging)
      this.ringing(((call.answeredAt ?? call.endedAt ?? call.createdAt) - call.createdAt) / 1_000);
    if (call.endedAt !== null && (before?.endedAt ?? null) === null) this.end(call);
  }

  private end({ state, reason }: Call): void {
    const key = `${state} ${reason}`;
    const found = this.ends.get(key) ?? { state, reason: reason ?? '', count: 0 };
    found.count += 1;
    this.ends.set(key, found);
  }
}
