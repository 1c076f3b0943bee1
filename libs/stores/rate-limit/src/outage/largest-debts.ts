import { type MemoryLimiter } from '../memory/memory-limiter';
import { type ToldDebt } from './debt-message';

/** The largest debts known here, by the part of its bound that each is; so many at most. */
export function largestDebts({ table, now }: MemoryLimiter, most: number): readonly ToldDebt[] {
  const moment = now();
  const parts: number[] = [];
  for (const { counted, debt } of table.indebted(moment)) parts.push(debt / counted.boundMs);
  const least = parts.length > most ? (Float64Array.from(parts).sort().at(-most) as number) : 0;
  const largest: ToldDebt[] = [];
  for (const { counted, subject, debt } of table.indebted(moment)) {
    if (debt / counted.boundMs < least) continue;
    if (largest.push([counted.policy.name, subject, debt]) === most) break;
  }
  return largest;
}
