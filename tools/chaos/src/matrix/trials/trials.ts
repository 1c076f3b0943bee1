import { postgresFaults } from '../../faults/postgres-faults';
import { redisFaults } from '../../faults/redis-faults';
import { type EndFault, type StormFault } from '../../faults/storm-fault';
import { instanceFaults } from '../../faults/instance-faults';
import { slowWay, wayFaults } from '../../faults/way-faults';
import { type Instance, type StormSystem } from '../../system/storm-system';
import { type Trial } from './trial';

/** Redis goes on serving, or is back before anybody can be asked: what is lost is noticed, and brought back at once. */
const unnoticed = ['redis-flushed', 'redis-evicting', 'redis-deaf', 'redis-clients-dropped'];
/** PostgreSQL answers again at once. */
const brief = ['postgres-clients-dropped'];
/** There and back again it is twice the time that these services give Redis, as it is for those of a storm. */
const slowMs = 1_000;
const always = () => true;
const never = () => false;

/** The same fault on several things at once. */
async function beginAll(
  fault: StormFault,
  system: StormSystem,
  targets: readonly string[],
  forMs: number,
): Promise<EndFault> {
  const begun = await Promise.all(targets.map((target) => fault.begin(system, target, forMs)));
  return async () => void (await Promise.all(begun.map((end) => end())));
}

const isFirst = ({ name }: Instance): boolean => name.endsWith('-0');
const secondOnes = ({ instances }: StormSystem) =>
  instances.filter((instance) => !isFirst(instance)).map(({ name }) => name);

const ofRedis = (fault: StormFault): Trial => ({
  ...{ name: fault.name, does: fault.does, lacks: 'redis', recordIsAway: false },
  degrades: unnoticed.includes(fault.name) ? never : always,
  isAsked: always,
  begin: (system, forMs) => beginAll(fault, system, ['redis'], forMs),
});

const ofPostgres = (fault: StormFault): Trial => ({
  ...{ name: fault.name, does: fault.does, lacks: 'postgres', degrades: never, isAsked: always },
  recordIsAway: !brief.includes(fault.name),
  begin: (system, forMs) => beginAll(fault, system, ['postgres'], forMs),
});

const fromFirstTo = (end: 'redis' | 'postgres', { ways }: StormSystem) =>
  ways.filter((way) => way.endsWith(`-0 to ${end}`));

const ofWayToRedis = (fault: StormFault): Trial => ({
  ...{ name: `${fault.name}-to-redis`, lacks: 'redis', recordIsAway: false, isAsked: always },
  does: `between Redis and the first instance of each service ${fault.does}`,
  degrades: isFirst,
  begin: (system, forMs) => beginAll(fault, system, fromFirstTo('redis', system), forMs),
});

/** Only those that cannot reach it are asked: what the others answer is in every other column. */
const ofWayToPostgres = (fault: StormFault): Trial => ({
  ...{ name: `${fault.name}-to-postgres`, lacks: 'postgres', recordIsAway: true, isAsked: isFirst },
  does: `between PostgreSQL and the first instance of each service ${fault.does}; the first is asked`,
  degrades: never,
  begin: (system, forMs) => beginAll(fault, system, fromFirstTo('postgres', system), forMs),
});

const ofInstances = (fault: StormFault): Trial => ({
  ...{ name: fault.name, lacks: 'instances', recordIsAway: false, degrades: never, isAsked: isFirst },
  does: `of the second instance of each service: ${fault.does}; the first is asked`,
  begin: (system, forMs) => beginAll(fault, system, secondOnes(system), forMs),
});

/** Nothing happens. */
const calm: Trial = {
  ...{ name: 'none', does: 'all is well', lacks: 'nothing', recordIsAway: false },
  ...{ degrades: never, isAsked: always },
  begin: () => Promise.resolve(() => Promise.resolve()),
};

const isSlow = ({ name }: StormFault): boolean => name === 'way-slow';

/** Every column of the table: nothing, and all that a storm is made of, but for a slow way to PostgreSQL. */
export const trials: readonly Trial[] = [
  calm,
  ...redisFaults.filter(({ forms }) => forms.includes('standalone')).map(ofRedis),
  ...wayFaults.map((fault) => ofWayToRedis(isSlow(fault) ? slowWay(slowMs) : fault)),
  ...postgresFaults.map(ofPostgres),
  ...wayFaults.filter((fault) => !isSlow(fault)).map(ofWayToPostgres),
  ...instanceFaults.map(ofInstances),
];
