import { type EntitySubscriberInterface, EventSubscriber, type InsertEvent } from 'typeorm';
import { idPropertyOf } from './id.decorator';
import { newId } from './new-id';

/**
 * Gives entities their ids, since PostgreSQL before 18 cannot make a UUID v7. A subscriber, unlike a field
 * initialiser, also sees plain objects, and costs nothing when rows are read.
 */
@EventSubscriber()
export class IdAssigner implements EntitySubscriberInterface {
  beforeInsert({ entity, metadata }: InsertEvent<Record<string, unknown> | undefined>): void {
    if (!entity || typeof metadata.target !== 'function') return;
    const property = idPropertyOf(metadata.target as { prototype: object });
    if (property !== undefined) entity[property] ??= newId();
  }
}
