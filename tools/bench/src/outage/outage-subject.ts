/** What a call gave, and whether Redis gave it. */
export interface Answer {
  readonly value: unknown;
  readonly fromRedis: boolean;
}

/** Something that answers with the help of Redis. */
export interface OutageSubject {
  ask(key: string): Promise<Answer>;
}

/** Connects to a Redis and puts there what its users would have put there. */
export type StartSubject = (redis: { readonly url: string; readonly port: number }) => Promise<OutageSubject>;

/** The keys that are asked for. */
export const outageKeys: readonly string[] = Array.from({ length: 10 }, (_, index) => `key-${index}`);

/** The one right answer. */
export const rightValue = (key: string): string => `the value of ${key}`;
