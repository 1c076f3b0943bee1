import { SetMetadata } from '@nestjs/common';
import { DECLARATION, type Declaration } from './declaration';

/** Declares that an operation, or every operation of a class, never touches Redis: it runs in every mode, unmarked. */
export const RedisFree = (operation: string): ClassDecorator & MethodDecorator => {
  const declaration: Declaration = { operation, stores: [{ store: 'redis', mode: 'free' }] };
  return SetMetadata(DECLARATION, declaration);
};
