import { markAccess } from './access-mark';

/** Lets anybody call a handler, or every handler of a class: nobody has to have signed in. */
export const Public = (): ClassDecorator & MethodDecorator => markAccess({ by: 'anybody' });
