import { type Fault } from './fault';
import { type GiveBack } from './give-back';
import { type RedisUnderTest } from './redis-under-test';

async function kill(redis: RedisUnderTest, back: GiveBack) {
  const pid = await redis.pid();
  back.register(() => redis.revive());
  redis.signal(pid, 'SIGKILL');
}

async function freeze(redis: RedisUnderTest, back: GiveBack) {
  const pid = await redis.pid();
  back.register(async () => redis.signal(pid, 'SIGCONT'));
  redis.signal(pid, 'SIGSTOP');
}

async function wipe(redis: RedisUnderTest) {
  await redis.command('FLUSHALL');
}

async function demote(redis: RedisUnderTest, back: GiveBack) {
  back.register(async () => void (await redis.command('REPLICAOF', 'NO', 'ONE')));
  await redis.command('REPLICAOF', '127.0.0.1', '1');
}

async function fill(redis: RedisUnderTest, back: GiveBack) {
  const [, before = '0'] = (await redis.command('CONFIG', 'GET', 'maxmemory')) as string[];
  back.register(async () => void (await redis.command('CONFIG', 'SET', 'maxmemory', before)));
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
}

/** The ways to lose Redis that can be chosen; the first is taken where nothing is said. */
export const faults: readonly Fault[] = [
  {
    ...{ name: 'kill', says: 'killed (SIGKILL)', ends: 'is started again' },
    ...{ during: 'Without Redis', isNoticed: true, begin: kill },
  },
  {
    ...{ name: 'freeze', says: 'frozen (SIGSTOP): it takes connections and never answers' },
    ...{ ends: 'goes on (SIGCONT)', during: 'Without Redis', isNoticed: true, begin: freeze },
  },
  {
    ...{ name: 'wipe', says: 'emptied (FLUSHALL): it answers, and knows nothing any more' },
    ...{ ends: 'is left as it is: nothing has to be given back', during: 'Redis emptied' },
    ...{ isNoticed: false, begin: wipe },
  },
  {
    ...{ name: 'readonly', says: 'made a replica of nobody: it reads and refuses to write' },
    ...{ ends: 'is a primary again', during: 'Redis readonly', isNoticed: true, begin: demote },
  },
  {
    ...{ name: 'full', says: 'full: it reads and refuses to write' },
    ...{ ends: 'has room again', during: 'Redis full', isNoticed: true, begin: fill },
  },
];
