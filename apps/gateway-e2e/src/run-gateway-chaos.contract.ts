import { parseArgs } from 'node:util';
import { ensureRedisInstalled, fail, hint, runFaultProgram, say } from '@secureconnect/testing';
import { outages, runLimitBar } from './limit-bar.contract';

const usage = `npm run chaos -- gateway [<option> …]
  --outages <n>  so many outages of Redis, in turn killed and emptied, frozen, killed (12)`;

const flags = {
  outages: { type: 'string', default: '12' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const bar = 1.1;

async function chaos(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: flags });
  if (values.help) {
    say(usage);
    return 0;
  }
  const count = Number(values.outages);
  if (!(Number.isInteger(count) && count > 0)) return fail('--outages must be a whole number from 1.');
  const redis = await ensureRedisInstalled({ progress: say });
  if ('reason' in redis) return fail(`This needs a real Redis: ${redis.reason}`);
  const rounds = Array.from(
    { length: count },
    (_, round) => outages[round % outages.length] as (typeof outages)[0],
  );
  const parts = await runLimitBar(rounds, { phaseMs: 4_000, tell: hint });
  hint('');
  for (const [name, part] of parts)
    say(`${name}: ${part.toFixed(3)} of the limit${part > bar ? ', BROKEN' : ''}`);
  const isHeld = [...parts.values()].every((part) => part <= bar);
  say(isHeld ? 'holds' : `BROKEN: more than ${bar} of the limit was admitted`);
  return isHeld ? 0 : 1;
}

runFaultProgram(chaos);
