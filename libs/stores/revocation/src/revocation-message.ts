import { type NumberedRevocation, type RevocationRange } from './numbered-revocation';
import { type RevocationKind } from './revocation.store';

/** Where revocations are told, over PostgreSQL and over Redis. */
export const revocationChannel = 'revocations';

/** A larger range is told by its numbers alone, and read by whoever hears of it. */
const mostTold = 500;

type Told = [kind: RevocationKind, subject: string, issuedBefore: number, expiresAt: number];

const shape = ['string', 'string', 'number', 'number'];

/** A range as it is told. */
export function encodeRange({ from, to, entries }: RevocationRange): string {
  const told =
    entries === undefined || entries.length > mostTold || entries.length !== to - from + 1
      ? undefined
      : entries.map(({ kind, subject, issuedBefore, expiresAt }): Told => [
          kind,
          subject,
          issuedBefore,
          expiresAt,
        ]);
  return JSON.stringify({ from, to, told });
}

/** What was told; undefined for what nobody here understands. */
export function decodeRange(message: string): RevocationRange | undefined {
  const { from, to, told } = parsed(message);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return undefined;
  if (told !== undefined && !areTold(told)) return undefined;
  return { from: from as number, to: to as number, entries: told && entriesOf(from as number, told) };
}

const areTold = (told: unknown): told is Told[] =>
  Array.isArray(told) &&
  told.every(
    (one: unknown) =>
      Array.isArray(one) && one.length === shape.length && shape.every((type, at) => typeof one[at] === type),
  );

function entriesOf(from: number, told: readonly Told[]): readonly NumberedRevocation[] {
  return told.map(([kind, subject, issuedBefore, expiresAt], at) => ({
    seq: from + at,
    kind,
    subject,
    issuedBefore,
    expiresAt,
  }));
}

function parsed(message: string): { from?: unknown; to?: unknown; told?: unknown } {
  try {
    return (JSON.parse(message) as object | null) ?? {};
  } catch {
    return {}; // Not ours: the channel's name is known to everybody.
  }
}
