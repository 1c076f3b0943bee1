import { type Stage } from '../cast/stage';
import { type Asked } from './asked';

/** Makes all that a valid request needs, while everything is well, and gives the request. */
export type Recipe = (stage: Stage) => Asked | Promise<Asked>;

/** By the names of operations. */
export type Recipes = Readonly<Record<string, Recipe>>;
