import { type Topic } from './topic';

/** Who wants to know which other instances of the service there are. */
export interface NodeListener {
  /** Heard for the first time, or again. */
  onCame?(node: string): void;
  /** It said goodbye, or was not heard for seconds. */
  onGone?(node: string): void;
}

/** The way instances of one service talk to each other: over Redis, else over PostgreSQL, else not at all. */
export abstract class Backplane {
  /** This start of this instance; another start is another node. */
  abstract readonly node: string;

  /** The other nodes that are heard now. */
  abstract readonly nodes: readonly string[];

  /** The same name on every instance of the service is the same topic. */
  abstract topic<T>(name: string): Topic<T>;

  /** Tells who comes and who goes until what it returns is called. */
  abstract watchNodes(listener: NodeListener): () => void;
}
