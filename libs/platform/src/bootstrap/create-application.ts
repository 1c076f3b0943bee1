import { type DynamicModule } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import { type FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ServiceMode } from '@secureconnect/contracts';
import { useGatewayFilter } from '@secureconnect/resilience';
import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';
import { RequestAddresses } from '../addresses/request-addresses';
import { type PlatformValues } from '../config/platform.settings';
import { ErrorFilter } from '../errors/error.filter';
import { ModeSource } from '../health/mode-source';
import { allowOrigins } from '../http/allow-origins';
import { DoorKeeper } from '../http/door-keeper';
import { createHttpServer } from '../http/fastify.factory';
import { limitRequestTime } from '../http/request-deadline';
import { observeRequests } from '../http/request-hooks';
import { RouteTable } from '../http/route-table';
import { addSecurityHeaders } from '../http/security-headers';
import { createValidationPipe } from '../http/validation.pipe';
import { NestLogger } from '../logging/nest-logger.service';
import { HttpMetrics } from '../metrics/http-metrics.service';
import { serveDocs } from '../openapi/serve-docs';
import { Drain } from '../shutdown/drain.service';
import { SocketServerAdapter } from '../sockets/socket-server.adapter';
import { PlatformModule } from './platform.module';
import { type ServiceDefinition } from './service-definition';

/** Assembles a service, ready to listen. */
export async function createApplication(
  service: ServiceDefinition,
  values: PlatformValues,
  logger: Logger,
): Promise<NestFastifyApplication> {
  let mode: () => ServiceMode = () => 'degraded';
  const keeper = service.door && new DoorKeeper();
  const { adapter, fastify } = createHttpServer({
    trustedProxies: values.TRUSTED_PROXIES,
    requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    requestsPerConnection: values.REQUESTS_PER_CONNECTION,
    mode: () => mode(),
    keeper,
    streams: service.streams,
  });
  const routes = new RouteTable(fastify);
  const app = await assemble(PlatformModule.around(service, values, logger), adapter, logger);
  const modes = app.get(ModeSource);
  mode = () => modes.mode;
  const filter = new ErrorFilter(modes, routes);
  app.useGlobalFilters(filter);
  // Nest's global filters do not reach sockets.
  useGatewayFilter(app.get(DiscoveryService, { strict: false }), filter);
  await addCommonStack(app, fastify, values, { logger, isEdge: keeper !== undefined });
  const Sockets = service.sockets ?? SocketServerAdapter;
  app.useWebSocketAdapter(new Sockets(app, values.CORS_ORIGINS, app.get(RequestAddresses)));
  openDoor(app, service, keeper);
  return app;
}

const assemble = (module: DynamicModule, adapter: FastifyAdapter, logger: Logger) =>
  NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: false,
  });

/** The service's own door, where it has one, and the document of all that is served. */
function openDoor(
  app: NestFastifyApplication,
  service: ServiceDefinition,
  keeper: DoorKeeper | undefined,
): void {
  const door = service.door && app.get(service.door, { strict: false });
  if (door) keeper?.open(door, app.get(Drain));
  serveDocs(app, door?.routes);
}

async function addCommonStack(
  app: NestFastifyApplication,
  fastify: FastifyInstance,
  values: PlatformValues,
  observed: { readonly logger: Logger; readonly isEdge: boolean },
): Promise<void> {
  const addresses = app.get(RequestAddresses);
  const [metrics, drain] = [app.get(HttpMetrics), app.get(Drain)];
  observeRequests(fastify, { ...observed, metrics, drain, addresses });
  addSecurityHeaders(fastify);
  const modes = app.get(ModeSource);
  limitRequestTime(fastify, values.REQUEST_TIMEOUT_MS, () => modes.mode);
  await allowOrigins(fastify, values.CORS_ORIGINS);
  app.useGlobalPipes(createValidationPipe());
}
