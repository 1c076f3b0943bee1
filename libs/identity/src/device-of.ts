import { type Caller } from './caller';

/** A session is a device; all tokens of a person without a session are one, for the next of them is another. */
export const deviceOf = ({ sessionId }: Pick<Caller, 'sessionId'>): string => sessionId ?? 'without-session';
