import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type FleetStatus, type OperatorAction } from '@secureconnect/contracts';
import { classifyDatabaseError, DatabaseHealth, LiveInstances, saidBy } from '@secureconnect/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ActionRecord } from './action-record';

const mostShown = 50;
/** An operator pulls a lever every few seconds, and an outage of PostgreSQL may last for hours. */
const mostWaiting = 1_000;
const soonestReadMs = 2_000;
const retryMs = 1_000;
const farewellMs = 500;
/** SQLSTATE of data and of constraints; any other may be another in a while. */
const refusals = /^2[23]...$/;

/**
 * What operators did: a line in the log, and a row in PostgreSQL, which nobody waits for. While PostgreSQL is away it
 * waits in memory; a gateway that ends before PostgreSQL is back leaves its line alone.
 */
@Injectable()
export class ActionLog implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Operator');
  private readonly record: ActionRecord;
  private readonly waiting = new Map<string, OperatorAction>();
  private readonly own = new Map<string, OperatorAction>();
  private readonly refused = new Set<string>();
  private recorded: readonly OperatorAction[] = [];
  private failing: { readonly since: Date; readonly reason: string } | undefined;
  private writing: Promise<void> | undefined;
  private reading: Promise<void> | undefined;
  private readAt = -Infinity;
  private isUnreadable = false;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe = (): void => undefined;

  constructor(
    source: DataSource,
    private readonly health: DatabaseHealth,
    instances: LiveInstances,
  ) {
    this.record = new ActionRecord(source, instances.id);
  }

  /** The newest first, this gateway's own also before PostgreSQL has them. */
  get latest(): readonly OperatorAction[] {
    const all = new Map(this.recorded.map((action) => [action.id, action]));
    for (const [id, action] of this.own) {
      const isRecorded = !this.waiting.has(id) && !this.refused.has(id);
      if (!all.has(id) || !isRecorded) all.set(id, { ...action, is_recorded: isRecorded });
    }
    return [...all.values()].sort((one, other) => other.at.localeCompare(one.at)).slice(0, mostShown);
  }

  get unrecorded(): FleetStatus['unrecorded'] {
    if (!this.failing || this.waiting.size === 0) return null;
    const { since, reason } = this.failing;
    return { since: since.toISOString(), count: this.waiting.size, reason };
  }

  onModuleInit(): void {
    this.unsubscribe = this.health.onAnswer(() => void this.write());
  }

  async onModuleDestroy(): Promise<void> {
    this.unsubscribe();
    await Promise.race([this.write(), sleep(farewellMs, undefined, { ref: false })]);
    clearTimeout(this.timer);
  }

  /** Never fails and waits for nobody: once begun and once more when it is done. */
  note(action: OperatorAction): void {
    keep(this.own, action, mostShown);
    if (keep(this.waiting, action, mostWaiting))
      this.logger.error('Actions of operators wait for PostgreSQL, and the oldest is in this log alone now');
    this.logger.warn(lineOf(action));
    void this.write();
  }

  /** Reads what other gateways wrote, now and then. */
  refresh(): Promise<void> {
    if (this.reading || performance.now() - this.readAt < soonestReadMs)
      return this.reading ?? Promise.resolve();
    this.readAt = performance.now();
    this.reading = this.record
      .newest(mostShown)
      .then((found) => this.read(found))
      .catch((error: unknown) => this.notRead(error))
      .finally(() => (this.reading = undefined));
    return this.reading;
  }

  private read(found: readonly OperatorAction[]): void {
    this.recorded = found;
    this.isUnreadable = false;
  }

  /** What was read before is shown, and that PostgreSQL is away beside it; anything else is told once. */
  private notRead(error: unknown): void {
    if (classifyDatabaseError(error) !== undefined || this.isUnreadable) return;
    this.isUnreadable = true;
    this.logger.error(`What operators did cannot be read: ${saidBy(error)}`);
  }

  /** One writer at a time; never rejects. */
  private write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
      this.planRetry();
    });
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    try {
      for (const [id, action] of this.waiting) {
        await this.record.write(action).catch((error: unknown) => this.dropIfRefused(action, error));
        // What came of it may have been noted meanwhile, and is written next.
        if (this.waiting.get(id) === action) this.waiting.delete(id);
      }
      this.failing = undefined;
    } catch (error) {
      this.failing = { since: this.failing?.since ?? new Date(), reason: whyNotWritten(error) };
    }
  }

  /** What PostgreSQL refuses for what it is, it refuses for ever: the log has it, and the rest goes on. */
  private dropIfRefused(action: OperatorAction, error: unknown): void {
    const { code } = ((error as { driverError?: unknown }).driverError ?? error) as { code?: unknown };
    if (typeof code !== 'string' || !refusals.test(code)) throw error;
    this.refused.add(action.id);
    this.logger.error(`PostgreSQL refuses to take ${lineOf(action)}: ${whyNotWritten(error)}`);
  }

  private planRetry(): void {
    clearTimeout(this.timer);
    if (this.waiting.size > 0) this.timer = setTimeout(() => void this.write(), retryMs).unref();
  }
}

/** True where something older had to make room. */
function keep(among: Map<string, OperatorAction>, action: OperatorAction, most: number): boolean {
  among.set(action.id, action);
  if (among.size <= most) return false;
  const [oldest] = among.keys();
  return among.delete(oldest as string);
}

const lineOf = ({ operator, lever, detail, service, origin, outcome }: OperatorAction): string =>
  `${operator}: ${lever}${detail ? ` (${detail})` : ''} at ${service} ${origin}: ${outcome}`;

/** Where nobody answers at several addresses, the driver's own words are empty. */
function whyNotWritten(error: unknown): string {
  const said = saidBy((error as { driverError?: unknown }).driverError ?? error);
  return said === 'Error' || said === 'AggregateError' ? 'PostgreSQL does not answer' : said;
}
