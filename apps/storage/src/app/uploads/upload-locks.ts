import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { classifyDatabaseError, DatabaseBroadcast } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { type Guard } from '../blobs/blob-store';
import { UploadBusyError } from './upload-busy.error';

const channel = 'storage:let-go';
/** A writer that died is waited for no longer than this. */
const leaseMs = 10_000;
const renewMs = 2_500;
/** As long as one write to a store may take before others may write. */
const marginMs = 1_000;
const lookAgainMs = 100;

const takeSql = `
  UPDATE uploads SET writer = $2, written_until = clock_timestamp() + $3 * interval '1 ms'
  WHERE id = $1 AND (writer IS NULL OR writer = $2 OR written_until < clock_timestamp()) RETURNING 1`;
/** Nobody else has had it meanwhile, and it is still waited for. */
const renewSql = `
  UPDATE uploads SET written_until = clock_timestamp() + $3 * interval '1 ms'
  WHERE id = $1 AND writer = $2 AND state = 'open' RETURNING 1`;
/** The sweep looks at it a while later: what was written may have been all of it, and its settling may have failed. */
const leaveSql = `UPDATE uploads SET writer = NULL, written_until = clock_timestamp() + interval '1 minute'
  WHERE id = $1 AND writer = $2`;

/** The right to write to an upload, until it is left. */
export interface HeldUpload {
  leave(): Promise<void>;
}

interface Hold {
  readonly writer: string;
  readonly letGo: () => void;
  timer?: NodeJS.Timeout;
  renewedAt: number;
}

/**
 * One writer an upload, on all instances: a lease in its row. A client that comes back before its old connection is
 * found dead asks whoever holds it to let go, and waits.
 */
@Injectable()
export class UploadLocks implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('UploadLocks');
  private readonly held = new Map<string, Hold>();
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly broadcast: DatabaseBroadcast,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.broadcast.subscribe(channel, {
      onMessage: (message) => this.hear(message),
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
    for (const { timer } of this.held.values()) clearInterval(timer);
  }

  /** Waits for the one before to let go; `letGo` is called when somebody waits for this one, or its lease was lost. */
  async take(id: string, signal: AbortSignal, letGo: () => void): Promise<HeldUpload> {
    const hold: Hold = { writer: randomUUID(), letGo, renewedAt: performance.now() };
    const until = performance.now() + leaseMs + renewMs;
    while (!(await this.ask(takeSql, id, hold))) {
      if (signal.aborted || performance.now() > until) throw new UploadBusyError('');
      await this.broadcast.publish(channel, `${id} ${hold.writer}`);
      await sleep(lookAgainMs);
      hold.renewedAt = performance.now();
    }
    this.held.set(id, hold);
    hold.timer = setInterval(() => void this.renew(id, hold), renewMs).unref();
    return { leave: () => this.leave(id, hold) };
  }

  /**
   * Throws once the right to write that is held now was left, lost, or not renewed for so long that another may have
   * taken it: a process that was frozen knows nothing of it, but its clock went on.
   */
  guardOf(id: string): Guard {
    const hold = this.held.get(id);
    return () => {
      const isHeld = hold !== undefined && this.held.get(id) === hold;
      if (!isHeld || performance.now() - hold.renewedAt > leaseMs - marginMs) throw new UploadBusyError('');
    };
  }

  /** Whoever asked may have been heard too late, and hold it herself by now. */
  private hear(message: string): void {
    const [id = '', asker] = message.split(' ');
    const hold = this.held.get(id);
    if (hold && hold.writer !== asker) hold.letGo();
  }

  private async ask(sql: string, id: string, { writer }: Hold): Promise<boolean> {
    const [rows] = await this.source.query<[unknown[], number]>(sql, [id, writer, leaseMs]);
    return rows.length > 0;
  }

  /** Who cannot renew it stops before another may begin; so does who writes to what was dropped. */
  private async renew(id: string, hold: Hold): Promise<void> {
    const startedAt = performance.now();
    try {
      if (await this.ask(renewSql, id, hold)) hold.renewedAt = startedAt;
      else hold.letGo();
    } catch (error) {
      if (classifyDatabaseError(error) === undefined) this.logger.error('A lease was not renewed', error);
      if (performance.now() - hold.renewedAt > leaseMs / 2) hold.letGo();
    }
  }

  private async leave(id: string, hold: Hold): Promise<void> {
    clearInterval(hold.timer);
    if (this.held.get(id) === hold) this.held.delete(id);
    try {
      await this.source.query(leaveSql, [id, hold.writer]);
    } catch (error) {
      // The lease ends by itself; that PostgreSQL is away its own health tells.
      if (classifyDatabaseError(error) === undefined) throw error;
    }
  }
}
