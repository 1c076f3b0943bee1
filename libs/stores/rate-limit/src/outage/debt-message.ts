/** One subject's debt as it is told: the policy's name, the subject, and how many ms. */
export type ToldDebt = readonly [policy: string, subject: string, debtMs: number];

/** What instances say to each other, each with the sender's id. A later `turn` of one sender holds over an earlier one. */
export type DebtMessage = { readonly from: string } &
  /** What the sender has last seen; `to` those who asked, or everybody. */
  (
    | { readonly kind: 'debts'; readonly to?: readonly string[]; readonly debts: readonly ToldDebt[] }
    /** The sender counts apart from Redis. `wants`: to hear that this was heard; or, of one that knows nobody yet, all debts. */
    | {
        readonly kind: 'apart';
        readonly turn: number;
        readonly wants?: 'word' | 'debts';
        readonly debts: readonly ToldDebt[];
      }
    /** The sender counts in Redis again. */
    | { readonly kind: 'back'; readonly turn: number }
    /** Nothing the sender asks of Redis from now on is asked without regard to those who were apart at those turns. */
    | {
        readonly kind: 'heard';
        readonly turns: Readonly<Record<string, number>>;
        readonly debts: readonly ToldDebt[];
      }
    /** The sender does not know who is apart; a new one in an outage knows of no debts either. */
    | { readonly kind: 'asks'; readonly isNew: boolean }
    /** A subject's debt is forgiven. */
    | { readonly kind: 'forgiven'; readonly policy: string; readonly subject: string }
  );

/** What was said; undefined for what nobody here understands. */
export function decodeMessage(payload: string): DebtMessage | undefined {
  try {
    const message = JSON.parse(payload) as DebtMessage | null;
    return typeof message?.from === 'string' ? message : undefined;
  } catch {
    return undefined; // Not ours: the channel's name is known to everybody.
  }
}

export const encodeMessage = (message: DebtMessage): string => JSON.stringify(message);

/** Whether it is a debt that can be remembered. */
export const isToldDebt = (told: unknown): told is ToldDebt =>
  Array.isArray(told) &&
  typeof told[0] === 'string' &&
  typeof told[1] === 'string' &&
  Number.isFinite(told[2]) &&
  told[2] > 0;
