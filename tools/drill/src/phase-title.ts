import { type Fault } from './faults/fault';
import { type Phase } from './phase';

const titles = { before: 'With Redis', after: 'With Redis again' } as const;

/** The head of a part that tells of a phase. */
export const phaseTitle = (phase: Phase, { during }: Pick<Fault, 'during'>): string =>
  phase === 'during' ? during : titles[phase];
