import { Secret, TOTP } from 'otpauth';

const periodSeconds = 30;
const shape = { issuer: 'SecureConnect', algorithm: 'SHA1', digits: 6, period: periodSeconds } as const;

const totpOf = (secret: Buffer, label = ''): TOTP =>
  new TOTP({ ...shape, label, secret: new Secret({ buffer: Uint8Array.from(secret).buffer }) });

/** A new secret of 160 bits, as RFC 4226 recommends. */
export const newTotpSecret = (): Buffer => Buffer.from(new Secret({ size: 20 }).buffer);

/** What an authenticator app is told: the secret to type, and the address to scan. */
export function totpDisplay(secret: Buffer, label: string): { secret: string; otpauthUri: string } {
  const totp = totpOf(secret, label);
  return { secret: totp.secret.base32, otpauthUri: totp.toString() };
}

/** The step of time a code belongs to, the present one or one beside it; undefined where it is none of them. */
export function totpStep(secret: Buffer, code: string, atMs: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: atMs, window: 1 });
  return delta === null ? undefined : Math.floor(atMs / 1_000 / periodSeconds) + delta;
}
