import { DataSource, type DataSourceOptions } from 'typeorm';
import { IdAssigner } from './id-assigner';
import { type ServicePool } from './service-pool.adapter';

/** The parts of TypeORM's PostgreSQL driver that its own `connect` would fill in by asking the server. */
interface DriverState {
  master: ServicePool;
  searchSchema: string;
  isGeneratedColumnsSupported: boolean;
}

type EntityClasses = readonly Function[]; // eslint-disable-line @typescript-eslint/no-unsafe-function-type
type MigrationClasses = Exclude<DataSourceOptions['migrations'], undefined>;

/**
 * TypeORM over our own pool. It is complete, metadata and repositories included, without a connection: TypeORM's
 * `initialize` insists on one, and a service must start while PostgreSQL is away.
 */
export class ServiceDataSource extends DataSource {
  private constructor(
    schema: string,
    url: string,
    private readonly pool: ServicePool,
    parts: { entities?: EntityClasses; migrations?: MigrationClasses },
  ) {
    const { entities = [], migrations = [] } = parts;
    // url only names the database here; nothing but the pool connects.
    super({ type: 'postgres', url, schema, entities: [...entities], migrations, subscribers: [IdAssigner] });
  }

  /** Builds one that is ready to be used as soon as its pool is. */
  static async over(
    pool: ServicePool,
    schema: string,
    url: string,
    parts: { entities?: EntityClasses; migrations?: MigrationClasses },
  ): Promise<ServiceDataSource> {
    const source = new ServiceDataSource(schema, url, pool, parts);
    const driver = source.driver as unknown as DriverState;
    Object.assign(driver, { master: pool, searchSchema: schema, isGeneratedColumnsSupported: true });
    await source.buildMetadatas();
    Object.assign(source, { isInitialized: true });
    return source;
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    await this.pool.settle();
  }
}
