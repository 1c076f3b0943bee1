import { type Topic } from './topic';

/** The way instances of one service talk to each other: over Redis, else over PostgreSQL, else not at all. */
export abstract class Backplane {
  /** This start of this instance; another start is another node. */
  abstract readonly node: string;

  /** The same name on every instance of the service is the same topic. */
  abstract topic<T>(name: string): Topic<T>;
}
