/** A command that Redis would have refused, in Redis's own words; it changed nothing. */
export class CacheCommandError extends Error {
  override readonly name: string = 'CacheCommandError';
  /** The first word of the text, as clients of Redis branch on it: ERR, WRONGTYPE, OOM. */
  readonly code: string;

  constructor(text: string) {
    super(text);
    this.code = text.slice(0, text.indexOf(' '));
  }

  /** The key holds a hash where a string is asked for, or the other way round. */
  static wrongType(): CacheCommandError {
    return new CacheCommandError('WRONGTYPE Operation against a key holding the wrong kind of value');
  }

  /** What should be a whole number of 64 bits is not. */
  static notAnInteger(): CacheCommandError {
    return new CacheCommandError('ERR value is not an integer or out of range');
  }

  /** Nothing to work on, or a field without its value. */
  static wrongNumberOfArguments(command: string): CacheCommandError {
    return new CacheCommandError(`ERR wrong number of arguments for '${command}' command`);
  }

  /** A time to live that Redis would not take. */
  static invalidExpireTime(command: string): CacheCommandError {
    return new CacheCommandError(`ERR invalid expire time in '${command}' command`);
  }
}
