import { type Check } from './check';

/** As one answer: whether all that is asked for at the end was there before Redis was given back, too. */
export function judgeMeanwhile(kept: readonly Check[]): Check {
  const asks = 'All of that was so before Redis was given back, too';
  const lost = kept.filter(({ held }) => !held).map(({ asks: which, said }) => `${which}: ${said}`);
  if (lost.length > 0) return { asks, held: false, said: lost.join('; ') };
  return { asks, held: kept.length > 0, said: [...new Set(kept.map(({ said }) => said))].join(', ') };
}
