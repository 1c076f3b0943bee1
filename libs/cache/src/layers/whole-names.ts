import { HalfCharacterError } from './half-character.error';

const half = /\p{Surrogate}/u;

/** False for what UTF-8 cannot say: Redis would have it under a name that others share. */
export const isWhole = (name: string): boolean => !half.test(name);

/** Throws for a key that is not whole. */
export function requireWholeKey(key: string): void {
  if (!isWhole(key)) throw new HalfCharacterError('key', key);
}

/** Throws for a tag that is not whole. */
export function requireWholeTags(tags: readonly string[] = []): void {
  for (const tag of tags) if (!isWhole(tag)) throw new HalfCharacterError('tag', tag);
}
