import { RedisOperationError } from '../gate/redis-operation.error';
import { MergeContendedError } from './merge-contended.error';

/** So many characters of states go in one round trip, so that it ends within its deadline. */
const maxPartLength = 1024 * 1024;

/** Cuts what is to be sent where it grows large; a part ends with the entry that reaches the bound. */
export function partsOf<E extends { readonly text: string }>(
  entries: readonly E[],
): readonly (readonly E[])[] {
  const parts: E[][] = [];
  let length = maxPartLength;
  for (const entry of entries) {
    if (length >= maxPartLength) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(entry);
    length += entry.text.length;
  }
  return parts;
}

/**
 * Does the work on all entries together, or, where that fails by what they are (a reply too large, a script that cannot
 * take one of them), on halves, down to the one at fault, which `blame` makes an error of.
 */
export async function inHalves<E, R>(
  entries: readonly E[],
  work: (part: readonly E[]) => Promise<readonly R[]>,
  blame: (entry: E, error: unknown) => unknown,
): Promise<readonly R[]> {
  try {
    return await work(entries);
  } catch (error) {
    const [first] = entries;
    if (first === undefined || error instanceof RedisOperationError || error instanceof MergeContendedError)
      throw error;
    if (entries.length === 1) throw blame(first, error);
    const middle = entries.length >> 1;
    const one = await inHalves(entries.slice(0, middle), work, blame);
    return [...one, ...(await inHalves(entries.slice(middle), work, blame))];
  }
}
