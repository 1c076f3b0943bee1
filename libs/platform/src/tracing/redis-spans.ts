import { type RedisTracing } from '@secureconnect/redis';
import { beginPart, currentSpan } from './tracing';

/** What is traced of Redis, within what is traced: names of commands and of operations, and never a key. */
export const redisSpans: RedisTracing = {
  begin(command, operation, kind) {
    if (currentSpan() === undefined) return undefined;
    return beginPart({
      name: `${command} ${operation}`,
      side: 'client',
      attributes: {
        'db.system.name': 'redis',
        'db.operation.name': command,
        'secureconnect.operation': operation,
        'secureconnect.redis.connection': kind,
      },
    });
  },
  fellBack(store, tier, durationMs, because) {
    const served = { store, tier, because, duration_ms: Math.round(durationMs * 1_000) / 1_000 };
    currentSpan()?.event(`served by ${tier}`, served);
  },
};
