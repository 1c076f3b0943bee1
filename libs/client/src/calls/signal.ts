import { type CallServerEvents } from '@secureconnect/contracts';

/** What another participant says to connect. */
export const signalEvents = ['offer', 'answer', 'candidates', 'candidates.end', 'ice.restart'] as const;

/** One of those, by its name. */
export type SignalName = (typeof signalEvents)[number];

/** One of those, as it came. */
export type Signal = {
  [Name in SignalName]: { readonly event: Name; readonly data: Parameters<CallServerEvents[Name]>[0] };
}[SignalName];

const placeOf = (signalId: string) => signalId.split('.').map(Number);

/** Whether a signal's id says that it is after another: by the leg, then by the number on it. */
export function isAfter(signalId: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  const [leg = 0, number = 0] = placeOf(signalId);
  const [otherLeg = 0, otherNumber = 0] = placeOf(other);
  return leg === otherLeg ? number > otherNumber : leg > otherLeg;
}
