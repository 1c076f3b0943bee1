export { type ConnectionKind } from './connection/connection-kind';
export { GateClosedError } from './connection/gate-closed.error';
export { HandshakeError } from './connection/handshake.error';
export { ReplyTooLargeError } from './connection/reply-too-large.error';
export { ListenerGuard } from './gate/listener-guard';
export {
  type CallOptions,
  type ReadOptions,
  RedisGate,
  type RunOptions,
  type ScriptArguments,
} from './gate/redis-gate';
export { RedisOperationError } from './gate/redis-operation.error';
export { type RedisOutcome } from './gate/redis-outcome';
export { type RedisSpan, type RedisTracing } from './gate/redis-tracing';
export { type ReadCommand, RedisReader } from './gate/redis-reader';
export { type ChannelListener } from './gate/redis-subscriber';
export { ResilientRedisModule } from './module/resilient-redis.module';
export {
  type ResilientRedisAsyncOptions,
  type ResilientRedisOptions,
} from './module/resilient-redis.options';
export { databaseOf } from './options/database-of';
export {
  defaultRedisOptions,
  type RedisAddress,
  type RedisOptions,
  type RedisSentinels,
  type RedisTls,
} from './options/redis.options';
export { type RedisEnvironment, redisOptionsFrom, redisVariables } from './options/redis-environment';
export { type RedisConnectionOptions } from './redis-connection.options';
export { RedisWriteProbe, type WriteProbeOptions } from './health/redis-write-probe.adapter';
export { KeyNotMergedError } from './recovery/key-not-merged.error';
export { MergeContendedError } from './recovery/merge-contended.error';
export { RecordHangsError } from './recovery/record-hangs.error';
export { RedisMergeStore, type RedisMergeStoreOptions } from './recovery/redis-merge-store';
export {
  type KeyedState,
  type MergeRequest,
  RedisMergedKeys,
  type RedisMergedKeysOptions,
} from './recovery/redis-merged-keys';
export { jsonCodec, type StateCodec } from './recovery/state-codec';
export { besideKey, hashSlot, hashTag, tagOf } from './script/hash-slot';
export { LateWriteError } from './script/late-write.error';
export {
  defineScript,
  type Named,
  type RedisScript,
  type ScriptArgument,
  type ScriptDeclaration,
} from './script/define-script';
export { toBoolean, toNothing, toNumber, toText } from './script/script-replies';
export { hdel, hset, sadd, srem } from './scripts/collection-scripts';
export { publish, publishSharded } from './scripts/publish-script';
export { del, expire, incrBy, setFor, setForEver, setIfAbsent, setIfPresent } from './scripts/string-scripts';
export { MasterUnknownError } from './topology/master-unknown.error';
