export { ensureChromiumInstalled, findChromium } from './browser/chromium-installation';
export { ChromiumMissingError } from './browser/chromium-missing.error';
export { startBrowser } from './browser/start-browser';
export { Dice } from './chance/dice';
export { ensureClamdInstalled, findClamd } from './clamd/clamd-installation';
export { ClamdMissingError } from './clamd/clamd-missing.error';
export { ClamdServer } from './clamd/clamd-server';
export { ClamdStartError } from './clamd/clamd-start.error';
export { type ClamdOptions } from './clamd/clamd.options';
export { startClamd } from './clamd/start-clamd';
export { type Clock, type ClockTimer, ManualClock } from './clock/manual-clock';
export { connectSocket, SocketClient, type SocketOptions } from './clients/socket-client';
export {
  HttpClient,
  httpClient,
  HttpDeadlineError,
  type HttpAnswer,
  type HttpRequest,
} from './clients/http-client';
export { Load, startLoad, type LoadOptions, type LoadReport } from './clients/load';
export { rawHttp, type RawHttpAnswer } from './clients/raw-http';
export { ensureCoturnInstalled, findCoturn } from './coturn/coturn-installation';
export { CoturnMissingError } from './coturn/coturn-missing.error';
export { type CoturnOptions } from './coturn/coturn.options';
export { CoturnServer } from './coturn/coturn-server';
export { CoturnStartError } from './coturn/coturn-start.error';
export { startCoturn } from './coturn/start-coturn';
export { TurnClient, type TurnCredential, TurnRefusedError } from './coturn/turn-client';
export {
  type DebianProgram,
  ensureInstalled,
  type Installation,
  type InstallOptions,
} from './install/debian-package';
export { debianProgram, type InstallableProgram } from './install/debian-program';
export { ProgramMissingError } from './install/program-missing.error';
export { ensurePgBouncerInstalled, findPgBouncer } from './pgbouncer/pgbouncer-installation';
export { PgBouncerMissingError } from './pgbouncer/pgbouncer-missing.error';
export { type PgBouncerOptions } from './pgbouncer/pgbouncer.options';
export { PgBouncerServer } from './pgbouncer/pgbouncer-server';
export { PgBouncerStartError } from './pgbouncer/pgbouncer-start.error';
export { startPgBouncer } from './pgbouncer/start-pgbouncer';
export { startPostgres } from './postgres/start-postgres';
export { PostgresServer } from './postgres/postgres-server';
export { PostgresMissingError } from './postgres/postgres-missing.error';
export { PostgresStartError } from './postgres/postgres-start.error';
export { type PostgresOptions } from './postgres/postgres.options';
export { ensurePrometheusInstalled, findPrometheus } from './prometheus/prometheus-installation';
export { PrometheusMissingError } from './prometheus/prometheus-missing.error';
export { type ActiveAlert, PrometheusServer } from './prometheus/prometheus-server';
export { type PrometheusOptions, startPrometheus } from './prometheus/start-prometheus';
export { FaultProxy, startFaultProxy, type ProxyTarget } from './proxy/fault-proxy';
export { type Direction } from './proxy/proxy-rules';
export { freePort } from './process/free-port';
export { janitor } from './process/janitor';
export { type ProcessExit, type ServerCommand, ServerProcess } from './process/server-process';
export { removeFolder, temporaryFolder } from './process/temporary-folder';
export { TokenIssuer } from './tokens/token-issuer';
export { until, type UntilOptions } from './process/until';
export { RedisCluster } from './redis/redis-cluster';
export { RedisConnection } from './redis/redis-connection';
export { ensureRedisInstalled, findRedis } from './redis/redis-installation';
export { RedisMissingError } from './redis/redis-missing.error';
export { RedisServer } from './redis/redis-server';
export { RedisStartError } from './redis/redis-start.error';
export { type RedisOptions } from './redis/redis.options';
export { type Reply } from './redis/resp';
export { SentinelGroup } from './redis/sentinel-group';
export { startCluster } from './redis/start-cluster';
export { startRedis } from './redis/start-redis';
export { startSentinel } from './redis/start-sentinel';
export { ensureS3Installed, findS3 } from './s3/s3-installation';
export { S3MissingError } from './s3/s3-missing.error';
export { S3Server } from './s3/s3-server';
export { S3StartError } from './s3/s3-start.error';
export { startS3 } from './s3/start-s3';
export { ServiceProcess, startService, type ServiceOptions } from './service/service-process';
export { startVarnish } from './varnish/start-varnish';
export { ensureVarnishInstalled, findVarnish } from './varnish/varnish-installation';
export { VarnishMissingError } from './varnish/varnish-missing.error';
export { VarnishServer } from './varnish/varnish-server';
export { VarnishStartError } from './varnish/varnish-start.error';
export { type VarnishOptions } from './varnish/varnish.options';
export { fail, hint, machineInWords, recordPage, runFaultProgram, say } from './program/fault-program';
