import { type StormSystem } from '../../system/storm-system';

const schemasSql = `SELECT table_schema FROM information_schema.tables WHERE table_name = 'job_schedules'`;

/** What is done every now and then is due now: nobody has to wait for its time to come. */
export async function bringForward({ postgres }: StormSystem): Promise<void> {
  const schemas = (await postgres.sql(schemasSql)) as { table_schema: string }[];
  for (const { table_schema } of schemas)
    await postgres.sql(
      `UPDATE "${table_schema}".job_schedules SET next_at = clock_timestamp() WHERE next_at IS NOT NULL`,
    );
}

const callSchemasSql = `
  SELECT table_schema FROM information_schema.columns WHERE table_name = 'participants' AND column_name = 'until'`;

/** The calls that were left open have rung for long enough: nobody has to wait until somebody ends them. */
export async function letRingOut({ postgres }: StormSystem): Promise<void> {
  const schemas = (await postgres.sql(callSchemasSql)) as { table_schema: string }[];
  for (const { table_schema } of schemas)
    await postgres.sql(
      `UPDATE "${table_schema}".participants SET until = clock_timestamp() WHERE state IN ('invited', 'ringing') AND until > clock_timestamp()`,
    );
}
