export { openService } from './bootstrap/open-service';
export { runService } from './bootstrap/run-service';
export { type ServiceCommand } from './bootstrap/service-command';
export { type ServiceDefinition } from './bootstrap/service-definition';
export { ServiceIdentity } from './bootstrap/service-identity';
export { InjectSettings, SETTINGS } from './bootstrap/settings.decorator';
export { type Setting, setting, type SettingRule, type Settings, type ValuesOf } from './config/setting';
export { bool, file, int, list, oneOf, port, secretText, text, url } from './config/setting-kinds';
export { type PlatformValues } from './config/platform.settings';
export { type AccessMark, accessMarksOf, markAccess } from './access/access-mark';
export { callerIdOf, noteCallerId } from './access/caller-id';
export { Public } from './access/public.decorator';
export { type ClientAddress, ClientAddresses } from './addresses/client-addresses';
export { RequestAddresses } from './addresses/request-addresses';
export { networkOf } from './addresses/network-of';
export { errorBody } from './errors/error-body.factory';
export { refuse } from './errors/error.filter';
export { ForbiddenKeyError } from './errors/forbidden-key.error';
export { UnknownEventError } from './errors/unknown-event.error';
export { type Problem } from './errors/problem';
export { problemAnswer } from './errors/problem-answer';
export { ProblemError } from './errors/problem.error';
export { saidBy } from './errors/said-by';
export { toProblem } from './errors/to-problem';
export { type HealthComponent, HealthRegistry } from './health/health-registry.service';
export { HealthModule } from './health/health.module';
export { LeverDto } from './health/operator/levers.dto';
export { OperatorReportModule } from './health/operator/operator-report.module';
export { InstanceReporter } from './health/operator/instance-reporter.service';
export { Levers, longestHoldMinutes } from './health/operator/levers.service';
export { OperatorGuard } from './health/operator.guard';
export { ModeSource } from './health/mode-source';
export { answerInstead } from './http/answer-instead';
export { answerClientError } from './http/client-error';
export { DoorKeeper } from './http/door-keeper';
export { type DoorRoute, FrontDoor } from './http/front-door';
export { FromService } from './service-tokens/from-service.decorator';
export {
  type AskedService,
  ServiceClient,
  type ServiceAnswer,
  type ServiceRequest,
} from './service-tokens/service-client';
export { ServiceAwayError } from './service-tokens/service-away.error';
export { ServiceClients } from './service-tokens/service-clients.service';
export { type ExpectedToken, ServiceTokens } from './service-tokens/service-tokens.service';
export { Grouping } from './memory/grouping';
export { RecentEntries } from './memory/recent-entries';
export { RecentTokens } from './memory/recent-tokens';
export { ClientStatements, clientStatementHeader } from './service-tokens/client-statements';
export { securityHeaders } from './http/security-headers';
export { isRequestId, isTraceparent } from './http/request-id';
export { HttpMetrics } from './metrics/http-metrics.service';
export { LineWriter } from './logging/line-writer';
export { PROCESS_LOGGER } from './logging/process-logger';
export { BodyOfAtMost } from './http/body-of-at-most.decorator';
export { Streamed } from './http/streamed.decorator';
export { readJson } from './http/json-body';
export { TakesNoQuery } from './http/takes-no-query.guard';
export { fieldFaultsOf } from './http/validation.pipe';
export {
  currentContext,
  type RequestClient,
  type RequestContext,
  runInContext,
} from './logging/request-context';
export { describeGateway } from './sockets/describe-gateway';
export { type DescribedEvents } from './sockets/described-events';
export { type SocketDescription, SocketRegistry } from './sockets/socket-registry.service';
export { type SocketAdapter, SocketServerAdapter } from './sockets/socket-server.adapter';
export { DerivedKeys } from './sealing/derived-keys';
export { Seal, type Sealed, type SealingKey, type SealingKeys } from './sealing/seal';
export { openBytes, sealBytes } from './sealing/seal-bytes';
export { Rounds, type RoundsOptions } from './rounds/rounds';
export { type SpanAttributes, type SpanSide, type SpanStart, type TraceSpan } from './tracing/trace-span';
export { asPart, beginPart, currentSpan, faultNameOf, tracerInUse, within } from './tracing/tracing';
export { type SpanCounts, Tracer } from './tracing/tracer.port';
export { Drain } from './shutdown/drain.service';
export { type BroadcastListener } from './database/broadcast/broadcast-listener';
export { BroadcastRefusedError } from './database/broadcast/broadcast-refused.error';
export { DatabaseBroadcast, type Statements } from './database/broadcast/database-broadcast.service';
export { classifyDatabaseError } from './database/classify-database-error';
export { DatabaseHealth, type DatabaseStatus } from './database/database-health.service';
export { SessionLocks } from './database/session-locks.service';
export { LiveInstances } from './database/instances/live-instances';
export { DatabaseModule } from './database/database.module';
export { type DatabaseOptions, type MigrateOptions, type MigrationClass } from './database/database.options';
export { type Transaction, Transactions } from './database/transactions.service';
export { type BatchBounds, inBatches } from './database/in-batches';
export { prepared } from './database/prepared';
export { Id } from './database/id.decorator';
export { newId } from './database/new-id';
export { canonicalJson } from './idempotency/canonical-json';
export { idempotencyKeyOf } from './idempotency/idempotent-request';
export { IdempotencyKeyInUseError } from './idempotency/idempotency-key-in-use.error';
export { IdempotencyKeyReusedError } from './idempotency/idempotency-key-reused.error';
export { IdempotencyCleaner } from './idempotency/idempotency-cleaner.service';
export { Idempotent } from './idempotency/idempotent.decorator';
export { keepAnswer } from './idempotency/keep-answer';
export { decodeCursor, encodeCursor, type CursorKind } from './pagination/cursor';
export { PageQuery } from './pagination/page-query.dto';
export { toPage } from './pagination/to-page';
