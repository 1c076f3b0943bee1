import { type Declaration, DECLARATIONS, declarationsOf, type FailureMode } from './declaration';
import { enforce, isEnforced, type Method } from './enforced-method';

/** The stores an operation is declared towards: one, or several, never none. */
export type Stores = string | readonly [string, ...string[]];

/** What a table of policies says besides the mode. */
export interface DeclarationNotes {
  /** The places that serve it, best first. */
  readonly tiers?: readonly string[];
  /** Which weaker promise holds meanwhile, in one line. */
  readonly guarantee?: string;
}

/** Goes on a controller, a gateway, or one of their handlers. */
export type HandlerDecorator = ClassDecorator & MethodDecorator;

/** What only a provider method can be told. */
export type MethodPart = Pick<Declaration, 'returns' | 'provider' | 'deadlineMs'>;

/** Makes the decorator that puts a declaration on a class or a method; several on one method compose. */
export function declareAs(
  mode: FailureMode,
  operation: string,
  stores: Stores,
  notes: DeclarationNotes = {},
  part: MethodPart = {},
): HandlerDecorator {
  const { tiers, guarantee } = notes;
  const told = { ...(tiers && { tiers }), ...(guarantee && { guarantee }) };
  const declared = [stores].flat().map((store: string) => ({ store, mode, ...told }));
  const declaration: Declaration = { operation, stores: declared, ...part };
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (descriptor && key !== undefined)
      descriptor.value = onMethod(descriptor.value as Method, key, declaration);
    else put(declaration, target, Reflect.getOwnMetadata(DECLARATIONS, target) as Declaration[] | undefined);
  };
}

/** The method is wrapped where it is defined: whoever makes the object, and however, the declaration holds. */
function onMethod(method: Method, key: PropertyKey, declaration: Declaration): Method {
  const enforced = isEnforced(method) ? method : enforce(method, key);
  put(declaration, enforced, declarationsOf(enforced));
  return enforced;
}

/** Decorators are applied from the last to the first; the table shows them as they are written. */
const put = (declaration: Declaration, target: object, others: readonly Declaration[] = []): void =>
  Reflect.defineMetadata(DECLARATIONS, [declaration, ...others], target);
