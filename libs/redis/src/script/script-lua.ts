/** The declared parts of a script. */
export interface ScriptParts {
  readonly keys: readonly string[];
  readonly args: readonly string[];
  readonly rest: string | undefined;
  readonly lua: string;
}

/** The word by which a script says that it came too late. */
export const lateWord = 'LATE';

/** The script with its names, and nothing more. */
export function plainLua(parts: ScriptParts): string {
  return `${names(parts, 0)}\n${parts.lua.trim()}`;
}

/**
 * The script behind its fence. ARGV[1] is the last moment, in the server's own microseconds, at which it may be
 * applied; ARGV[2] how long, in milliseconds, its result is kept under the last key, where one is given beyond the
 * script's own. TIME is asked before anything is written, so the script's effects and its refusal exclude each other.
 */
export function fencedLua(parts: ScriptParts): string {
  const once = parts.keys.length + 1;
  return `
local kept = KEYS[${once}] and redis.call('GET', KEYS[${once}])
if kept then return cmsgpack.unpack(kept) end
local time = redis.call('TIME')
if time[1] * 1000000 + time[2] > tonumber(ARGV[1]) then
  return redis.error_reply('${lateWord} the write came after its deadline')
end
local function run()
${names(parts, 2)}
${parts.lua.trim()}
end
local result = run()
if KEYS[${once}] and not (type(result) == 'table' and result.err) then
  redis.call('SET', KEYS[${once}], cmsgpack.pack(result), 'PX', ARGV[2])
end
return result`.trim();
}

function names({ keys, args, rest }: ScriptParts, skipped: number): string {
  const lines = [
    ...keys.map((name, index) => `local ${name} = KEYS[${index + 1}]`),
    ...args.map((name, index) => `local ${name} = ARGV[${skipped + index + 1}]`),
  ];
  const from = skipped + args.length + 1;
  if (rest !== undefined)
    lines.push(`local ${rest} = {}`, `for i = ${from}, #ARGV do ${rest}[#${rest} + 1] = ARGV[i] end`);
  return lines.join('\n');
}
