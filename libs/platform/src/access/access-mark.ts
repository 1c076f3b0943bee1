import { GUARDS_METADATA } from '@nestjs/common/internal';
import { OperatorGuard } from '../health/operator.guard';

/** Who may call a handler: anybody, whoever has the operator's token, other services, or whoever signed in. */
export interface AccessMark {
  readonly by: 'anybody' | 'operator' | 'service' | 'caller';
}

const ACCESS = Symbol('platform:access');

/** Makes the decorator that puts a mark on a handler or on all handlers of a class. */
export const markAccess =
  (mark: AccessMark): ClassDecorator & MethodDecorator =>
  (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const holder = (descriptor?.value as object | undefined) ?? target;
    Reflect.defineMetadata(ACCESS, [mark, ...ownOf<AccessMark>(ACCESS, holder)], holder);
  };

/** What a handler or a class says itself; nothing is inherited, so that nothing is open by descent. */
export function accessMarksOf(holder: object): readonly AccessMark[] {
  const isGuarded = ownOf(GUARDS_METADATA, holder).includes(OperatorGuard);
  return [...ownOf<AccessMark>(ACCESS, holder), ...(isGuarded ? [{ by: 'operator' } as const] : [])];
}

const ownOf = <T>(key: unknown, holder: object): readonly T[] =>
  (Reflect.getOwnMetadata(key, holder) as readonly T[] | undefined) ?? [];
