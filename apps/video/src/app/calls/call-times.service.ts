import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { classifyDatabaseError, prepared } from '@secureconnect/platform';
import { RedisMetrics } from '@secureconnect/resilience';
import { DataSource } from 'typeorm';

/** Whoever says so first is the one who counts, on any instance; the time is PostgreSQL's. */
const sql = prepared(`
  UPDATE calls SET connected_at = clock_timestamp()
  WHERE id = $1 AND connected_at IS NULL AND answered_at IS NOT NULL
  RETURNING extract(epoch FROM connected_at - answered_at)::float8 AS seconds`);
const buckets = [0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 13, 20];

/** Measures how long it takes from an answer until two of a call see and hear each other. */
@Injectable()
export class CallTimes implements OnModuleInit {
  private readonly logger = new Logger('CallTimes');
  private connecting: (seconds: number) => void = () => undefined;

  constructor(
    private readonly source: DataSource,
    private readonly shown: RedisMetrics,
  ) {}

  onModuleInit(): void {
    const help = 'Time from an answer until a client said that it sees and hears another';
    const histogram = this.shown.metrics.histogram({ name: 'video_call_connect_seconds', help }, buckets);
    this.connecting = (value) => histogram.observe(value);
  }

  /** A client has said that it is connected; the first of each call counts. Never rejects: it is a figure. */
  async connected(callId: string): Promise<void> {
    try {
      const [[row]] = await this.source.query<[{ seconds: number }[], number]>(sql, [callId]);
      if (row) this.connecting(row.seconds);
    } catch (error) {
      if (classifyDatabaseError(error) === undefined) this.logger.error(error);
    }
  }
}
