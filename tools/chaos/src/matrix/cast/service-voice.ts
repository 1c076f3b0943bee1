import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type PostgresServer } from '@secureconnect/testing';
import { type StormService } from '../../system/storm-system';

const publishSql = `
  INSERT INTO service_keys.published (kid, service, public_key, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** As long as any token of a service lives. */
const lifeSeconds = 60;

/** One more process of a service, which does nothing but ask the others: its key is published as that of any. */
export class ServiceVoice {
  private readonly kid = randomBytes(16).toString('base64url');

  private constructor(
    private readonly service: StormService,
    private readonly key: KeyObject,
  ) {}

  static async of(service: StormService, postgres: PostgresServer): Promise<ServiceVoice> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const voice = new ServiceVoice(service, privateKey);
    await postgres.sql(publishSql, [voice.kid, service, publicKey.export({ format: 'jwk' }).x]);
    return voice;
  }

  /** What it shows to another service. */
  headersFor(audience: StormService): Record<string, string> {
    const iat = Math.floor(Date.now() / 1_000);
    const head = encoded({ alg: 'EdDSA', typ: 'service+jwt', kid: this.kid });
    const text = `${head}.${encoded({ iss: this.service, aud: audience, iat, exp: iat + lifeSeconds })}`;
    return { 'x-service-token': `${text}.${sign(null, Buffer.from(text), this.key).toString('base64url')}` };
  }
}
