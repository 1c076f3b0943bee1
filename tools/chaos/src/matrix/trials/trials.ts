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

const named = (faults: readonly StormFault[], name: string): StormFault => {
  const found = faults.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault ${JSON.stringify(name)}.`);
  return found;
};

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
const firstToRedis = ({ ways }: StormSystem) => ways.filter((way) => way.endsWith('-0 to redis'));
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

const ofWay = (fault: StormFault): Trial => ({
  ...{ name: `${fault.name}-to-redis`, lacks: 'redis', recordIsAway: false, isAsked: always },
  does: `between Redis and the first instance of each service ${fault.does}`,
  degrades: isFirst,
  begin: (system, forMs) => beginAll(fault, system, firstToRedis(system), forMs),
});

const ofInstances = (name: string): Trial => {
  const fault = named(instanceFaults, name);
  return {
    ...{ name, lacks: 'instances', recordIsAway: false, degrades: never, isAsked: isFirst },
    does: `of the second instance of each service: ${fault.does}; the first is asked`,
    begin: (system, forMs) => beginAll(fault, system, secondOnes(system), forMs),
  };
};

/** Nothing happens. */
const calm: Trial = {
  ...{ name: 'none', does: 'all is well', lacks: 'nothing', recordIsAway: false },
  ...{ degrades: never, isAsked: always },
  begin: () => Promise.resolve(() => Promise.resolve()),
};

/** Every column of the table: nothing, all that may happen to Redis, and some of what may happen to others. */
export const trials: readonly Trial[] = [
  calm,
  ...redisFaults.filter(({ forms }) => forms.includes('standalone')).map(ofRedis),
  ...[named(wayFaults, 'way-silent'), named(wayFaults, 'way-cut'), slowWay(slowMs)].map(ofWay),
  ...postgresFaults.map(ofPostgres),
  ofInstances('instance-killed'),
];
