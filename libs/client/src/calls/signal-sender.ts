import { type CallClientEvents, type IceCandidateWire } from '@secureconnect/contracts';
import { type SentOf } from '../live/live-socket';
import { type SignalName } from './signal';

/** What one says by a signal, but for whom and in which call. */
export type Said<Name extends SignalName> = Omit<SentOf<CallClientEvents[Name]>, 'call_id' | 'to'>;

/** Sends a signal to one other participant. */
export type SendSignal = (event: SignalName, said: object) => Promise<unknown>;

const batchMs = 50;
const mostInBatch = 25;

/** Says one signal after another, each when the one before was taken; candidates many at once. */
export class SignalSender {
  private queue: (readonly [event: SignalName, said: object])[] = [];
  private candidates: IceCandidateWire[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isSending = false;
  private isClosed = false;

  constructor(
    private readonly send: SendSignal,
    /** What waited behind it was dropped: without it that would mean nothing. */
    private readonly onFailed: (error: unknown) => void,
  ) {}

  say<Name extends SignalName>(event: Name, said: Said<Name>): void {
    this.flush();
    this.add(event, said);
  }

  candidate(candidate: IceCandidateWire): void {
    this.candidates.push(candidate);
    if (this.candidates.length >= mostInBatch) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), batchMs);
  }

  /** Nothing that waits is said any more. */
  clear(): void {
    this.queue = [];
    this.candidates = [];
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  close(): void {
    this.isClosed = true;
    this.clear();
  }

  private flush(): void {
    const { candidates } = this;
    this.candidates = [];
    clearTimeout(this.timer);
    this.timer = undefined;
    if (candidates.length > 0) this.add('candidates', { candidates });
  }

  private add(event: SignalName, said: object): void {
    if (this.isClosed) return;
    this.queue.push([event, said]);
    if (!this.isSending) void this.run();
  }

  private async run(): Promise<void> {
    this.isSending = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      try {
        await this.send(...next);
      } catch (error) {
        if (this.isClosed) break;
        this.clear();
        this.onFailed(error);
      }
    }
    this.isSending = false;
  }
}
