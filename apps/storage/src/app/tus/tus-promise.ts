import { TusRefusedError } from './tus-refused.error';

/** What the headers of a creation promise. */
export interface TusPromise {
  readonly name: string;
  readonly size: number;
  readonly declaredType?: string;
  readonly sha256?: Buffer;
}

const wholeNumber = /^\d{1,15}$/;
const hexDigest = /^[0-9a-f]{64}$/i;

/** Reads the size and the metadata of a creation: `filename` or `name`, `filetype` or `mime`, `sha256` in hex. */
export function tusPromise(
  length: string | null,
  metadata: Readonly<Record<string, string | null>>,
): TusPromise {
  if (length === null || !wholeNumber.test(length)) throw new TusRefusedError('upload_length_needed');
  const digest = metadata['sha256'] ?? undefined;
  if (digest !== undefined && !hexDigest.test(digest)) throw new TusRefusedError('malformed_digest');
  const declaredType = metadata['filetype'] ?? metadata['mime'] ?? undefined;
  return {
    name: metadata['filename'] ?? metadata['name'] ?? 'unnamed',
    size: Number(length),
    ...(declaredType !== undefined && { declaredType }),
    ...(digest !== undefined && { sha256: Buffer.from(digest, 'hex') }),
  };
}
