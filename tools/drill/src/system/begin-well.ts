import { setTimeout as sleep } from 'node:timers/promises';
import { DrillError } from '../drill.error';
import { RedisUnderTest } from '../faults/redis-under-test';
import { ModeWatch } from '../watch/mode-watch';
import { type RunningSystem } from './running-system';

/** A Redis that was lost again and again has to be steady for up to 15 s before it is relied on. */
const patienceMs = 30_000;
const pauseMs = 50;

/**
 * Resolves when every service is in normal mode: only then is it seen what losing Redis does. A Redis that was killed by
 * hand, or left frozen by a drill that was killed, is given back first; throws where the system is not well for all that.
 */
export async function beginWell(
  { services, redis }: RunningSystem,
  tell: (sentence: string) => void,
  ending: AbortSignal,
  patience = patienceMs,
): Promise<void> {
  const modes = new ModeWatch(services, () => 0);
  await modes.begin();
  try {
    if (modes.areAll('normal')) return;
    const server = new RedisUnderTest(redis);
    if (await server.answers()) tell(`Not everything is well yet: ${inWords(modes)}. It is waited for …`);
    else {
      tell('Redis of this system is away already: it is started again first …');
      await server.revive();
    }
    for (const end = Date.now() + patience; !modes.areAll('normal'); await sleep(pauseMs)) {
      ending.throwIfAborted();
      if (Date.now() > end) throw notWell(modes);
    }
  } finally {
    modes.end();
  }
}

const notWell = (modes: ModeWatch): DrillError =>
  new DrillError(
    `The system is not well before anything was taken away: ${inWords(modes)}. A drill would show nothing: mend that first, or hold it with --own.`,
  );

function inWords({ now, sightings }: ModeWatch): string {
  const ill = [...now].filter(([, mode]) => mode !== 'normal');
  const why = (name: string) => sightings.filter(({ service }) => service === name).at(-1)?.why ?? '';
  return ill.map(([name, mode]) => `${name} is ${mode}${why(name) && ` (${why(name)})`}`).join(', ');
}
