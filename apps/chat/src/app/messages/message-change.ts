import { type ChatLastingEvents } from '@secureconnect/contracts';
import { prepared } from '@secureconnect/platform';
import { columnsOf } from './message-row';

/** A statement that may change a message, and how those who see the message are told where it did. */
export interface MessageChange<Outcome extends string> {
  readonly event: Extract<keyof ChatLastingEvents, `message.${string}`>;
  readonly text: string;
  /** What it may come to; only the compiler looks. */
  readonly outcome?: Outcome;
}

/** From a function of SQL that gives outcome, changed, signs and version. */
export const messageChange = <Outcome extends string>(
  event: MessageChange<Outcome>['event'],
  call: string,
): MessageChange<Outcome> => ({
  event,
  text: prepared(`SELECT f.outcome, f.version, ${columnsOf('(f.changed)', 'f.signs')} FROM ${call} f`),
});
