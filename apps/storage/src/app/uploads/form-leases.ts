import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { classifyDatabaseError } from '@secureconnect/platform';
import { DataSource } from 'typeorm';

/** The room of a form whose instance died is free with the first sweep after this. */
export const formLeaseMs = 15_000;
/** Whoever lives has said so within a few of these, also after an outage. */
export const renewMs = 3_000;

const renewSql = `UPDATE uploads SET written_until = clock_timestamp() + $3 * interval '1 ms'
  WHERE id = $1 AND writer = $2 AND state = 'open'`;

/**
 * Says every few seconds of each form that it still comes. Nothing else is written under its key, so that one whose
 * lease ran out while PostgreSQL was away goes on; if a sweep was faster, there is nothing left to become a file.
 */
@Injectable()
export class FormLeases implements OnModuleDestroy {
  private readonly logger = new Logger('FormLeases');
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly source: DataSource) {}

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Goes on with the lease a form was opened with, until the function it gives is called. */
  hold(id: string, writer: string): () => void {
    const timer = setInterval(() => void this.renew(id, writer), renewMs).unref();
    this.timers.add(timer);
    return () => {
      clearInterval(timer);
      this.timers.delete(timer);
    };
  }

  private async renew(id: string, writer: string): Promise<void> {
    try {
      await this.source.query(renewSql, [id, writer, formLeaseMs]);
    } catch (error) {
      // That PostgreSQL is away its own health tells.
      if (classifyDatabaseError(error) === undefined) this.logger.error('A lease was not renewed', error);
    }
  }
}
