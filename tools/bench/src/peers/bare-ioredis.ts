// eslint-disable-next-line no-restricted-imports -- a peer is measured as its users have it
import { Redis } from 'ioredis';

/** A client as anybody makes one, with nothing of ours; ends when told. */
export function bareIoredis(url: string): Redis {
  return new Redis(url);
}
