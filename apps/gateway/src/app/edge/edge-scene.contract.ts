import { type DynamicModule, type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  classifyDatabaseError,
  DatabaseHealth,
  DatabaseModule,
  Drain,
  type MigrationClass,
  ModeSource,
  newId,
  ProblemError,
  ServiceIdentity,
  SETTINGS,
  Transactions,
} from '@secureconnect/platform';
import { ResilientRedisModule } from '@secureconnect/redis';
import { RedisBreakers, RedisHealthService } from '@secureconnect/resilience';
import {
  CreateRevocations1763720000000,
  ReadRevocations1763720000000,
  type RevocationEntry,
  RevocationStore,
  RevocationStoreModule,
} from '@secureconnect/revocation-store';
import { startPostgres, startRedis, until } from '@secureconnect/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { EdgeAuthenticator } from './edge-authenticator';
import { EdgeModule } from './edge.module';

const isForeign = (error: unknown): boolean =>
  error instanceof ProblemError || classifyDatabaseError(error) !== undefined;

/** Whoever signs tokens as auth does, and publishes the key. */
async function startSigner() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'of-auth', alg: 'ES256', use: 'sig' };
  const server = createServer((_request, reply) => reply.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const sign = (claims: { sub: string; sid: string; jti: string }): Promise<string> => {
    const iat = Math.floor(Date.now() / 1_000);
    const rest = { iat, iat_ms: iat * 1_000, exp: iat + 900, auth_time: iat, role: 'user', amr: ['pwd'] };
    const whence = { iss: 'secureconnect', aud: 'secureconnect' };
    const head = { alg: 'ES256', typ: 'at+jwt', kid: jwk.kid };
    return new SignJWT({ ...rest, ...whence, ...claims }).setProtectedHeader(head).sign(privateKey);
  };
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { sign, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What the platform gives every module of a service. */
function platform(service: string, values: object): DynamicModule {
  @Module({})
  class PlatformStandIn {}
  const modes = {
    provide: ModeSource,
    useFactory: (health: RedisHealthService, breakers: RedisBreakers) => new ModeSource(health, breakers),
    inject: [RedisHealthService, RedisBreakers],
  };
  const identity = { provide: ServiceIdentity, useValue: new ServiceIdentity(service, 'spec') };
  const providers = [{ provide: SETTINGS, useValue: values }, modes, identity, Drain];
  return { module: PlatformStandIn, global: true, providers, exports: providers };
}

/** Real servers, auth as far as it signs and revokes, and the edge as the gateway has it. */
export async function startEdge() {
  Logger.overrideLogger(false);
  const [postgres, redis, signer] = await Promise.all([startPostgres(), startRedis(), startSigner()]);
  const running: INestApplicationContext[] = [];
  const begin = async (
    service: string,
    migration: MigrationClass,
    own: DynamicModule | (new () => object),
  ) => {
    const options = {
      service,
      url: postgres.url,
      migrations: [migration],
      entities: [],
      migrateOnStart: true,
    };
    const bounds = { poolSize: 5, connectTimeoutMs: 1_000, statementTimeoutMs: 1_000 };
    const resilient = ResilientRedisModule.forRoot({
      name: service,
      redis: { url: redis.url },
      health: { calmMs: 1, intervalMs: 500 },
      failover: { isPostgresOutage: (error) => classifyDatabaseError(error) !== undefined },
      resilience: { isForeign },
      metrics: new Registry(),
    });
    const surroundings = platform(service, {
      AUTH_URL: ['http://127.0.0.1:1', signer.url],
      OPERATOR_TOKEN: '',
    });
    @Module({ imports: [surroundings, DatabaseModule.forRoot({ ...options, ...bounds }), resilient, own] })
    class SceneModule {}
    const app = await NestFactory.createApplicationContext(SceneModule, {
      logger: false,
      abortOnError: false,
    });
    running.push(app);
    await until('the schema', () => app.get(DatabaseHealth).ready, { timeout: 20_000 });
    return app;
  };
  const auth = await begin('auth', CreateRevocations1763720000000, RevocationStoreModule.forRoot());
  const gateway = await begin('gateway', ReadRevocations1763720000000, EdgeModule);
  const revoke = (entry: RevocationEntry): Promise<void> =>
    auth.get(Transactions).run((within) => auth.get(RevocationStore).revoke([entry], within));
  const token = async () => {
    const claims = { sub: newId(), sid: newId(), jti: newId() };
    return { claims, text: await signer.sign(claims) };
  };
  const close = async (): Promise<void> => {
    await Promise.all(running.map((app) => app.close()));
    signer.close();
    await Promise.all([postgres.close(), redis.close()]);
  };
  return { postgres, redis, revoke, token, close, edge: gateway.get(EdgeAuthenticator) };
}
