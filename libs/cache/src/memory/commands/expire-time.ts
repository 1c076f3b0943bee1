import { CacheCommandError } from '../errors/cache-command.error';
import { toInt64 } from './int64';

const most = 2n ** 63n - 1n;

/** The moment a time to live (ms, Infinity for ever) ends at, or the error Redis has for one it does not take. */
export function expireTime(ttl: number, now: number, command: 'set' | 'pexpire'): number {
  if (Number.isSafeInteger(ttl) && (ttl > 0 || command === 'pexpire')) return now + ttl;
  return ttl === Infinity ? Infinity : unusualExpireTime(ttl, now, command);
}

function unusualExpireTime(ttl: number, now: number, command: 'set' | 'pexpire'): number {
  const ms = toInt64(ttl);
  if (ms === undefined) throw CacheCommandError.notAnInteger();
  const isTooSoon = command === 'set' && ms <= 0;
  if (isTooSoon || BigInt(ms) > most - BigInt(now)) throw CacheCommandError.invalidExpireTime(command);
  return now + Number(ms);
}
