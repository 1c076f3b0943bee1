import { type KeyObject, createPublicKey, sign, verify } from 'node:crypto';
import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MultiLayerCache, MultiLayerCacheModule } from '@secureconnect/cache';
import { type RedisOptions, ResilientRedisModule } from '@secureconnect/redis';
import { Transactions } from '@secureconnect/platform';
import { until } from '@secureconnect/testing';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { PostgresAuditLog } from '../audit/postgres-audit-log.adapter';
import { KeyRotation } from './key-rotation.service';
import { KeySealer } from './key-sealer';
import { type Jwks, PublishedKeys } from './published-keys.service';
import { SigningKeyRecord } from './signing-key-record.adapter';
import { type SigningKeyValues } from './signing-key.settings';
import { type SigningKey, SigningKeys } from './signing-keys.service';

/** What an instance of these specs is set to unless one says otherwise. */
export const keyValues = {
  SIGNING_KEY_LIFE_SECONDS: 1_000,
  SIGNING_KEY_LEAD_SECONDS: 100,
  SIGNING_KEY_KEPT_SECONDS: 500,
} as SigningKeyValues;

/** One instance: what the module makes, with real servers behind it. */
export interface KeyInstance {
  readonly rotation: KeyRotation;
  readonly published: PublishedKeys;
  readonly sealer: KeySealer;
  readonly record: SigningKeyRecord;
  /** What a process holds that has just asked for the first time. */
  signer(): SigningKeys;
  close(): Promise<void>;
}

/** Starts one whose private keys are sealed with such secrets. */
export async function startKeyInstance(
  source: DataSource,
  redis: RedisOptions,
  sealer = new KeySealer('a secret of this spec'),
  fallbackEnabled = true,
): Promise<KeyInstance> {
  Logger.overrideLogger(false);
  const health = { calmMs: 1 }; // Lost and found again within one test is no flapping.
  const resilience = { fallbackEnabled };
  const resilient = { name: 'keys', redis, health, resilience, metrics: new Registry() };
  @Module({ imports: [ResilientRedisModule.forRoot(resilient), MultiLayerCacheModule.forRoot()] })
  class InstanceModule {}
  const app: INestApplicationContext = await NestFactory.createApplicationContext(InstanceModule, {
    logger: false,
  });
  const cache = app.get(MultiLayerCache);
  await until('the log to be followed', async () => (await cache.healthCheck()).isCurrent);
  const record = new SigningKeyRecord(source, new Transactions(source), keyValues);
  const rotation = new KeyRotation(record, sealer, cache, new PostgresAuditLog(), keyValues);
  const published = new PublishedKeys(record, rotation, cache);
  const signer = () => new SigningKeys(record, rotation, sealer, published);
  return { rotation, published, sealer, record, signer, close: () => app.close() };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** The two halves that RFC 7518 wants, not the DER that OpenSSL makes unless asked. */
const es256 = <K extends KeyObject>(key: K) => ({ key, dsaEncoding: 'ieee-p1363' as const });

/** A token as the auth service will make them. */
export function tokenOf({ kid, privateKey }: SigningKey): string {
  const text = `${part({ alg: 'ES256', typ: 'at+jwt', kid })}.${part({ sub: 'ada' })}`;
  return `${text}.${sign('sha256', Buffer.from(text), es256(privateKey)).toString('base64url')}`;
}

/** Whether one who has nothing but the JWKS accepts a token. */
export function isAccepted(token: string, { keys }: Jwks): boolean {
  const [head = '', body = '', signature = ''] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
  const jwk = keys.find((key) => key.kid === kid);
  if (!jwk) return false;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  return verify('sha256', Buffer.from(`${head}.${body}`), es256(key), Buffer.from(signature, 'base64url'));
}
