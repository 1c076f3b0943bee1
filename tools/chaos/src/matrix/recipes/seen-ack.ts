import { errorCodes } from '@secureconnect/contracts';
import { type SeenAnswer } from './asked';

const statuses: Readonly<Record<string, { readonly status: number } | undefined>> = errorCodes;
/** Of what no registry knows. */
const unknownStatus = 422;

/** What an acknowledgement says, as HTTP would have said it: its code has a status there. */
export function seenAck(ack: Readonly<Record<string, unknown>>, ms: number): SeenAnswer {
  const error = ack['error'] as Record<string, unknown> | undefined;
  const marks = (ack['degraded'] ?? []) as readonly string[];
  const retryAfter = error === undefined ? undefined : 'acknowledged';
  const refused = statuses[String(error?.['code'])]?.status ?? unknownStatus;
  const mode = ack['mode'] as string | undefined;
  return { status: error ? refused : 200, mode, marks, retryAfter, body: error ?? ack, ms };
}
