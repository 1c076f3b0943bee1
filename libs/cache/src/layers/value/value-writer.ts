import { bytesOf, typedArrays } from './typed-arrays';
import { ValuePath } from './value-path';

/** The field that says that an object stands for something else. */
export const mark = '$';

const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

/** Makes of any value one that JSON can show; throws UncacheableValueError for what would not come back. */
export class ValueWriter {
  /** Whether anything had to be marked, so that reading it back takes more than JSON. */
  isMarked = false;
  private readonly path = new ValuePath();

  write(value: unknown): unknown {
    switch (typeof value) {
      case 'object':
        return value === null ? null : this.path.within(value, () => this.object(value));
      case 'number':
        return this.number(value);
      case 'bigint':
        return this.marked('bigint', String(value));
      case 'undefined':
        return this.marked('undefined', 0);
      case 'function':
      case 'symbol':
        throw this.path.refuse(`a ${typeof value}`);
      case 'string':
      case 'boolean':
        return value;
    }
  }

  private number(value: number): unknown {
    if (Object.is(value, -0)) return this.marked('number', '-0');
    return Number.isFinite(value) ? value : this.marked('number', String(value));
  }

  private object(value: object): unknown {
    if (Array.isArray(value)) return this.list(value);
    if (value instanceof Date) return this.marked('date', value.getTime());
    if (value instanceof Map) return this.marked('map', this.list([...value].flat()));
    if (value instanceof Set) return this.marked('set', this.list([...value]));
    if (ArrayBuffer.isView(value)) return this.view(value);
    if (value instanceof ArrayBuffer) return this.marked('memory', bytesOf(new Uint8Array(value)));
    if (value instanceof RegExp) return this.marked('regexp', [value.source, value.flags]);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.write(toJSON.call(value));
    if (value instanceof Error) return this.error(value);
    return this.other(value);
  }

  /** A hole in a list comes back as `undefined`. */
  private list(values: readonly unknown[]): unknown[] {
    return Array.from(values, (each, at) => this.path.at(`[${at}]`, () => this.write(each)));
  }

  private view(value: ArrayBufferView): unknown {
    if (Buffer.isBuffer(value)) return this.marked('buffer', bytesOf(value));
    const kind = kindOf(value);
    if (kind === 'Uint8Array') return this.marked('bytes', bytesOf(value));
    if (Object.hasOwn(typedArrays, kind)) return this.marked('numbers', [kind, bytesOf(value)]);
    throw this.path.refuse(`a ${kind}`);
  }

  private error(value: Error): unknown {
    const { name, message, cause } = value;
    const fields = cause === undefined ? { ...value } : { ...value, cause };
    return this.marked('error', [name, message, this.fields(fields)]);
  }

  /** Wrapped numbers and texts come back unwrapped, instances of a class as plain objects, as with JSON. */
  private other(value: object): unknown {
    const kind = kindOf(value);
    if (kind === 'Number' || kind === 'String' || kind === 'Boolean') return this.write(value.valueOf());
    if (kind !== 'Object') throw this.path.refuse(`a ${kind}`);
    return this.fields(value);
  }

  private fields(value: object): unknown {
    if (Object.getOwnPropertySymbols(value).length > 0) throw this.path.refuse('a field named by a symbol');
    const shown = Object.entries(value).map(
      ([name, each]): [string, unknown] => [name, this.path.at(`.${name}`, () => this.write(each))], // prettier-ignore
    );
    // An object that looks like a mark of ours must not be read as one.
    return Object.hasOwn(value, mark) ? this.marked('object', shown.flat()) : Object.fromEntries(shown);
  }

  private marked(as: string, value: unknown): unknown {
    this.isMarked = true;
    return { [mark]: as, v: value };
  }
}
