/** The reply of a script that counts. */
export const toNumber = (reply: unknown): number => Number(reply);

/** The reply of a script that says yes (1) or no (0, nil). */
export const toBoolean = (reply: unknown): boolean => Number(reply ?? 0) === 1;

/** The reply of a script that has text or nothing. */
export const toText = (reply: unknown): string | null => (reply === null ? null : String(reply));

/** The reply of a script that has nothing to say. */
export const toNothing = (): void => undefined;
