import { createHash } from 'node:crypto';
import { encodeWords } from '../connection/encode-command';
import { fencedLua, plainLua } from './script-lua';

/** The values of a script's named parts; all of them and no others. */
export type Named<Names extends readonly string[], Value> = { readonly [Name in Names[number]]: Value };

/** What a script may be given as an argument. */
export type ScriptArgument = string | number;

/** What a script is made of; its Lua names keys and arguments as declared here. */
export interface ScriptDeclaration<
  Keys extends readonly string[],
  Args extends readonly string[],
  Rest extends string,
  Result,
> {
  readonly name: string;
  readonly keys: Keys;
  readonly args?: Args;
  /** Name of a Lua table with as many further arguments as are given. */
  readonly rest?: Rest;
  /** False: Redis refuses it if it writes after all, and it may be asked again. */
  readonly writes?: boolean;
  readonly lua: string;
  /** Makes the result of the reply. */
  readonly reply: (reply: unknown) => Result;
}

/** A script that can be run; made by `defineScript`. */
export interface RedisScript<
  Keys extends readonly string[] = readonly string[],
  Args extends readonly string[] = readonly string[],
  Rest extends string = string,
  Result = unknown,
> {
  readonly name: string;
  readonly keys: Keys;
  readonly args: Args;
  readonly rest: Rest | undefined;
  readonly writes: boolean;
  readonly lua: string;
  readonly sha: string;
  /** The first words of a call by its hash, as they stand on the wire. */
  readonly byHash: string;
  readonly reply: (reply: unknown) => Result;
}

/** Declares a Lua script whose keys and arguments have names; which are missing or too many is a compile error. */
export function defineScript<
  const Keys extends readonly string[],
  Result,
  const Args extends readonly string[] = [],
  const Rest extends string = never,
>(declaration: ScriptDeclaration<Keys, Args, Rest, Result>): RedisScript<Keys, Args, Rest, Result> {
  const { name, keys, rest, writes = true, reply } = declaration;
  const args = declaration.args ?? ([] as unknown as Args);
  const parts = { keys, args, rest, lua: declaration.lua };
  for (const part of [...keys, ...args, ...(rest === undefined ? [] : [rest])])
    if (!/^[a-z][A-Za-z0-9]*$/.test(part)) throw new Error(`${name}: ${part} cannot be a name in Lua`);
  const lua = writes ? fencedLua(parts) : plainLua(parts);
  const sha = createHash('sha1').update(lua).digest('hex');
  const byHash = encodeWords([writes ? 'EVALSHA' : 'EVALSHA_RO', sha]);
  return { name, keys, args, rest, writes, lua, sha, byHash, reply };
}
