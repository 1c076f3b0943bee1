import { UncacheableValueError } from './uncacheable-value.error';

/** No value is nested deeper: reading one back takes the stack of its reader. */
const deepest = 500;

/** Where in a value a writer is. */
export class ValuePath {
  private readonly names: string[] = [];
  private readonly above = new Set<object>();

  /** Does something within a part; refuses one that it is already in. */
  within<T>(part: object, work: () => T): T {
    if (this.above.has(part)) throw this.refuse('something that contains itself');
    if (this.above.size >= deepest) throw this.refuse(`something nested deeper than ${deepest}`);
    this.above.add(part);
    const done = work();
    this.above.delete(part);
    return done;
  }

  /** Does something at a named place of the part. */
  at<T>(name: string, work: () => T): T {
    this.names.push(name);
    const done = work();
    this.names.pop();
    return done;
  }

  refuse(what: string): UncacheableValueError {
    const { names } = this;
    const shown = names.length > 8 ? [...names.slice(0, 4), '[…]', ...names.slice(-3)] : names;
    return new UncacheableValueError(shown.join('').replace(/^\./, ''), what);
  }
}
