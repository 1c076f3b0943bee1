/**
 * The most bytes that one event of a client may have on the wire, and one body of who polls. A text of 16,384 characters
 * has up to 196,608, where a client writes each of them as two escaped surrogates.
 */
export const mostEventBytes = 262_144;
