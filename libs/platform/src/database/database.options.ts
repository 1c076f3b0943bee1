import { type MigrationInterface } from 'typeorm';

/** A TypeORM migration; its class name ends with 13 digits, the milliseconds that order it. */
export type MigrationClass = new () => MigrationInterface;

/** What it takes to bring a service's schema up to date. */
export interface MigrateOptions {
  /** Also the name of its schema; its role is `secureconnect_<service>`. */
  readonly service: string;
  /** PostgreSQL itself; for migrating it must name an administrator of the database. */
  readonly url: string;
  readonly connectTimeoutMs: number;
  /** The service's own, besides those every service has. */
  readonly migrations: readonly MigrationClass[];
  /** With it the service's role may log in; without, an existing role is left as it is. */
  readonly rolePassword?: string;
  /** With it and a password, what the role logs in with by itself; a pooler passes on nothing of what a client asks for. */
  readonly statementTimeoutMs?: number;
}

/** What a service needs to use its schema. */
export interface DatabaseOptions extends MigrateOptions {
  /** Where statements go instead: a pooler that lends a connection for one transaction at a time. */
  readonly poolerUrl?: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type of entity classes
  readonly entities: readonly Function[];
  /** False: pending migrations keep the service from becoming ready. */
  readonly migrateOnStart: boolean;
}
