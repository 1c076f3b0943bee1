/** The database the path of an address names; undefined if it names none. Throws what completes "REDIS_URL must …". */
export function databaseOf(address: string): number | undefined {
  const path = new URL(address).pathname.slice(1);
  if (path === '') return undefined;
  if (!isDatabase(Number(path)) || !/^\d+$/.test(path))
    throw new Error('end with the number of a database or with none, as in redis://host:6379/5');
  return Number(path);
}

/** Whether Redis could have such a database; asked for any other, a client would talk to the first one. */
export const isDatabase = (db: number): boolean => Number.isInteger(db) && db >= 0 && db < 2 ** 31;
