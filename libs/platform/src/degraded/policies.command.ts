import { Failover, PolicyManifest } from '@secureconnect/resilience';
import { pino } from 'pino';
import { createApplication } from '../bootstrap/create-application';
import { type ServiceDefinition, settingsOf } from '../bootstrap/service-definition';
import { type PlatformValues } from '../config/platform.settings';
import { readSettings } from '../config/read-settings';
import { policyTable } from '../health/policy-table';

/**
 * Prints how each operation of a service fails, as JSON. The container is made and not started, so it needs no
 * database and no Redis; and no environment, so that the table is the same wherever it is printed.
 */
export async function policies(service: ServiceDefinition): Promise<void> {
  const values = readSettings(service.name, settingsOf(service), {}) as PlatformValues;
  const app = await createApplication(service, values, pino({ level: 'silent' }));
  const operations = app.get(PolicyManifest, { strict: false }).collect();
  const table = policyTable(service.name, operations, app.get(Failover, { strict: false }));
  process.stdout.write(`${JSON.stringify(table, null, 2)}\n`);
  await app.close();
}
