export { type RedisConnectionOptions } from './redis-connection.options';
export { RedisWriteProbe } from './redis-write-probe.adapter';
export { RedisDeadlineError, within } from './within';
