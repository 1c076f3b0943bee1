import { type RedisForm } from '../system/storm-system';
import { failoverFaults } from './failover-faults';
import { instanceFaults } from './instance-faults';
import { postgresFaults } from './postgres-faults';
import { redisFaults } from './redis-faults';
import { type StormFault } from './storm-fault';
import { wayFaults } from './way-faults';

/** Everything that may happen in a storm. */
export const stormFaults: readonly StormFault[] = [
  ...redisFaults,
  ...failoverFaults,
  ...postgresFaults,
  ...instanceFaults,
  ...wayFaults,
];

/** What may happen where Redis has that form. */
export const faultsOf = (form: RedisForm): readonly StormFault[] =>
  stormFaults.filter(({ forms }) => forms.includes(form));

/** By its name; throws when there is no such fault. */
export function faultNamed(name: string): StormFault {
  const found = stormFaults.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault ${JSON.stringify(name)}.`);
  return found;
}
