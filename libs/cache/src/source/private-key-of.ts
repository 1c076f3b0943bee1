import { createHmac } from 'node:crypto';
import { type KeyNaming } from './cached-source.options';

/**
 * Writes a key down as its HMAC, so that who sees Redis or a log sees no address; who has a list of addresses to try
 * still needs the secret, and one address has another text in each source.
 */
export function privateKeyOf(secret: string): KeyNaming<string> {
  if (secret === '')
    throw new TypeError('privateKeyOf needs a secret: without one, whoever guesses a key can check.');
  return (key, source) => createHmac('sha256', secret).update(`${source}\0${key}`).digest('base64url');
}
