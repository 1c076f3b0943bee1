import { type DatabaseOptions } from './database.options';
export async function runMigrations(
  _options: DatabaseOptions,
): Promise<{ applied: string[]; schema: string }> {
  throw new Error('shim');
}
