import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createInsertKeyedJobs } from './insert-sql';
import { createClaimJobs, createRefuseLateJobs, createWaitingJobNames } from './job-functions';

/**
 * A job is written twice and deleted, so dead rows are the rule. Free room for all rows of a page keeps a claim on it and
 * out of the indexes (HOT), and vacuum comes by number of rows, not by share of a table that is mostly empty.
 */
const busy = `fillfactor = 45,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000,
  autovacuum_vacuum_cost_delay = 0`;

const columns = `
  id uuid PRIMARY KEY,
  name text NOT NULL,
  priority smallint NOT NULL,
  due_at timestamptz NOT NULL,
  order_key text,
  unique_key text,
  idempotency_key text,
  payload text NOT NULL,
  context json,
  attempt integer NOT NULL DEFAULT 0,
  worker uuid,
  started_at timestamptz,
  progress text,
  last_error text,
  cancel_requested boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL`;

const statements = [
  /*
   * ready: due and first of its order key; it stays so while it runs. ready_at: since when, if that is later than due_at.
   * look_at: when promote looks at one that is not ready.
   * lane and slot are taken by a claim, where there is an order key or an overall limit; their unique indexes keep
   * two workers off one. worker is in no index: a claim would then have to write all of them.
   */
  `CREATE TABLE jobs (${columns},
    seq bigint GENERATED ALWAYS AS IDENTITY,
    ready boolean NOT NULL,
    ready_at timestamptz,
    look_at timestamptz,
    lane text,
    slot integer
  ) WITH (${busy})`,
  'CREATE INDEX jobs_ready ON jobs (name, priority, seq) WHERE ready',
  'CREATE INDEX jobs_look_at ON jobs (look_at) WHERE look_at IS NOT NULL',
  'CREATE INDEX jobs_order ON jobs (name, order_key, seq) WHERE order_key IS NOT NULL',
  'CREATE UNIQUE INDEX jobs_unique_key ON jobs (name, unique_key) WHERE unique_key IS NOT NULL',
  'CREATE UNIQUE INDEX jobs_lane ON jobs (name, lane) WHERE lane IS NOT NULL',
  'CREATE UNIQUE INDEX jobs_slot ON jobs (name, slot) WHERE slot IS NOT NULL',
  'CREATE INDEX jobs_cancel_requested ON jobs (id) WHERE cancel_requested',
  `CREATE TABLE dead_jobs (${columns},
    reason text NOT NULL,
    died_at timestamptz NOT NULL
  )`,
  'CREATE INDEX dead_jobs_by_name ON dead_jobs (name, died_at, id)',
  'CREATE INDEX dead_jobs_by_age ON dead_jobs (died_at, id)',
  `CREATE TABLE job_keys (
    name text NOT NULL,
    key text NOT NULL,
    job_id uuid NOT NULL,
    payload_digest bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (name, key)
  )`,
  'CREATE INDEX job_keys_expires_at ON job_keys (expires_at)',
  'CREATE TABLE job_schedules (name text PRIMARY KEY, spec text NOT NULL, next_at timestamptz)',
  `CREATE TABLE job_workers (
    id uuid PRIMARY KEY,
    beat bigint NOT NULL DEFAULT 0,
    host text NOT NULL,
    at_most_once text[] NOT NULL,
    started_at timestamptz NOT NULL,
    seen_beat bigint NOT NULL DEFAULT -1,
    looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    silent_ms float8 NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50)`,
  createClaimJobs,
  createWaitingJobNames,
  createRefuseLateJobs,
  createInsertKeyedJobs,
];

/** The tables of jobs, in the schema of each service that has jobs. */
export class CreateJobs1763694000000 implements MigrationInterface {
  readonly name = 'CreateJobs1763694000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION insert_keyed_jobs, refuse_late_jobs, waiting_job_names, claim_jobs');
    await runner.query('DROP TABLE jobs, dead_jobs, job_keys, job_schedules, job_workers');
  }
}
