import { type Instance, type StormSystem } from '../system/storm-system';
import { type StormFault } from './storm-fault';

const instanceFault = (
  name: string,
  does: string,
  begin: (system: StormSystem, instance: Instance, forMs: number) => () => Promise<void>,
): StormFault => ({
  ...{ name, does, takes: 'instance' as const, forms: ['standalone', 'sentinel', 'cluster'] as const },
  targets: ({ instances }) => instances,
  begin: async (system, target, forMs) => begin(system, system.instance(target), forMs),
});

function ended(signal: 'SIGKILL' | 'SIGTERM') {
  return (system: StormSystem, instance: Instance, forMs: number) => {
    const revived = system.killAndRevive(instance, forMs, signal);
    // Whoever ends the fault hears of a failure; until then it is nobody's.
    revived.catch(() => undefined);
    return () => revived;
  };
}

/** What happens to one process of a service. */
export const instanceFaults: readonly StormFault[] = [
  instanceFault('instance-killed', 'an instance is killed, and started again', ended('SIGKILL')),
  instanceFault('instance-stopped', 'an instance is ended in order, and started again', ended('SIGTERM')),
  instanceFault('instance-frozen', 'an instance is frozen, and goes on later', (_system, instance) => {
    const { process } = instance;
    process.signal('SIGSTOP');
    return async () => process.signal('SIGCONT');
  }),
];
