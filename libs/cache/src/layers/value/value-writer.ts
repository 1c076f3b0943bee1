/** The field that says that an object stands for something else. */
export const mark = '$';

/** Makes of any value one that JSON can show. */
export class ValueWriter {
  /** Whether anything had to be marked, so that reading it back takes more than JSON. */
  isMarked = false;

  write(value: unknown): unknown {
    if (typeof value === 'object') return value === null ? null : this.object(value);
    if (typeof value === 'number') return this.number(value);
    if (typeof value === 'bigint') return this.marked('bigint', String(value));
    return value === undefined ? this.marked('undefined', 0) : value;
  }

  private number(value: number): unknown {
    if (Object.is(value, -0)) return this.marked('number', '-0');
    return Number.isFinite(value) ? value : this.marked('number', String(value));
  }

  private object(value: object): unknown {
    if (Array.isArray(value)) return value.map((each) => this.write(each));
    if (value instanceof Date) return this.marked('date', value.getTime());
    if (value instanceof Map)
      return this.marked('map', this.write([...value].flatMap(([key, each]) => [key, each])));
    if (value instanceof Set) return this.marked('set', this.write([...value]));
    if (Buffer.isBuffer(value)) return this.marked('buffer', value.toString('base64'));
    if (value instanceof Uint8Array) return this.marked('bytes', Buffer.from(value).toString('base64'));
    const { toJSON } = value as { toJSON?: unknown };
    return typeof toJSON === 'function' ? this.write(toJSON.call(value)) : this.fields(value);
  }

  private fields(value: object): unknown {
    const pairs = Object.entries(value).filter(([, each]) => each !== undefined);
    // An object that looks like a mark of ours must not be read as one.
    if (Object.hasOwn(value, mark))
      return this.marked('object', this.write(pairs.flatMap(([name, each]) => [name, each])));
    return Object.fromEntries(pairs.map(([name, each]) => [name, this.write(each)]));
  }

  private marked(as: string, value: unknown): unknown {
    this.isMarked = true;
    return { [mark]: as, v: value };
  }
}
