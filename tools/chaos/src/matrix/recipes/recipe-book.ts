import { type StormService } from '../../system/storm-system';
import { type DeclaredOperation, keyOf } from '../policies/declared-operation';
import { administrationRecipes } from './administration-recipes';
import { authRecipes } from './auth-recipes';
import { callSocketRecipes } from './call-socket-recipes';
import { chatRecipes } from './chat-recipes';
import { chatSocketRecipes } from './chat-socket-recipes';
import { commonRecipes } from './common-recipes';
import { gatewayRecipes } from './gateway-recipes';
import { type Recipe, type Recipes } from './recipe';
import { storageRecipes } from './storage-recipes';
import { videoRecipes } from './video-recipes';

/** How every operation that is called from outside is called. */
export const recipeBook: Readonly<Record<StormService, Recipes>> = {
  gateway: { ...commonRecipes, ...gatewayRecipes },
  auth: { ...commonRecipes, ...authRecipes, ...administrationRecipes },
  chat: { ...commonRecipes, ...chatRecipes, ...chatSocketRecipes },
  video: { ...commonRecipes, ...videoRecipes, ...callSocketRecipes },
  storage: { ...commonRecipes, ...storageRecipes },
};

/** How it is called; undefined: it is a provider’s method, or nobody has said. */
export const recipeFor = ({ service, operation, kind }: DeclaredOperation): Recipe | undefined =>
  kind === 'provider' || !Object.hasOwn(recipeBook[service], operation)
    ? undefined
    : recipeBook[service][operation];

/** The operations that can be called from outside, and of which nobody has said how. */
export const withoutRecipe = (declared: readonly DeclaredOperation[]): string[] =>
  declared.filter((one) => one.kind !== 'provider' && !recipeFor(one)).map(keyOf);

/** Recipes for what nobody declares any more. */
export function withoutOperation(declared: readonly DeclaredOperation[]): string[] {
  const known = new Set(declared.filter(({ kind }) => kind !== 'provider').map(keyOf));
  return Object.entries(recipeBook).flatMap(([service, recipes]) =>
    Object.keys(recipes)
      .map((operation) => `${service} ${operation}`)
      .filter((key) => !known.has(key)),
  );
}
