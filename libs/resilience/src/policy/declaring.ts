import { UseInterceptors } from '@nestjs/common';
import { type Declaration, DECLARATIONS, type FailureMode } from './declaration';
import { degradedModeInterceptor } from './degraded-mode.interceptor';
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
    const holder =
      descriptor && key !== undefined ? (descriptor.value = enforcedOf(descriptor, key)) : target;
    const others = Reflect.getOwnMetadata(DECLARATIONS, holder) as readonly Declaration[] | undefined;
    // Decorators are applied from the last to the first; the table shows them as they are written.
    Reflect.defineMetadata(DECLARATIONS, [declaration, ...(others ?? [])], holder);
    if (mode !== 'free' && !others?.some(isWatched)) intercept(holder);
  };
}

/** The method is wrapped where it is defined: whoever makes the object, and however, the declaration holds. */
function enforcedOf({ value }: PropertyDescriptor, key: PropertyKey): Method {
  return isEnforced(value as Method) ? (value as Method) : enforce(value as Method, key);
}

const isWatched = ({ stores }: Declaration): boolean => stores.some(({ mode }) => mode !== 'free');

function intercept(holder: object): void {
  const asMethod = { value: holder };
  UseInterceptors(degradedModeInterceptor)(holder, '', asMethod);
}
