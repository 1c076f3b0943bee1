import { type DiscoveryService, type MetadataScanner } from '@nestjs/core';
import { type Declaration, declarationsOf, type OperationPolicy } from './declaration';
import { handlerKindOf } from './handler-kind';

/** A class whose methods are looked through. */
export interface Owner {
  readonly name: string;
  readonly prototype: object;
}

/** A class of the container, and its object where there is one already. */
export interface Found {
  readonly owner: Owner;
  readonly instance: object | undefined;
}

/** A handler, or a provider method that declares something. */
export interface Member {
  readonly owner: Owner;
  readonly name: string;
  readonly kind: OperationPolicy['kind'];
  readonly method: object;
  /** What it declares itself; that wins over its class. */
  readonly own: readonly Declaration[];
}

/** Every class the container knows, whichever way it was registered. */
export function foundIn(discovery: DiscoveryService): Found[] {
  const wrappers = [...discovery.getControllers(), ...discovery.getProviders()];
  return wrappers.flatMap(({ metatype, instance, isNotMetatype }) => {
    const made = isObject(instance) ? instance : undefined;
    const owner: unknown = isNotMetatype ? made?.constructor : metatype;
    return isClass(owner) ? [{ owner, instance: made }] : [];
  });
}

/** What of a class is to be declared, or is. */
export function membersOf(owner: Owner, scanner: MetadataScanner): Member[] {
  return scanner.getAllMethodNames(owner.prototype).flatMap((name) => {
    const method = (owner.prototype as Record<string, object>)[name] as object;
    const own = declarationsOf(method);
    const kind = handlerKindOf(method) ?? (own.length > 0 ? 'provider' : undefined);
    return kind ? [{ owner, name, kind, method, own }] : [];
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isClass = (value: unknown): value is Owner =>
  typeof value === 'function' && value !== Object && isObject((value as { prototype?: unknown }).prototype);
