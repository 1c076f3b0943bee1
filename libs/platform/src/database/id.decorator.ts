import { PrimaryColumn } from 'typeorm';

const marked = new WeakMap<object, string>();

/** The primary key of an entity: a UUID v7, given when it is first saved unless it has one already. */
export function Id(): PropertyDecorator {
  return (prototype, property) => {
    marked.set(prototype, String(property));
    PrimaryColumn({ type: 'uuid' })(prototype, property);
  };
}

/** The property that `@Id()` marks in an entity class or one it extends. */
export function idPropertyOf(entity: { prototype: object }): string | undefined {
  for (let at: object | null = entity.prototype; at; at = Object.getPrototypeOf(at) as object | null) {
    const property = marked.get(at);
    if (property !== undefined) return property;
  }
  return undefined;
}
