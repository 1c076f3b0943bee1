import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { janitor } from '@secureconnect/testing';
import { type EnqueueOptions } from '../queue/enqueue.options';
import { type SoakQueue } from './soak-queues.contract';

/** A job that is to be enqueued. */
export interface Order {
  readonly order: number;
  readonly queue: SoakQueue;
  readonly number: number;
  readonly takesMs: number;
  readonly options?: EnqueueOptions;
  /** The change it belongs to is rolled back. */
  readonly isUndone?: boolean;
}

/** What became of an order; unknown: who was asked died over it, or PostgreSQL did not answer it. */
export interface Answer {
  readonly order: number;
  readonly outcome: 'accepted' | 'refused' | 'unknown';
}

const root = resolve(__dirname, '../../../..');
const program = [
  '-C',
  '@secureconnect/source',
  '-r',
  '@secureconnect/testing/from-source',
  join(__dirname, 'soak-program.contract.ts'),
];

/** One of the two instances: a process that is killed, frozen and asked to end, and started again. */
export class SoakInstance {
  private child: ChildProcess | undefined;
  private isReady = false;
  private readonly open = new Map<number, (answer: Answer) => void>();

  constructor(
    private readonly url: string,
    private readonly record: string,
    private readonly log: string,
  ) {}

  /** Whether it takes orders. */
  get takesOrders(): boolean {
    return this.isReady;
  }

  async start(): Promise<void> {
    const log = openSync(this.log, 'a');
    const child = spawn(process.execPath, [...program, this.url, this.record], {
      cwd: root,
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    const { pid = 0 } = child;
    janitor.addGroup(pid);
    child.once('exit', () => {
      janitor.removeGroup(pid);
      this.isReady = false;
      this.settleAll();
    });
    this.child = child;
    await once(child, 'message');
    child.on('message', (answer: Answer) => this.settle(answer));
    this.isReady = true;
  }

  enqueue(order: Order): Promise<Answer> {
    return new Promise((settle) => {
      this.open.set(order.order, settle);
      this.child?.send(order, (error) => error && this.settle({ order: order.order, outcome: 'unknown' }));
    });
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.isReady = false;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  freeze(): void {
    this.isReady = false;
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.isReady = this.child?.kill('SIGCONT') === true;
  }

  private settle(answer: Answer): void {
    this.open.get(answer.order)?.(answer);
    this.open.delete(answer.order);
  }

  private settleAll(): void {
    for (const order of this.open.keys()) this.settle({ order, outcome: 'unknown' });
  }
}
